"""`plaza serve` on something broken: one line that names the file, the line and the way to mend it, and exit code 2."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.app.running import refused

Spoil = Callable[[Path], object]


@pytest.fixture
def own(home: Path) -> Path:
    """A home whose config and messages are copies that may be broken."""
    for name in ("config", "messages"):
        source = (home / name).resolve()
        (home / name).unlink()
        shutil.copytree(source, home / name)
    return home


def appended(name: str, text: str | bytes) -> Spoil:
    """Adds to the end of a file, which may be new."""

    def spoil(home: Path) -> None:
        with (home / name).open("ab") as file:
            file.write(text if isinstance(text, bytes) else text.encode())

    return spoil


def gone(name: str) -> Spoil:
    """Removes a file."""
    return lambda home: (home / name).unlink()


BROKEN_FILES: dict[str, tuple[Spoil, str, str]] = {
    "settings": (appended("config/plaza.toml", "port = = 3\n"), "config/plaza.toml: ", "at line"),
    "settings that are no text": (appended("config/plaza.toml", b"\xff"), "config/plaza.toml is not UTF-8", "save it again"),
    "a .env that is no text": (appended(".env", b"PLAZA_PORT=\xff"), ".env is not UTF-8", "save it again"),
    "words": (appended("messages/en/words.toml", "\nx = = 1\n"), "messages/en/words.toml: ", "at line"),
    "words that are gone": (gone("messages/en/words.toml"), "messages/en/words.toml", "mend that file"),
    "a message that is no template": (
        appended("messages/es/events.j2", "{% block x %}{{ y"),
        "messages/es/events.j2, line ",
        "mend that line",
    ),
    "a message with an unknown filter": (appended("messages/fr/faq.j2", "{{ 1 | dayz }}"), "messages/fr/faq.j2, line ", "'dayz'"),
    "alerts' words that are no template": (appended("messages/en/alerts.j2", "{% if %}"), "messages/en/alerts.j2, line ", "mend that line"),
    "messages that are no text": (appended("messages/fr/start.j2", b"\xff"), "messages/fr/start.j2: this is not UTF-8", "save it again"),
    "messages that are gone": (gone("messages/es/desk.j2"), "messages/es/desk.j2 is missing", "restore it"),
    "English messages that are gone": (gone("messages/en/_sources.j2"), "messages/en/_sources.j2 is missing", "restore it"),
    "knowledge": (appended("config/knowledge/hrc.yaml", "  - bad: [\n"), "config/knowledge/hrc.yaml:", "check the indentation"),
    "knowledge that is gone": (gone("config/knowledge/timeline.yaml"), "config/knowledge/timeline.yaml: cannot be read", "restore"),
    "alerts": (appended("config/alerts.yaml", "\nrules: 3\n"), "config/alerts.yaml:", "write one record per dash"),
    "signatories": (appended("config/knowledge/signatories.csv", "a,b\n"), "config/knowledge/signatories.csv:", "check its commas"),
    "an open quote": (appended("config/knowledge/signatories.csv", '"a\n'), "config/knowledge/signatories.csv:", "quotes"),
    "a key that is none": (appended("var/secret.key", b"\xff\xfe"), "var/secret.key: this is no key", "restore it from a backup"),
    "a file that is no database": (appended("var/plaza.db", b"no database" * 99), "file is not a database", "PLAZA_DATABASE_URL"),
}


@pytest.mark.parametrize("name", BROKEN_FILES)
def test_a_broken_file_is_named_with_what_to_do(own: Path, name: str) -> None:
    spoil, place, remedy = BROKEN_FILES[name]
    spoil(own)
    line = refused(own, "--port", "0")
    assert place in line
    assert remedy in line


BAD_SETTINGS = {
    "PLAZA_NOW": ("next tuesday", "write it like 2027-02-08T09:00+00:00"),
    "PLAZA_DATABASE_URL": ("postgresql://plaza@127.0.0.1:1/plaza", "check that the database runs"),
    "PLAZA_LOG_LEVEL": ("LOUD", "choose DEBUG, INFO, WARNING or ERROR"),
    "PLAZA_PORT": ("http", "write a number from 0 to 65535"),
    "PLAZA_TELEGRAM_WEBHOOK_SECRET": ("two words", "letters, digits, hyphens and underscores"),
}


@pytest.mark.parametrize("name", BAD_SETTINGS)
def test_a_setting_that_cannot_be_used_is_named_with_what_to_write(home: Path, name: str) -> None:
    value, remedy = BAD_SETTINGS[name]
    line = refused(home, *([] if name == "PLAZA_PORT" else ["--port", "0"]), **{name: value})
    assert name in line
    assert remedy in line


def test_what_anybody_may_open_as_an_organiser_listens_on_loopback_only(home: Path) -> None:
    assert "loopback only" in refused(home, "--demo", "--port", "0", "--host", "0.0.0.0")


def test_an_empty_key_file_is_no_key(own: Path) -> None:
    """Left by a crash at the first start; with an empty key anybody could sign."""
    (own / "var" / "secret.key").touch()
    refused(own, "--port", "0", PLAZA_DATABASE_URL="mysql://nobody@127.0.0.1/x")
    assert len((own / "var" / "secret.key").read_text(encoding="ascii")) >= 40
