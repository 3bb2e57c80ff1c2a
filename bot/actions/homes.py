"""Where somebody comes from: the delegation that their city makes, however it is spelt, and the country where it is known."""

from dataclasses import replace
from functools import lru_cache

from bot.knowledge.lexicon import lexicon
from bot.knowledge.library import Library
from bot.knowledge.text import fold
from bot.knowledge.titles import city_names
from bot.model.events import Details
from bot.storage import cities
from bot.storage.database import Connection


@lru_cache(maxsize=8192)
def delegation_of(city: str) -> str:
    """What makes two spellings of a city one: its words, without case, accents and signs. Every registration asks it of every signatory."""
    return " ".join("".join(c if c.isalnum() else " " for c in fold(city)).split())[:190]


def country_of(library: Library, text: str) -> str:
    """The ISO code of a country by its name in any language, or by the code itself; empty for what is none."""
    places = lexicon(library).places
    wanted = fold(text).strip()
    for names in places.countries.values():
        for code, name in names.items():
            if wanted in (fold(name), code.lower()):
                return code
    return ""


def located(tx: Connection, library: Library, said: Details) -> Details:
    """The same with what the city tells: one name for all its names, and the country unless one was given.

    A name that stands for cities of several countries tells none."""
    every = city_names(library, said.city)
    names = {delegation_of(name) for name in every}
    rows = [row for row in library.signatures if names & {delegation_of(name) for name in (row.city, *row.aliases)}]
    listed = [it for it in cities.every_city(tx) if delegation_of(it.name) in names]
    countries = {row.country for row in rows} | {it.country for it in listed if it.country}
    country = said.country or (countries.pop() if len(countries) == 1 else "")
    first_name = rows[0].city if rows else every[min(1, len(every) - 1)]
    return replace(said, country=country.upper()[:2], delegation=delegation_of(first_name))
