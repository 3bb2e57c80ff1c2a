"""How far the charters reach: signatories on record by country, the countries without one, and the same as a picture."""

from collections.abc import Iterable

from bot.actions import coverage, plots, signatories
from bot.actions.coverage import Coverage, Line
from bot.actions.coverage_picture import chart, heading, sums
from bot.handlers.router import Library, Router, Turn
from bot.knowledge.heard import Heard, hear
from bot.knowledge.lexicon import lexicon
from bot.knowledge.text import fold
from bot.model.charters import EUROPEAN
from bot.model.outgoing import File
from bot.model.person import LANGUAGES
from bot.model.reply import Attach, Button, Reply
from bot.storage.database import Connection

router = Router()

TOP, PAGE = 8, 20
"""Countries in the first message (with the figures it fits under a picture on Telegram) and on a further page."""

PICTURES = {"web": ("coverage.picture", "coverage.drawing"), "terminal": ()}
"""Which makers draw for a channel: a PNG to look at, on the page also an SVG to keep and print; a terminal shows no pictures."""

EVERY = Button("coverage.every")


@router.command("coverage")
def show(turn: Turn, words: str) -> Reply:
    """The European Charter by country, or the charter or the country that is named."""
    if not words.strip():
        return table(turn, EUROPEAN)
    heard = named(turn, words)
    if heard is None:
        return Reply("coverage.unknown", {"words": words.strip()[:60]}, (Button("coverage.gaps", EUROPEAN), EVERY))
    countries = () if heard.charters else heard.all("country")
    return country(turn, countries[0]) if countries else table(turn, next(iter(heard.charters), EUROPEAN))


@router.command("uncovered")
def show_gaps(turn: Turn, words: str) -> Reply:
    """The European countries without a signatory on record, of the charter that is named or the European one."""
    heard = named(turn, words)
    return gaps(turn, next(iter(heard.charters), EUROPEAN) if heard else EUROPEAN)


@router.press("coverage.gaps")
def press_gaps(turn: Turn, charter: str) -> Reply:
    """The same, of the charter that was shown."""
    return gaps(turn, charter)


@router.press("coverage.charter")
def press_charter(turn: Turn, charter: str) -> Reply:
    """The charter that was chosen."""
    return table(turn, charter)


@router.press("coverage.every")
def every(turn: Turn, value: str) -> Reply:
    """All charters with a row, each to press."""
    found = coverage.every(library(turn))[:PAGE]
    rows = [{**sums(it.lines), "names": it.names, "countries": it.countries} for it in found]
    buttons = tuple(Button("coverage.charter", it.charter, {"names": it.names}) for it in found)
    return Reply("coverage.charters", {"rows": rows, "as_of": coverage.as_of(library(turn))}, buttons)


@router.press("coverage.more")
def more(turn: Turn, value: str) -> Reply:
    """The countries after the first ones, a page at a time."""
    charter, _, place = value.partition(" ")
    it, start = of(turn, charter), int(place) if place.isdecimal() else TOP
    lines = ordered(turn, it)
    rows, left = lines[start : start + PAGE], lines[start + PAGE :]
    buttons = (Button("coverage.more", f"{it.charter} {start + PAGE}"),) if left else ()
    return Reply("coverage.rest", {**heading(it), "rows": rows}, buttons)


@router.press("coverage.figures")
def figures(turn: Turn, charter: str) -> Reply:
    """What public sources count, each with its date and link."""
    it = of(turn, charter)
    return Reply("coverage.figures", {**heading(it), "figures": it.figures})


@router.maker("coverage.picture")
def picture(tx: Connection, value: str, language: str) -> File:
    """The picture as a PNG; its words are in the value, in the reader's language, as they were when the message was written."""
    it = plots.unpacked(value)
    return File(f"{it.name}.png", "image/png", plots.png(value), it.alt)


