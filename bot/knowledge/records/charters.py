"""Charters and their signatories, as `charters.yaml` and `signatories.csv` hold them."""

import re
from collections.abc import Mapping

from bot.knowledge.records.fields import LINK, PARTIAL_DATE, Document, Fields
from bot.knowledge.records.files import BadKnowledge, Files
from bot.model.charters import Article, Charter, Figure, Part, Signature
from bot.model.knowledge import Words

FILE, ROWS = "charters.yaml", "signatories.csv"
STATUSES = ("signed", "adopted", "participated")
TERMS = ("short_term", "mid_term", "general")


def charters(document: Document) -> dict[str, Charter]:
    """Every instrument by id."""
    return {c.id: c for c in document.each(_charter, "charters")}


def signatures(files: Files, known: Mapping[str, Charter], problems: list[BadKnowledge] | None = None) -> tuple[Signature, ...]:
    """The rows of the signatory list; each names a known charter. Wrong rows go to `problems`, or the first is raised."""
    out = []
    for line, row in files.csv(ROWS):
        mistake = mistake_in(row, known)
        if not mistake:
            out.append(_signature(row))
            continue
        bad = BadKnowledge(files.folder / ROWS, line, *mistake)
        if problems is None:
            raise bad
        problems.append(bad)
    return tuple(out)


def mistake_in(row: Mapping[str, str], known: Mapping[str, Charter]) -> tuple[str, str] | None:
    """What is wrong with a row of the signatory list and what to do about it, or None."""
    city = row.get("city", "").strip()
    if not city:
        return "a row without a city", "fill in the city"
    if row.get("charter_id", "") not in known:
        return f"{city}: there is no charter {row.get('charter_id', '')!r}", "use an id from charters.yaml"
    if not re.fullmatch(r"[A-Z]{2}", row.get("country_code", "")):
        return f"{city}: the country code should be two capitals", "use the ISO 3166 code, such as ES"
    if row.get("status") not in STATUSES:
        return f"{city}: unknown status {row.get('status', '')!r}", f"use one of {', '.join(STATUSES)}"
    if row.get("signed_on") and not PARTIAL_DATE.fullmatch(row["signed_on"]):
        return f"{city}: {row['signed_on']!r} is not a date", "write 2027, 2027-02 or 2027-02-22"
    if not LINK.fullmatch(row.get("source_url", "")):
        return f"{city}: the source is not a web address", "write it whole, from https:// on"
    return None


def _signature(row: Mapping[str, str]) -> Signature:
    aliases = tuple(alias.strip() for alias in row["aliases"].split("|") if alias.strip())
    return Signature(
        row["charter_id"], row["city"].strip(), row["country_code"], row["signed_on"], row["status"], aliases, row["source_url"]
    )


def _charter(at: Fields) -> Charter:
    adopted = at.inside("adopted")
    return Charter(
        id=at.text("id"),
        names=at.words("names"),
        kind=at.phrase(at.text("kind")),
        adopted=adopted.partial("date"),
        place=at.phrase(adopted.text("place")),
        body=at.phrase(adopted.text("body")),
        in_force=adopted.partial("in_force"),
        summary=at.words("summary"),
        history=at.words("history"),
        how_to_join=at.words("how_to_join"),
        implementation=at.words("implementation"),
        monitoring=at.words("monitoring"),
        url=at.link("official_url"),
        parts=tuple(_part(at.key, part) for part in at.inner("structure")),
        figures=tuple(_figure(figure) for figure in at.inner("signatory_figures")),
        sources=at.links("sources"),
    )


def _part(charter: str, at: Fields) -> Part:
    name = at.text("part")
    return Part(name, at.words("title"), tuple(_article(charter, name, article) for article in at.inner("articles")))


def _article(charter: str, part: str, at: Fields) -> Article:
    return Article(
        charter=charter,
        number=at.text("number"),
        part=part,
        title=at.words("title"),
        summary=at.words("summary"),
        topics=at.many("topics"),
        sure=at.flag("verified"),
        checked=at.text("content_checked"),
        measures=_measures(at) if at.has("action_plan") else {},
    )


def _measures(at: Fields) -> Mapping[str, tuple[Words, ...]]:
    plan = at.inside("action_plan")
    return {term: measures for term in TERMS if (measures := plan.inside(term).phrases("en"))}


def _figure(at: Fields) -> Figure:
    return Figure(at.phrase(at.text("figure")), at.phrase(at.text("as_of")), at.link("source"))
