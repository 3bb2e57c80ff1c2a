"""Answers about signatories. The list is partial: a city without a row may well have signed, and taking part is not signing."""

from collections.abc import Iterable, Sequence
from datetime import date

from bot.knowledge.answers import charters
from bot.knowledge.answers.charters import cite_charter
from bot.knowledge.answers.common import Citation, Desk, Part, part
from bot.knowledge.reading import Need, need
from bot.knowledge.records.fields import PARTIAL_DATE
from bot.model.charters import EUROPEAN, Figure, Signature


def cite_signature(row: Signature, desk: Desk) -> Citation:
    """The citation of a row of the list."""
    charter = desk.library.charters[row.charter].names
    names = desk.places.names_of(row.city)
    title = {language: f"{names.get(language) or names['en']}, {words}" for language, words in charter.items()}
    return Citation(row.id, title, row.url)


def as_of(desk: Desk) -> date:
    """The day the list was last filled: its import, or the day the files were compiled."""
    return desk.library.listed or desk.library.compiled


def city(wanted: Need, desk: Desk) -> Sequence[Part]:
    """What the list says of each city asked about, at most four."""
    if wanted.one("stranger"):
        return [_unlisted({"en": wanted.one("stranger").capitalize()}, wanted, desk)]
    return [_city(key, wanted, desk) for key in wanted.all("city")[:4]]


def _city(key: str, wanted: Need, desk: Desk) -> Part:
    known = desk.places.cities.get(key)
    if not known:
        return _unlisted({"en": key.title()}, wanted, desk)
    rows = [r for r in desk.library.signatures if desk.places.city(r.city) is known]
    asked = wanted.all("charter")
    mine = [r for r in rows if not asked or r.charter in asked]
    if not mine and not rows:
        return _unlisted(known.names, wanted, desk)
    shown = [_row(r, desk) for r in (mine or rows)]
    first = mine[0] if mine else rows[0]
    notes = _first_of_country(first, desk) if wanted.asks("first") else []
    cited = [cite_signature(r, desk) for r in (mine or rows)]
    other: dict[str, str] = dict(desk.library.charters[asked[0]].names) if asked and not mine and asked[0] in desk.library.charters else {}
    return part(
        "signatories.city",
        cited,
        city=known.names,
        rows=shown,
        elsewhere=other,
        hosted=_hosted(known.recorded, desk),
        neighbours=notes,
        as_of=as_of(desk),
    )


def _row(row: Signature, desk: Desk) -> dict[str, object]:
    charter = desk.library.charters[row.charter]
    own = row.city.casefold() in charter.names.get("en", "").casefold() or charter.id.startswith(row.city.casefold().replace(" ", "-"))
    return {"charter": charter.names, "status": row.status, "signed_on": row.signed_on, "own": own}


def _hosted(spots: Iterable[str], desk: Desk) -> dict[str, object]:
    """The European Charter when it was adopted in this city: hosting is not signing, but worth telling."""
    charter = desk.library.charters[EUROPEAN]
    told: dict[str, object] = {"charter": charter.names, "adopted": charter.adopted}
    return told if any(spot in charter.place["en"] for spot in spots) else {}


def _first_of_country(row: Signature, desk: Desk) -> list[dict[str, object]]:
    """The other signatories of the same country, so that nobody is called the first on thin evidence."""
    rows = [r for r in desk.library.signatures if r.country == row.country and r.charter == row.charter and r.city != row.city]
    signed = [r for r in rows if r.status != "participated"][:6]
    return _dated(signed, desk)


def _unlisted(names: object, wanted: Need, desk: Desk) -> Part:
    charter = desk.library.charters[wanted.one("charter") or EUROPEAN]
    url = desk.library.organisations["cisdp"].url
    return part("signatories.unlisted", [], refusal=True, city=names, charter=charter.names, secretariat=url, as_of=as_of(desk))


def cities(wanted: Need, desk: Desk) -> Sequence[Part]:
    """The cities of one or more countries on the list."""
    asked = wanted.one("charter") or EUROPEAN
    charter = desk.library.charters.get(asked, desk.library.charters[EUROPEAN])
    groups, cited = [], [cite_charter(charter)]
    for country in _countries(wanted.all("country"), charter.id, desk):
        rows = [r for r in desk.library.signatures if r.country == country and r.charter == charter.id]
        signed = [r for r in rows if r.status != "participated"]
        cited += [cite_signature(r, desk) for r in signed]
        took_part = [desk.places.names_of(r.city) for r in rows if r.status == "participated"]
        groups.append({"country": country, "signed": _dated(signed, desk), "count": len(signed), "took_part": took_part})
    empty = not any(g["count"] or g["took_part"] for g in groups)
    return [part("signatories.cities", cited, refusal=empty, charter=charter.names, groups=groups, as_of=as_of(desk))]


