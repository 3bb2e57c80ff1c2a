"""The files that messages stand in: what is wrong in them, and where they are kept compiled."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jinja2 import FileSystemBytecodeCache, TemplateSyntaxError


class BadTemplate(ValueError):
    """A template that cannot be read: file, line, what is wrong and what to do."""


@contextmanager
def reading(name: str) -> Iterator[None]:
    """While this file of messages is read, whatever is wrong in it becomes BadTemplate."""
    try:
        yield
    except TemplateSyntaxError as problem:
        raise BadTemplate(f"messages/{name}, line {problem.lineno}: {problem.message}; mend that line") from problem
    except UnicodeDecodeError as problem:
        raise BadTemplate(f"messages/{name}: this is not UTF-8 text; save it again as UTF-8") from problem


class Compiled(FileSystemBytecodeCache):
    """Compiled templates, kept under their names and used while their source is the same (compiling takes longest at a start)."""

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """One place for a template, wherever its home lies."""
        return super().get_cache_key(name)


def kept_in(folder: Path) -> Compiled | None:
    """The cache in this folder; none where nothing can be written, which is no reason to fail."""
    try:
        folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)  # the database and the key will lie there too
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError:
        return None
    return Compiled(str(folder)) if os.access(folder, os.W_OK) else None
