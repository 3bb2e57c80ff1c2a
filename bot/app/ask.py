"""`plaza ask`: one answer, or a file of them, from the files and from what people imported, set and approved."""

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from bot.config import BadSettings, read
from bot.engine.texts import Reader, Texts
from bot.engine.texts_files import BadTemplate as BadTemplate
from bot.knowledge.answer import Answer, answer
from bot.knowledge.dated import dated
from bot.knowledge.library import Library
from bot.knowledge.listed import library_with
from bot.model.outgoing import plain_blocks
from bot.storage import peek


class BadLine(Exception):
    """A line of a batch that is no question: file, line and what to do."""


Known = Callable[[Library], Library]
SQLITE = "sqlite:///"


def in_a_file() -> bool:
    """Whether the database is a SQLite file, which can be looked into without SQLAlchemy."""
    return read().database.startswith(SQLITE)


def known(library: Library) -> Library:
    """The library with the imported list of signatories, the dates and the answers that stand in the SQLite file."""
    file = Path(read().database.removeprefix(SQLITE))
    found = peek.newest(file)
    library = dated(library_with(library, found[1], found[0].date()) if found else library, peek.dates(file))
    answers = peek.answers(file)
    return replace(library, curated=answers) if answers else library


class Desk:
    """Questions in, plain answers out."""

    def __init__(self, home: Path, now: str = "", known: Known = known) -> None:
        self.library = known(Library.load(home / "config" / "knowledge", home / "var" / "knowledge.cache"))
        self.texts = Texts(home / "messages", home / "var" / "templates")
        self.today = day_of(now)

    def one(self, question: str, language: str = "") -> dict[str, Any]:
        """The answer with its citations, as `--json` prints it."""
        found = answer(self.library, question, today=self.today, language=language)
        return {
            "answer": self.words(found),
            "language": found.language,
            "citations": [{"id": c.id, "title": titled(c.title, found.language), "url": c.url} for c in found.citations],
            "abstained": found.abstained,
            "confidence": round(found.confidence, 3),
        }

    def words(self, found: Answer) -> str:
        """The parts in words, as plain text."""
        reader = Reader(found.language)
        return "\n\n".join(plain_blocks(self.texts.tree(part.message, part.data, reader)) for part in found.parts)

    def batch(self, path: str) -> Iterator[dict[str, Any]]:
        """Answers to JSON lines with `id` and `q`, in the same order. Raises BadLine at the first that is not."""
        with sys.stdin if path == "-" else Path(path).open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield self._batched(path, number, line)

    def _batched(self, path: str, number: int, line: str) -> dict[str, Any]:
        try:
            row = json.loads(line)
            identifier, question = row["id"], str(row["q"])
        except (ValueError, KeyError, TypeError) as error:
            raise BadLine(f'{path}, line {number}: write one JSON object like {{"id": "1", "q": "Has Genoa signed?"}}') from error
        return {"id": identifier, **self.one(question)}


def day_of(now: str) -> date:
    """The day of this moment (ISO), by default today. Raises BadSettings."""
    try:
        return (datetime.fromisoformat(now) if now else datetime.now(UTC)).date()
    except ValueError as error:
        raise BadSettings(f"--now or PLAZA_NOW: {now!r} is not a time; write it like 2027-02-08T09:00+00:00") from error


def titled(title: Mapping[str, str] | str, language: str) -> str:
    """A source's title in the answer's language."""
    return title if isinstance(title, str) else title.get(language) or title.get("en", "")


def ask(desk: Desk, question: str, language: str, *, as_json: bool) -> None:
    """Print one answer; its sources are part of it."""
    found = desk.one(question, language)
    print(json.dumps(found, ensure_ascii=False) if as_json else found["answer"])


def ask_batch(desk: Desk, path: str) -> None:
    """Print one JSON line for each question of the file."""
    for row in desk.batch(path):
        print(json.dumps(row, ensure_ascii=False), flush=True)