def _countries(named: Sequence[str], charter: str, desk: Desk) -> Iterable[str]:
    """The countries named, at most four; of a part of the world those with a row, and itself when there is none."""
    for one in named[:4]:
        inside = desk.places.regions.get(one, {}).get("countries", ())
        yield from sorted({r.country for r in desk.library.signatures if r.charter == charter and r.country in inside}) or [one]


def _dated(rows: Iterable[Signature], desk: Desk) -> list[dict[str, object]]:
    return [{"city": desk.places.names_of(r.city), "signed_on": r.signed_on, "country": r.country} for r in rows]


def extremes(wanted: Need, desk: Desk) -> Sequence[Part]:
    """The first or the latest signatures that carry a date."""
    charter = desk.library.charters.get(wanted.one("charter"), desk.library.charters[EUROPEAN])
    rows = [r for r in desk.library.signatures if r.charter == charter.id and r.signed_on and r.status != "participated"]
    latest = not wanted.asks("first") or wanted.asks("last")
    rows.sort(key=lambda r: r.signed_on, reverse=latest)
    shown = [r for r in rows if r.signed_on.startswith(rows[0].signed_on)]  # `2000` may be any day of that year
    if not shown:
        return figures(wanted, desk)
    cited = [cite_charter(charter), *(cite_signature(r, desk) for r in shown)]
    after = _dated(rows[len(shown) : len(shown) + 3], desk)
    return [
        part("signatories.extremes", cited, charter=charter.names, latest=latest, rows=_dated(shown, desk), after=after, as_of=as_of(desk))
    ]


def in_years(wanted: Need, desk: Desk) -> Sequence[Part]:
    """The signatures that carry a date in one of these years, or in a month or on a day of them."""
    charter = desk.library.charters.get(wanted.one("charter"), desk.library.charters[EUROPEAN])
    mine = [r for r in desk.library.signatures if r.charter == charter.id and r.status != "participated"]
    rows = sorted((r for r in mine if r.signed_on and r.signed_on.startswith(wanted.all("year"))), key=lambda r: r.signed_on)
    cited = [cite_charter(charter), *(cite_signature(r, desk) for r in rows)]
    years = list(wanted.all("year"))
    told = _dated(rows, desk)
    public = [_public(figure) for figure in charter.figures if dated(figure).startswith(tuple(years))]
    known = bool(rows or public)
    given = {"charter": charter.names, "years": years, "rows": told, "public": public, "as_of": as_of(desk)}
    return [part("signatories.in_years", cited, given, refusal=not known)]


def dated(figure: Figure) -> str:
    """The date a figure is as of, empty when it is no date but words."""
    english = figure.as_of.get("en", "")
    return english if PARTIAL_DATE.fullmatch(english) else ""


def _public(figure: Figure) -> dict[str, object]:
    """A figure as its source gives it."""
    return {"text": figure.text, "as_of": figure.as_of, "day": dated(figure)}


def figures(wanted: Need, desk: Desk) -> Sequence[Part]:
    """How many signed, by source and date, and how many of them the list can name."""
    charter = desk.library.charters.get(wanted.one("charter"), desk.library.charters[EUROPEAN])
    rows = [r for r in desk.library.signatures if r.charter == charter.id and r.status != "participated"]
    cited = [cite_charter(charter), *(Citation(charter.id, f.text, f.source) for f in charter.figures if "2018" in f.as_of.get("en", ""))]
    cited += [cite_signature(r, desk) for r in rows] if len(rows) < 4 else []
    named = _dated(rows, desk) if len(rows) < 4 or wanted.asks("list") else []
    counted = [_public(figure) for figure in charter.figures]
    countries = len({r.country for r in rows})
    adopted = wanted.asks("adoption") and wanted.asks("where", "when")
    return [
        *(charters.charter(need("charter", wanted.score, charter=charter.id, asks=("adoption", "when")), desk) if adopted else ()),
        part(
            "signatories.figures",
            cited,
            charter=charter.names,
            figures=counted,
            count=len(rows),
            countries=countries,
            named=named,
            as_of=as_of(desk),
        ),
    ]


COMPOSERS = {"city": city, "cities": cities, "extremes": extremes, "in-years": in_years, "figures": figures}
