"""Answers about the monitoring programme. Its indicators and durations are suggestions and are called so."""

from collections.abc import Sequence

from bot.knowledge.answers.common import Citation, Desk, Part, part
from bot.knowledge.reading import Need
from bot.model.charters import EUROPEAN
from bot.model.knowledge import Words
from bot.model.movement import Area, Stage


def monitoring(wanted: Need, desk: Desk) -> Sequence[Part]:
    """Whatever part of the programme was asked for."""
    programme, whole = desk.library.programme, [_cite("programme", desk.library.programme.names, desk)]
    out: list[Part] = []
    for record in wanted.all("record")[:2]:
        stage = next((s for s in programme.stages if s.id == record), None)
        area = next((a for a in programme.areas if a.id == record), None)
        if stage:
            out.append(_stage(stage, desk))
        elif area:
            out.append(_area(area, desk))
        elif record == "stages":
            asked = next((s for s in programme.stages if s.id == wanted.one("stage")), None)
            cited = [*whole, *(_cite(s.id, s.names, desk) for s in programme.stages if asked and s.order in (asked.order, asked.order + 1))]
            out.append(
                part(
                    "monitoring.stages",
                    cited,
                    stages=[_brief(s) for s in programme.stages],
                    asked=_brief(asked) if asked else None,
                    after=_after(asked, desk),
                )
            )
        elif record in EXTRACTS:
            out.append(_extract(record, desk, wanted.asks("list", "who", "where")))
        else:
            out.append(_programme(desk))
    return out


def _cite(record: str, names: Words, desk: Desk) -> Citation:
    return Citation(f"monitoring:{record}", names, desk.library.programme.url)


def _programme(desk: Desk) -> Part:
    one = desk.library.programme
    return part(
        "monitoring.programme",
        [_cite("programme", one.names, desk)],
        name=one.names,
        what=one.what,
        aims=one.aims,
        stages=len(one.stages),
        areas=len(one.areas),
    )


def _brief(one: Stage) -> dict[str, object]:
    return {"order": one.order, "names": one.names, "what": one.what, "weeks": one.weeks}


def _after(one: Stage | None, desk: Desk) -> dict[str, object] | None:
    following = next((s for s in desk.library.programme.stages if one and s.order == one.order + 1), None)
    return _brief(following) if following else None


def _stage(one: Stage, desk: Desk) -> Part:
    cited = [_cite(one.id, one.names, desk), _cite("programme", desk.library.programme.names, desk)]
    count = len(desk.library.programme.stages)
    return part("monitoring.stage", cited, _brief(one), who=one.who, known=one.known, count=count, after=_after(one, desk))


def _area(one: Area, desk: Desk) -> Part:
    indicators = [{"kind": i.kind, "text": i.text, "evidence": i.evidence} for i in one.indicators]
    article = desk.library.article(one.article)
    cited = [_cite(one.id, one.names, desk)] + ([Citation(one.article, article.title, "")] if article else [])
    return part("monitoring.area", cited, name=one.names, indicators=indicators, method=desk.library.programme.method)


EXTRACTS = ("method", "pilot", "follow-up-2018", "cost", "areas", "checks", "roles")


def _extract(record: str, desk: Desk, listed: bool) -> Part:
    """One aspect of the programme; all of them find the programme in their data."""
    one, library = desk.library.programme, desk.library
    cited = [_cite("programme", one.names, desk)]
    if record == "pilot":
        cited += [Citation("bogota-humana-2012", library.charters["bogota-humana-2012"].names, library.charters["bogota-humana-2012"].url)]
    if record == "follow-up-2018":
        cited += [Citation(EUROPEAN, library.charters[EUROPEAN].names, library.charters[EUROPEAN].url)]
    return part(
        f"monitoring.{record.replace('-', '_')}",
        cited,
        name=one.names,
        yardstick=library.charters["global-charter-agenda-2011"].names,
        duration=one.duration,
        cost=one.cost,
        cost_note=one.cost_note,
        method=one.method,
        steps=one.steps,
        points=one.points,
        trends=one.trends,
        frames=one.frames,
        local_rule=one.local_rule,
        types=[{"id": kind, "names": names, "asks": asks} for kind, names, asks in one.types],
        checks=[check for _, check in one.checks],
        roles=[{"who": who, "does": does} for who, does in one.roles],
        follow_up=one.follow_up,
        pilot=one.pilot,
        place=desk.places.names_of(one.pilot.city),
        named=[desk.places.names_of(city) for city in one.follow_up.named] if listed else [],
        areas=[{"names": a.names, "count": len(a.indicators)} for a in one.areas],
    )


COMPOSERS = {"monitoring": monitoring}
