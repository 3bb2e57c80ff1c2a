"""Answers about charters: articles, facts of a charter, comparisons, how to join."""

import re
from collections.abc import Iterator, Mapping, Sequence

from bot.knowledge.answers.common import Citation, Desk, Part, part
from bot.knowledge.answers.organisations import cite_organisation
from bot.knowledge.answers.texts import SECTIONS, told
from bot.knowledge.reading import Need
from bot.model.charters import CAMPAIGN, EUROPEAN, GLOBAL, THEMED, Article, Charter
from bot.model.knowledge import Words

MOST = 5
"""So many articles are told at a time: as many as there are additional provisions."""
PRINCIPAL = 15
"""From this many articles on only parts and numbers are listed, not every title."""


def cite_charter(charter: Charter) -> Citation:
    """The citation of a charter."""
    return Citation(charter.id, charter.names, charter.url)


def cite_article(article: Article, charter: Charter) -> Citation:
    """The citation of an article; charters are published as one text, so the link is the charter's."""
    title = {language: f"{charter.names.get(language, '')}: {words}" for language, words in article.title.items()}
    return Citation(article.id, title, charter.url)


def article(wanted: Need, desk: Desk) -> Sequence[Part]:
    """One or two articles with what they say and, for the Charter-Agenda, the measures suggested."""
    found = [a for a in map(desk.library.article, wanted.all("article")) if a]
    return [_article(one, wanted, desk) for one in found[:MOST]]


def _article(one: Article, wanted: Need, desk: Desk) -> Part:
    charter = desk.library.charters[one.charter]
    terms = ("short_term", "mid_term", "general")
    measures = [{"term": term, "texts": one.measures[term]} for term in terms if one.measures.get(term)]
    return part(
        "charters.article",
        [cite_article(one, charter), cite_charter(charter)],
        sure=one.sure,
        charter=charter.names,
        number=label(one.number),
        kind=kind_of(one),
        title=one.title,
        part=_placed(one, charter),
        summary=one.summary,
        measures=measures,
        asked_measures=wanted.asks("measures", "short-term", "mid-term"),
        title_only=one.checked == "title-only",
    )


def _placed(one: Article, charter: Charter) -> dict[str, object]:
    """The part of the charter that an article stands in, by number and title; empty where parts carry no number."""
    found = next((part for part in charter.parts if part.name == one.part and part.name.startswith("Part ")), None)
    return {"number": found.name.removeprefix("Part "), "title": found.title} if found else {}


def kind_of(one: Article) -> str:
    """What the charter calls it: article, right, theme, additional, final (with a letter or without) or general."""
    if one.charter == THEMED:
        return "theme"
    if one.number.startswith("Additional"):
        return "additional"
    if one.number.startswith("Final"):
        return "final"
    if one.charter == GLOBAL:
        return "general" if one.number in ("A", "B", "C") else "right"
    return "article"


def label(number: str) -> str:
    """The bare number of an article: `XVI`, `5`, `A`; empty for the one final provision."""
    return re.sub(r"^(Additional provision|Final provision|Final)\s*", "", number)


def no_article(wanted: Need, desk: Desk) -> Sequence[Part]:
    """There is no such article; say how many there are."""
    charter = desk.library.charters[wanted.one("charter")]
    numbered = _numbered(charter)
    return [
        part(
            "charters.no_article",
            [cite_charter(charter)],
            refusal=True,
            charter=charter.names,
            numbers=[label(n) for n in wanted.all("number")],
            count=len(numbered),
        )
    ]


def _numbered(charter: Charter) -> list[Article]:
    """The articles proper, without final, additional and general provisions."""
    return [a for a in charter.articles if kind_of(a) in ("article", "right", "theme")]


def charter(wanted: Need, desk: Desk) -> Sequence[Part]:
    """What a charter is, and the facts of it that were asked for; two at most."""
    known = [desk.library.charters[c] for c in wanted.all("charter") if c in desk.library.charters]
    return [p for one in known[:2] for p in _facts(one, wanted, desk)]


def _facts(one: Charter, wanted: Need, desk: Desk) -> Iterator[Part]:
    listed = wanted.asks("rights-list", "parts", "count-articles", "list") or (one.id == THEMED and wanted.asks("theme"))
    if one.parts and listed and not wanted.asks("revision"):
        yield _structure(one, wanted)
        if not wanted.asks("adoption", "what-is", "binding", "when", *SECTIONS):
            return
    sections = [{"name": name, "text": text} for name in dict.fromkeys(told(one, wanted)) if (text := getattr(one, name))]
    notes = [m.note for m in desk.library.moments if m.date == one.adopted and "charter" in m.tags and m.note]
    cited = [cite_charter(one)]
    yield part("charters.charter", cited, id=one.id, card=_card(one), sections=sections, notes=notes, binding=wanted.asks("binding"))


