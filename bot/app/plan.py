"""`plaza plan`: everything that would go out between two days."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from bot.actions import alerts_plan
from bot.app.offline import day, opened, show
from bot.config import BadSettings
from bot.model.alerts import Planned, is_sure

AHEAD = timedelta(days=30)


def plan(first: str, last: str, *, as_json: bool) -> None:
    """Print it, a line each or as JSON; changes nothing."""
    with opened() as plaza:
        now = plaza.clock.now()
        begin = day("--from", first) if first else now.date()
        end = day("--to", last) if last else begin + AHEAD
        if end < begin:
            raise BadSettings(f"--to {end} is before --from {begin}: swap them")
        found = plaza.database.read(lambda tx: alerts_plan.plan(tx, plaza.library, begin, end, now))
    if as_json:
        show([_row(one) for one in found])
        return
    for one in found:
        print(_line(one))


def _row(one: Planned) -> dict[str, Any]:
    anchor = one.anchor
    return {
        "kind": one.kind,
        "name": one.name,
        "date": one.day,
        "time": f"{one.at:%H:%M}" if one.at else None,
        "first": one.first,
        "last": one.last,
        "rule": one.rule,
        "topic": one.topic,
        "anchor": anchor.id if anchor else None,
        "anchor_day": anchor.day if anchor else None,
        "state": anchor.state if anchor else None,
        "sure": is_sure(anchor) if anchor else None,
        "people": one.people,
        "channels": one.channels,
        "languages": one.languages,
    }


def _line(one: Planned) -> str:
    when = f"{one.day} {one.at:%H:%M} local" if one.at else f"{one.day} as it comes"
    what = (
        f"{one.rule}  {one.anchor.id} = {one.anchor.day} ({one.anchor.state}{'' if is_sure(one.anchor) else ', unconfirmed'})"
        if one.anchor
        else one.rule or one.name
    )
    whom = f"{one.topic}  " if one.topic else ""
    return f"{when}  {one.kind}  {what}  {whom}{one.people} people{_counts(one.channels)}{_counts(one.languages)}"


def _counts(counts: Mapping[str, int]) -> str:
    return f" ({', '.join(f'{name} {n}' for name, n in sorted(counts.items()))})" if counts else ""
