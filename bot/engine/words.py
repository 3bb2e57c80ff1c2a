"""What people type: command words, phrases, yes, no and skip, in every language, from messages/<language>/words.toml."""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

AROUND = " .!?¿¡"
"""What people put around a word without meaning anything by it."""


class BadWords(ValueError):
    """A vocabulary that cannot be used; one line that names the file and says what is wrong."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A command found in a text: its canonical word, what followed, and the language it was typed in ("" when several share the word)."""

    word: str
    rest: str
    language: str


def folded(text: str) -> str:
    """Lower case, without accents, single spaces: how words are compared."""
    split = unicodedata.normalize("NFD", text.casefold())
    return " ".join("".join(c for c in split if not unicodedata.combining(c)).split())


def read(path: Path) -> Mapping[str, Any]:
    """A vocabulary as it stands in its file. Raises BadWords."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadWords(f"{path}: {error}; mend that file") from error
    if missing := [name for name in ("words", "say") if not isinstance(table.get(name), Mapping)]:
        raise BadWords(f"{path}: the table [{missing[0]}] is missing")
    return table


class Words:
    """The vocabulary of commands. Raises BadWords at start when a file cannot be read or one word would mean two commands."""

    def __init__(self, home: Path, languages: list[str]) -> None:
        self.synonyms: dict[str, tuple[str, set[str]]] = {}
        self.phrases: list[tuple[re.Pattern[str], str, str]] = []
        self.says: dict[str, dict[str, set[str]]] = {}
        self.arguments: set[str] = set()
        self.anything: set[str] = set()
        self.likes: dict[str, re.Pattern[str]] = {}
        self.tables: dict[str, Mapping[str, Any]] = {}
        for language in languages:
            self.tables[language] = table = read(home / language / "words.toml")
            self._take(language, table)

    def _take(self, language: str, table: Mapping[str, Any]) -> None:
        for command, synonyms in table["words"].items():
            for synonym in synonyms:
                known, languages = self.synonyms.setdefault(folded(synonym), (command, set()))
                if known != command:
                    raise BadWords(f"messages/{language}/words.toml: {synonym!r} means both {known} and {command}: keep one")
                languages.add(language)
        self.phrases += [(_pattern(p), command, language) for command, ps in table.get("phrases", {}).items() for p in ps]
        self.says[language] = {meaning: {folded(word) for word in words} for meaning, words in table["say"].items()}
        self.arguments |= set(table.get("takes_more", []))
        self.anything |= {folded(word) for word in table.get("takes_all", [])}
        self.likes |= {word: re.compile(like) for word, like in table.get("takes_like", {}).items()}

    def command(self, word: str) -> Typed | None:
        """A word the platform marked as a command, or typed after a slash.

        The canonical word itself (`/start`, `/events`) belongs to no language: every menu and manual shows it."""
        key = folded(word.lstrip("/"))
        found = self.synonyms.get(key)
        if found is None:
            return None
        return Typed(found[0], "", next(iter(found[1])) if len(found[1]) == 1 and key != found[0] else "")

    def alone(self, text: str) -> Typed | None:
        """The command whose word is all that a text says."""
        return self.command(text.strip(AROUND)) if len(text) < 60 else None

    def find(self, text: str) -> Typed | None:
        """The command in a plain text: `/word ...`, a word alone, a known phrase, or a word that takes more (`register Gwangju`).

        A word that takes all (`secretariat`) takes a question too, however long; one that takes what looks like something (`email`, an
        address) nothing else."""
        first, *more = text.split(maxsplit=1) or [""]
        rest, slash = more[0] if more else "", first.startswith("/")
        whole = self.alone(text)
        if whole is not None:
            return whole
        found = None if slash or len(text) >= 200 else self._phrase(text)
        if found is not None:
            return found
        found = self.command(first.rstrip(":,"))
        if found is not None and folded(first.strip("/:,")) in self.anything:
            return Typed(found.word, rest.strip(), found.language)
        like = self.likes.get(found.word) if found is not None else None
        if found is not None and like is not None and like.fullmatch(rest.strip()):
            return Typed(found.word, rest.strip(), found.language)
        if found is not None and (slash or (found.word in self.arguments and "?" not in rest and len(rest) < 80)):
            return Typed(found.word, rest.strip(), found.language)
        return None

    def menu(self) -> dict[str, tuple[tuple[str, str], ...]]:
        """Per language, the commands a platform's menu should offer: the word as typed, and a line about it."""
        return {language: tuple(table.get("menu", {}).items()) for language, table in self.tables.items()}

    def meanings(self, text: str, language: str) -> frozenset[str]:
        """Which of `yes`, `no` and `skip` the text may say in this language or in English: a bare "no" is both of the last."""
        key = folded(text.strip(" .!"))
        tables = [self.says[one] for one in {language, "en"} if one in self.says]
        return frozenset(meaning for table in tables for meaning, words in table.items() if key in words)

    def _phrase(self, text: str) -> Typed | None:
        bare = text.strip(AROUND)
        plain = folded(bare)
        for pattern, command, language in self.phrases:
            if match := pattern.fullmatch(plain):
                rest = match.groupdict().get("rest") or ""
                if (like := self.likes.get(command)) is None:
                    return Typed(command, rest, language)
                as_typed = " ".join(bare.split()[-len(rest.split()) :])  # an address keeps its accents and capitals
                if like.fullmatch(as_typed):
                    return Typed(command, as_typed, language)
        return None

    def typed(self, command: str, language: str) -> str:
        """The word people of this language type for a command."""
        table = self.tables.get(language) or self.tables["en"]
        return str(next(iter(table["words"].get(command, [])), command))


def _pattern(phrase: str) -> re.Pattern[str]:
    """`register me for {rest}` as an expression; `...` at the end lets anything follow."""
    parts = re.split(r"(\{rest\}|\.\.\.)", phrase)
    out = "".join(
        {"{rest}": r"(?P<rest>.{1,80})", "...": ".*"}.get(p) or re.escape(folded(p) if p.strip() else p).replace(r"\ ", " ") for p in parts
    )
    return re.compile(_spaced(phrase, out))


def _spaced(phrase: str, pattern: str) -> str:
    # folded() trims the blank before a placeholder: put it back.
    return pattern.replace("(?P<rest>", " (?P<rest>") if " {rest}" in phrase else pattern