def _card(one: Charter) -> Mapping[str, object]:
    return {
        "charter": one.names,
        "kind": one.kind,
        "adopted": one.adopted,
        "place": one.place,
        "body": one.body,
        "in_force": one.in_force,
        "summary": one.summary,
        "count": len(_numbered(one)),
        "counted": kind_of(_numbered(one)[0]) if _numbered(one) else "",
    }


def _structure(one: Charter, wanted: Need) -> Part:
    numbered = _numbered(one)
    parts = [
        {
            "number": str(p.name).removeprefix("Part "),
            "title": p.title,
            "count": len(p.articles),
            "first": label(p.articles[0].number),
            "last": label(p.articles[-1].number),
        }
        for p in one.parts
    ]
    titled = [{"number": label(a.number), "kind": kind_of(a), "title": a.title} for a in numbered]
    shown = titled if len(numbered) < PRINCIPAL or wanted.asks("rights-list") else []
    return part(
        "charters.structure",
        [cite_charter(one)],
        charter=one.names,
        counted_kind=kind_of(numbered[0]),
        count=len(numbered),
        parts=parts,
        articles=shown,
        each=one.summary,
    )


def part_of(wanted: Need, desk: Desk) -> Sequence[Part]:
    """How many articles a part of a charter has, and which."""
    one = desk.library.charters[wanted.one("charter")]
    found = [p for p in one.parts if p.name.removeprefix("Part ") in wanted.all("part")]
    if not found:
        return [_structure(one, wanted)] if one.parts else charter(wanted, desk)
    out = []
    for group in found:
        articles = [{"number": label(a.number), "kind": kind_of(a), "title": a.title} for a in group.articles]
        number = group.name.removeprefix("Part ")
        out.append(
            part(
                "charters.part",
                [cite_charter(one)],
                charter=one.names,
                number=number,
                of=sum(part.name.startswith("Part ") for part in one.parts),
                title=group.title,
                count=len(articles),
                articles=articles,
            )
        )
    return out


def compare(wanted: Need, desk: Desk) -> Sequence[Part]:
    """Two charters side by side."""
    both = [desk.library.charters[c] for c in wanted.all("charter")[:2] if c in desk.library.charters]
    return [part("charters.compare", [cite_charter(c) for c in both], charters=[_card(c) for c in both])]


def join(wanted: Need, desk: Desk) -> Sequence[Part]:
    """How a city joins a charter, whether it still can, and whom to tell."""
    out = list(charter(wanted, desk)) if wanted.asks("when", "adoption", "what-is") else []
    for one in [desk.library.charters[c] for c in wanted.all("charter")[:3] if c in desk.library.charters]:
        cited = [cite_charter(one)]
        rules = [a for a in one.articles if a.number in ("Additional provision 5", "Final A")]
        cited += [cite_article(a, one) for a in rules]
        open_now = one.id in (EUROPEAN, GLOBAL, CAMPAIGN)
        if open_now:
            cited.append(cite_organisation(desk.library.organisations["cisdp"]))
        reserve = wanted.asks("reserve") or "reservations" in wanted.all("topic")
        council = "council-approval" in wanted.all("topic")
        alternative: Words = {} if open_now else desk.library.charters[EUROPEAN].names
        out.append(
            part(
                "charters.join",
                cited,
                charter=one.names,
                how=one.how_to_join,
                open=open_now,
                rules=[{"kind": kind_of(a), "number": label(a.number), "title": a.title, "summary": a.summary} for a in rules],
                reserve=reserve,
                council=council,
                cost=wanted.asks("cost"),
                alternative=alternative,
                worldwide=desk.library.charters[GLOBAL].names if one.id == EUROPEAN and _from_afar(wanted, desk) else {},
            )
        )
    return out


def _from_afar(wanted: Need, desk: Desk) -> bool:
    """Whether somebody outside Europe asks, or for a text for the whole world."""
    abroad = (country in region["countries"] for region in desk.places.regions.values() for country in wanted.all("country"))
    return wanted.asks("another") or any(abroad)


def every(_wanted: Need, desk: Desk) -> Sequence[Part]:
    """All charters and instruments, the two that cities can sign first."""
    first = [desk.library.charters[EUROPEAN], desk.library.charters[GLOBAL]]
    rest = [c for c in desk.library.charters.values() if c not in first]
    listed = [{"id": c.id, "names": c.names, "adopted": c.adopted, "kind": c.kind} for c in (*first, *rest)]
    return [part("charters.every", [cite_charter(c) for c in first], charters=listed)]


COMPOSERS = {
    "charters": every,
    "article": article,
    "no-article": no_article,
    "charter": charter,
    "part": part_of,
    "compare": compare,
    "join": join,
}
