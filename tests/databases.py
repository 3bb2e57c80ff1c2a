"""Fresh databases for tests: a file each on SQLite, a database each on a PostgreSQL server that lets us make some."""

import itertools
import os
import shutil
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from bot.storage import schema
from bot.storage.database import opened

SERVER = os.environ.get("PLAZA_TEST_DATABASE_URL") or "postgresql:///test"


@dataclass
class Files:
    """SQLite files at the newest schema, copied from one that was migrated once."""

    folder: Path

    @cached_property
    def template(self) -> Path:
        """The file that was migrated."""
        path = self.folder / "template.db"
        with opened(f"sqlite:///{path}") as database:
            schema.upgrade(database)
        return path

    def fresh(self, path: Path) -> str:
        """A migrated database in this file; its URL."""
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(self.template, path)
        return f"sqlite:///{path}"


@dataclass
class Server:
    """One PostgreSQL server. Every database made here is dropped by `close`."""

    url: str = SERVER
    made: list[str] = field(default_factory=list)
    numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    @cached_property
    def trouble(self) -> str:
        """Why no test can run here, in one line; empty when all is well."""
        try:
            with psycopg.connect(self.url, connect_timeout=3) as connection:
                row = connection.execute("SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
        except psycopg.OperationalError as error:
            return f"no PostgreSQL at {make_url(self.url)!r}: {str(error).strip().splitlines()[0]}"
        return "" if row and row[0] else f"the role of {make_url(self.url)!r} may not create databases"

    @cached_property
    def version(self) -> str:
        """What answers there."""
        with psycopg.connect(self.url) as connection:
            return f"PostgreSQL {connection.info.server_version // 10000}.{connection.info.server_version % 10000}"

    @cached_property
    def template(self) -> str:
        """A database at the newest schema, made once."""
        name = self._create(None)
        with opened(self._url(name)) as database:
            schema.upgrade(database)
        return name

    def fresh(self) -> str:
        """The URL of a new database at the newest schema."""
        return self._url(self._create(self.template))

    def empty(self) -> str:
        """The URL of a new database with nothing in it."""
        return self._url(self._create(None))

    def drop(self, url: str) -> None:
        """Remove a database, whoever is still connected."""
        name = make_url(url).database or ""
        self._run(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        self.made.remove(name)

    def close(self) -> None:
        """Remove everything that was made."""
        for name in list(self.made):
            self.drop(self._url(name))

    def _create(self, template: str | None) -> str:
        name = f"plaza_test_{os.getpid()}_{next(self.numbers)}"
        command = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template or "template0"))
        self._run(command)
        self.made.append(name)
        return name

    def _run(self, command: sql.Composed) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(command)

    def _url(self, name: str) -> str:
        return make_url(self.url).set(database=name).render_as_string(hide_password=False)
