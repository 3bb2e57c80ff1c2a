"""Cities and countries under every name people use for them, in any of the languages."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from babel import Locale

from bot.knowledge.library import Library
from bot.knowledge.phrases import Phrases
from bot.knowledge.text import fold
from bot.model.knowledge import Words
from bot.model.person import LANGUAGES

COMMON_WORDS = ("RE",)
"""Territories whose name is an everyday word without its accent (`réunion`)."""

GLUE = ("de", "la", "el", "the", "of", "du", "d", "l", "del", "an", "der")


@dataclass(frozen=True, slots=True)
class City:
    """A city: its names per language, all its names, whether any record names it, and the names used in the records."""

    key: str
    names: Words
    every: frozenset[str]
    recorded: tuple[str, ...]


class Places:
    """All cities and countries that Plaza understands."""

    def __init__(self, library: Library, countries: Mapping[str, Mapping[str, str]]) -> None:
        self.cities: dict[str, City] = {}
        self._by_name: dict[str, str] = {}
        for names, every, recorded in _named(library):
            self._add(names, every, recorded)
        self.countries = countries
        self.homonyms = frozenset(map(str, library.vocabulary["places"].get("homonyms", ())))
        self._nicknames: Mapping[str, Mapping[str, list[str]]] = library.vocabulary["places"].get("countries", {})
        self.regions: Mapping[str, Mapping[str, list[str]]] = library.vocabulary["places"].get("regions", {})

    def city(self, name: str) -> City | None:
        """The city with this name, however it is written."""
        key = self._by_name.get(fold(name))
        return self.cities[key] if key else None

    def names_of(self, name: str) -> Words:
        """How a city of the records is called in each language."""
        city = self.city(name)
        return city.names if city else {"en": name}

    def teach(self, phrases: Phrases, language: str) -> None:
        """Add every city, and the countries and parts of the world as this language calls them."""
        for name, key in self._by_name.items():
            phrases.add(name, "city", key)
        for code, name in self.countries[language].items():
            if code not in COMMON_WORDS:
                phrases.add(name, "country", code)
        for code, spoken in self._nicknames.items():
            for name in spoken.get(language, ()):
                phrases.add(name, "country", str(code))
        for code, spoken in self.regions.items():
            for name in spoken.get(language, ()):
                phrases.add(name, "region", str(code))

    def _add(self, names: Words, every: list[str], recorded: tuple[str, ...]) -> None:
        folded = [fold(name) for name in every]
        key = next((self._by_name[name] for name in folded if name in self._by_name), folded[0])
        known = self.cities.get(key)
        merged = frozenset(folded) | (known.every if known else frozenset())
        used = (*(known.recorded if known else ()), *recorded)
        self.cities[key] = City(key, known.names if known else names, merged, tuple(dict.fromkeys(used)))
        for name in folded:
            self._by_name.setdefault(name, key)


def _named(library: Library) -> Iterator[tuple[Words, list[str], tuple[str, ...]]]:
    book = library.vocabulary["places"]
    for entry in book.get("cities", []):
        names = {language: str(entry[language]) for language in LANGUAGES if language in entry}
        yield names, [*names.values(), *map(str, entry.get("also", []))], ()
    for row in library.signatures:
        yield {"en": row.city}, [row.city, *row.aliases], (row.city,)
    for place in (
        *(e.city for e in library.events.values()),
        *(m.place for m in library.moments),
        *(o.location for o in library.organisations.values()),
    ):
        if place and place != "Online":
            yield {"en": place}, [place], (place,)
    for line in book.get("elsewhere", []):
        every = str(line).split("|")
        yield dict(zip(LANGUAGES, (every + [every[0]] * 3)[:3], strict=True)), every, ()


def territories() -> dict[str, dict[str, str]]:
    """The countries' names per language, from the language data; slow the first time."""
    every = {language: Locale(language).territories for language in LANGUAGES}
    return {
        language: {code: str(name) for code, name in names.items() if len(code) == 2 and code.isalpha()}
        for language, names in every.items()
    }