@router.maker("coverage.drawing")
def drawing(tx: Connection, value: str, language: str) -> File:
    """The same picture as an SVG, sharp at any size."""
    it = plots.unpacked(value)
    return File(f"{it.name}.svg", "image/svg+xml", plots.svg(value), it.alt)


def table(turn: Turn, charter: str) -> Reply:
    """One charter: the first countries, the public figures, and a picture of all."""
    it = of(turn, charter)
    if not it.lines:
        return Reply("coverage.no_rows", {"charter": it.names, "as_of": it.as_of}, (EVERY,))
    lines = ordered(turn, it)
    data = {**heading(it), "rows": lines[:TOP], "more": len(lines[TOP:]), "figures": it.figures}
    offers = (
        (Button("coverage.more", f"{it.charter} {TOP}"), bool(lines[TOP:])),
        (Button("coverage.gaps", it.charter), it.charter == EUROPEAN),
        (Button("coverage.figures", it.charter), bool(it.figures)),
        (EVERY, True),
    )
    return Reply("coverage.table", data, tuple(button for button, offered in offers if offered), attach=drawn(turn, it, lines))


def drawn(turn: Turn, it: Coverage, lines: list[Line]) -> tuple[Attach, ...]:
    """The picture where the channel shows one and there is something to compare."""
    makers = PICTURES.get(turn.origin.channel, ("coverage.picture",))
    if not makers or len(lines) < 2:
        return ()
    value = plots.packed(chart(it, lines, lambda block, data: turn.wording(f"coverage.{block}", data, turn.person.language)))
    return tuple(Attach(maker, value) for maker in makers)


def gaps(turn: Turn, charter: str) -> Reply:
    """The European countries without a row, and apart those that only took part."""
    it = of(turn, charter)
    found = coverage.gaps(library(turn), it.charter)
    countries, took_part = by_name(turn, found.countries), by_name(turn, found.took_part)
    data = {"charter": it.names, "countries": countries, "took_part": took_part, "asked": found.asked, "as_of": it.as_of}
    buttons = (Button("coverage.charter", it.charter, {"names": it.names}), EVERY)
    return Reply("coverage.gaps" if countries else "coverage.no_gaps", data, buttons)


def country(turn: Turn, code: str) -> Reply:
    """One country, charter by charter."""
    found, as_of = coverage.in_country(library(turn), code), coverage.as_of(library(turn))
    if not found:
        return Reply("coverage.no_country", {"place": code, "as_of": as_of}, (EVERY,))
    rows = [{**sums((line,)), "names": it.names} for it, line in found]
    cities = Button("command.signatories", country_name(turn, code), label="coverage.button_cities")
    return Reply("coverage.in_country", {"place": code, "rows": rows, "as_of": as_of}, (cities, EVERY))


def library(turn: Turn) -> Library:
    """What is known, with the list as it was last imported."""
    return signatories.known(turn.tx, turn.library)


def of(turn: Turn, charter: str) -> Coverage:
    """The coverage of a charter; of the European one when there is none of that name (any more)."""
    return coverage.coverage(library(turn), charter if charter in turn.library.charters else EUROPEAN)


def named(turn: Turn, words: str) -> Heard | None:
    """The words understood in the first language in which they name a charter or a country, the person's own first."""
    for language in dict.fromkeys((turn.person.language, *LANGUAGES)):
        heard = hear(words, lexicon(library(turn)), language=language)
        if heard.has("charter") or heard.has("country"):
            return heard
    return None


def ordered(turn: Turn, it: Coverage) -> list[Line]:
    """Most signatories first; equals by their names as the reader knows them."""
    return sorted(it.lines, key=lambda line: (-line.count, -line.participated, fold(country_name(turn, line.country))))


def by_name(turn: Turn, codes: Iterable[str]) -> list[str]:
    """Countries in the order of their names as the reader knows them."""
    return sorted(codes, key=lambda code: fold(country_name(turn, code)))


def country_name(turn: Turn, code: str) -> str:
    """A country as the reader knows it."""
    return turn.wording("coverage.country", {"code": code}, turn.person.language)
