"""Answers about the Council's texts on local government: single steps, the list, who tables them."""

from collections.abc import Sequence

from bot.knowledge.answers.common import Citation, Desk, Part, missing, part
from bot.knowledge.answers.organisations import organisation
from bot.knowledge.reading import Need, need
from bot.model.knowledge import Step

MOST = 3
"""Texts that are told one by one; more of them become a list."""


def cite_step(step: Step) -> Citation:
    """The citation of a step, by its symbol when it has one."""
    title = {language: f"{step.number}: {words}" if step.symbol else words for language, words in step.title.items()}
    return Citation(f"hrc:track:{step.id}", title, (step.sources or ("",))[0])


def step(wanted: Need, desk: Desk) -> Sequence[Part]:
    """One step, or up to three."""
    by_id = {s.id: s for s in desk.library.track}
    found = [by_id[i] for i in wanted.all("step") if i in by_id]
    return [_step(one, wanted, desk) for one in found[:3]]


def _step(one: Step, wanted: Need, desk: Desk) -> Part:
    if wanted.asks("vote") and not one.vote and not wanted.asks("when"):
        return missing("vote", {k: f"{one.number} {v}".strip() for k, v in one.title.items()}, [cite_step(one)])
    cited = [cite_step(one)]
    if one.symbol:
        cited.append(Citation(f"hrc:track:{one.symbol}", one.title, cited[0].url))
    if one.session:
        cited.append(Citation(f"hrc:session:{one.session}", one.title, ""))
    return part(
        "council.step",
        cited,
        sure=one.sure,
        kind=one.kind,
        symbol=one.symbol,
        title=one.title,
        date=one.date,
        session=one.session,
        sitting=desk.library.sessions.get(one.session or 0),
        asked_for=one.asked_for,
        next_step=one.next_step,
        note=one.note,
        sponsors=one.sponsors,
        vote=one.vote,
        draft=one.draft,
        asked_vote=wanted.asks("vote"),
    )


def no_step(wanted: Need, desk: Desk) -> Sequence[Part]:
    """A symbol that is not in the track; say what is."""
    numbers = [s.number for s in desk.library.track if s.kind == "resolution" and s.symbol]
    return [part("council.no_step", [], refusal=True, symbols=[s.upper() for s in wanted.all("symbol")], known=numbers)]


def track(wanted: Need, desk: Desk) -> Sequence[Part]:
    """The resolutions on local government; the first, the last, the next expected, or those of a year."""
    resolutions = [s for s in desk.library.track if s.kind == "resolution" and s.symbol.startswith("A/HRC/RES")]
    years = wanted.all("year")
    if years:
        return _of_years(wanted, desk, years, [s.number for s in resolutions])
    if wanted.asks("report") and not wanted.asks("resolution"):
        return _reports(wanted, desk)
    if wanted.asks("first"):
        return [_step(resolutions[0], wanted, desk)]
    if wanted.asks("next"):
        return [_step(s, wanted, desk) for s in desk.library.track if s.id == "rep-63"]
    if wanted.asks("last", "current") and not wanted.asks("list", "how-many"):
        return [_step(resolutions[-1], wanted, desk)]
    return [_list(resolutions, desk)]


def _of_years(wanted: Need, desk: Desk, years: Sequence[str], known: Sequence[str]) -> Sequence[Part]:
    """The texts of these years; a year without any, or without the resolution that was asked for, is said to have none."""
    found = [s for s in desk.library.track if s.date[:4] in years]
    without = not found or (wanted.asks("resolution") and not any(s.kind == "resolution" for s in found))
    none = [part("council.no_step", [], refusal=True, symbols=list(years), known=list(known))] if without else []
    if len(found) > MOST:
        return [*none, _list(found, desk)]
    return [*none, *(_step(s, wanted, desk) for s in found)]


def _reports(wanted: Need, desk: Desk) -> Sequence[Part]:
    """The reports: the one that is awaited, the last one published, or all."""
    reports = [s for s in desk.library.track if s.kind == "report"]
    published = [s for s in reports if s.date]
    if wanted.asks("next", "when", "publish") and len(published) < len(reports):
        return [_step(reports[-1], wanted, desk)]
    return [_step(published[-1], wanted, desk)] if wanted.asks("last", "current") else [_list(reports, desk)]


def _list(found: Sequence[Step], desk: Desk) -> Part:
    steps = [
        {"symbol": s.symbol, "kind": s.kind, "title": s.title, "date": s.date, "asked_for": s.asked_for, "session": s.session}
        for s in found
    ]
    return part("council.track", [cite_step(s) for s in found], sure=all(s.sure for s in found), steps=steps)


def sponsors(_wanted: Need, desk: Desk) -> Sequence[Part]:
    """Who tables the resolutions."""
    return organisation(need("organisation", 1.0, org="core-group"), desk)


COMPOSERS = {"step": step, "no-step": no_step, "track": track, "sponsors": sponsors}
