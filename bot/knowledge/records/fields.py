"""One record of a knowledge file, read field by field: whatever is missing or of the wrong kind says where it stands."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from bot.knowledge.records.files import BadKnowledge, Files, Trail, as_mapping
from bot.model.knowledge import Words

T = TypeVar("T")
PARTIAL_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
LINK = re.compile(r"https?://\S+")


class Texts:
    """The translations of texts that the files hold in English only: per record and field, and short phrases by themselves."""

    def __init__(self, by_language: Mapping[str, Mapping[str, Any]]) -> None:
        self._languages = by_language

    def of(self, section: str, key: str, name: str, english: str) -> Words:
        """The text of one field of one record in every language that has it."""
        words = {"en": english}
        for language, sections in self._languages.items():
            found = as_mapping(as_mapping(sections.get(section)).get(key)).get(name)
            if isinstance(found, str):
                words[language] = found.strip()
        return words if len(words) > 1 else self.phrase(english)

    def phrase(self, english: str) -> Words:
        """A short text that recurs (`city`, `NGOs`), translated by its English wording."""
        words = {"en": english}
        for language, sections in self._languages.items():
            found = as_mapping(sections.get("phrases")).get(english)
            if isinstance(found, str):
                words[language] = found
        return words


class Document:
    """One YAML file with its translations; `problems` collects what is wrong, or is None to stop at the first."""

    def __init__(self, files: Files, name: str, texts: Texts, problems: list[BadKnowledge] | None = None) -> None:
        self.files, self.name, self.texts, self.problems = files, name, texts, problems
        self.raw = files.yaml(name)

    def fail(self, trail: Trail, problem: str, remedy: str) -> BadKnowledge:
        """The exception for what is wrong at `trail`."""
        return BadKnowledge(self.files.folder / self.name, self.files.line(self.name, trail), problem, remedy)

    def each(self, read: Callable[["Fields"], T], section: str, *trail: str) -> tuple[T, ...]:
        """Every record of the list at `trail` (the whole file when empty) through `read`; translations stand under `section`."""
        found = self.raw
        for step in trail:
            found = as_mapping(found).get(step)
        if not isinstance(found, list):
            raise self.fail(trail, f"there should be a list of {section}", "write one record per dash")
        out = []
        for number, raw in enumerate(found):
            try:
                out.append(read(Fields(self, raw, (*trail, number), section)))
            except BadKnowledge as problem:
                if self.problems is None:
                    raise
                self.problems.append(problem)
        return tuple(out)

    def record(self, section: str, *trail: str) -> "Fields":
        """The single record at `trail`."""
        found = self.raw
        for step in trail:
            found = as_mapping(found).get(step)
        return Fields(self, found, trail, section, key=trail[-1] if trail else section)


class Fields:
    """The fields of one record. Every getter raises BadKnowledge when the value is missing or not what it should be."""

    def __init__(self, document: Document, raw: object, trail: Trail, section: str, key: str = "") -> None:
        self._document, self._trail, self._section = document, tuple(trail), section
        if not isinstance(raw, dict):
            raise document.fail(trail, f"a record of {section} should have fields", "write `name: value` lines")
        self._raw = raw
        self.key = key or str(raw.get("id") or raw.get("number") or "")

    def bad(self, name: str, problem: str, remedy: str) -> BadKnowledge:
        """The exception for one field."""
        return self._document.fail((*self._trail, name), problem, remedy)

    def names(self) -> tuple[str, ...]:
        """The names of the fields that stand there."""
        return tuple(str(name) for name in self._raw)

    def has(self, name: str) -> bool:
        """Whether the field holds anything."""
        return self._raw.get(name) is not None

    def raw(self, name: str) -> Any:
        """The value as parsed, None when it is not there."""
        return self._raw.get(name)

    def text(self, name: str, default: str | None = None) -> str:
        """A text; `default` when it is empty, an error when there is no default."""
        value = self._raw.get(name)
        if value is None and default is not None:
            return default
        if not isinstance(value, str) or not value.strip():
            raise self.bad(name, f"{self.key or self._section}: `{name}` should be a text", "fill it in, in quotes if it holds a colon")
        return " ".join(value.split())

    def number(self, name: str) -> int:
        """A whole number."""
        value = self._raw.get(name)
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.bad(name, f"{self.key or self._section}: `{name}` should be a whole number", "write it in digits, without quotes")
        return value

    def flag(self, name: str, default: bool = False) -> bool:
        """Yes or no."""
        value = self._raw.get(name, default)
        if not isinstance(value, bool):
            raise self.bad(name, f"{self.key or self._section}: `{name}` should be true or false", "write true or false")
        return value

    def day(self, name: str) -> date | None:
        """A full ISO day, or None when it is not known."""
        value = self._raw.get(name)
        return None if value is None else self.as_day(name, value)

    def as_day(self, name: str, value: object) -> date:
        """A value that must be a full ISO day."""
        try:
            return date.fromisoformat(str(value))
        except ValueError as error:
            raise self.bad(name, f"{self.key}: {value!r} is not a day", "write it as '2027-02-22', in quotes") from error

    def partial(self, name: str) -> str:
        """An ISO date that may lack day and month; empty when it is not known."""
        value = self._raw.get(name)
        if value is None:
            return ""
        if not PARTIAL_DATE.fullmatch(str(value)):
            raise self.bad(name, f"{self.key}: {value!r} is not a date", "write '2027', '2027-02' or '2027-02-22', in quotes")
        return str(value)

    def words(self, name: str) -> Words:
        """A text per language: written so in the file, or in English with its translations beside; empty when it is not there."""
        value = self._raw.get(name)
        if value is None:
            return {}
        if isinstance(value, dict):
            return self._per_language(name, value)
        return self._document.texts.of(self._section, self.key, name, self.text(name))

    def _per_language(self, name: str, value: dict[Any, Any]) -> Words:
        if not isinstance(value.get("en"), str) or not all(isinstance(v, str) for v in value.values()):
            raise self.bad(
                name, f"{self.key}: `{name}` should hold one text per language, English among them", "write en:, es: and fr: lines"
            )
        return {str(k): " ".join(v.split()) for k, v in value.items()}

    def phrase(self, english: str) -> Words:
        """A short recurring text in every language that has it."""
        return self._document.texts.phrase(" ".join(english.split()))

    def phrases(self, name: str) -> tuple[Words, ...]:
        """A list of short recurring texts."""
        return tuple(self.phrase(text) for text in self.many(name))

    def many(self, name: str) -> tuple[str, ...]:
        """A list of texts; empty when it is not there."""
        value = self._raw.get(name) or []
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            raise self.bad(name, f"{self.key}: `{name}` should be a list of texts", "write one per line, each after a dash")
        return tuple(value)

    def links(self, name: str) -> tuple[str, ...]:
        """A list of web addresses."""
        found = self.many(name)
        for link in found:
            self._link(name, link)
        return found

    def link(self, name: str) -> str:
        """One web address, empty when it is not there."""
        return self._link(name, self.text(name)) if self.has(name) else ""

    def _link(self, name: str, link: str) -> str:
        if not LINK.fullmatch(link):
            raise self.bad(name, f"{self.key}: {link!r} is not a web address", "write it whole, from https:// on")
        return link

    def inside(self, name: str) -> "Fields":
        """The record held by a field."""
        return Fields(self._document, self._raw.get(name), (*self._trail, name), self._section, key=self.key)

    def inner(self, name: str) -> Sequence["Fields"]:
        """The records of a list held by a field."""
        value = self._raw.get(name) or []
        if not isinstance(value, list):
            raise self.bad(name, f"{self.key}: `{name}` should be a list", "write one record per dash")
        return [Fields(self._document, raw, (*self._trail, name, n), self._section) for n, raw in enumerate(value)]
