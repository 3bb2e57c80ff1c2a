"""For organisers: what goes out in the next weeks, and setting a date of the calendar by hand."""

from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta

from bot.actions import alerts_move, alerts_plan, calendar_dates
from bot.handlers.router import Router, Turn
from bot.knowledge import topics
from bot.model.alerts import Planned, is_sure
from bot.model.form import Field, Form, Kind, Option
from bot.model.knowledge import Anchor, DateChange, DateState
from bot.model.person import Role
from bot.model.reply import Button, Reply, Wrong

router = Router()
AHEAD = timedelta(days=30)
MOST, SHOWN = 30, 8
CHANGE = Button("command.reschedule", label="alerts.button_reschedule")


@dataclass(frozen=True, slots=True)
class SetDate:
    """A new day for an anchor: how sure it is, and where it stands."""

    anchor: str
    day: date
    state: str
    source: str


SET_DATE = Form(
    "alerts.set_date",
    SetDate,
    (
        Field("day", Kind.DATE),
        Field("state", Kind.CHOICE, options=(Option("confirmed"), Option("provisional"))),
        Field("source", longest=500),
    ),
)


@router.command("plan", Role.ORGANISER)
def plan(turn: Turn, words: str) -> Reply:
    """What goes out in the next days: 30, or as many as were typed."""
    ahead = timedelta(days=min(int(words), 400)) if words.isdigit() else AHEAD
    today = turn.now.date()
    found = alerts_plan.plan(turn.tx, turn.library, today, today + ahead, turn.now)
    if not found:
        return Reply("alerts.plan_empty", {"last": today + ahead}, (CHANGE,), personal=True)
    data = {"last": today + ahead, "planned": [_line(one) for one in found[:MOST]], "more": max(0, len(found) - MOST)}
    return Reply("alerts.plan", data, (CHANGE,), personal=True)


def _line(one: Planned) -> dict[str, object]:
    return {name: value for name, value in asdict(one).items() if name not in ("first", "last")} | {
        "anchor": one.anchor,
        "sure": one.anchor is not None and is_sure(one.anchor),
    }


@router.command("reschedule", Role.ORGANISER)
def which(turn: Turn, words: str) -> Reply:
    """The coming days to choose from, those that were named first."""
    coming = calendar_dates.coming(calendar_dates.current(turn.tx, turn.library), turn.now.date())
    chosen = (
        topics.named(coming, words, turn.person.language) if words else [one for one in coming if one.kind.endswith(("opens", "closes"))]
    )
    if not chosen:
        return Reply("alerts.no_such_date", {"words": words[:80]}, personal=True)
    buttons = tuple(Button("alerts.move", one.id, {"names": one.names, "day": one.day}) for one in chosen[:SHOWN])
    return Reply("alerts.which_date", {"words": words[:80]}, buttons, personal=True)


@router.press("alerts.move", Role.ORGANISER)
def ask(turn: Turn, value: str) -> Reply:
    """Ask for the new day."""
    anchor = calendar_dates.find(calendar_dates.current(turn.tx, turn.library), value)
    if anchor is None:
        return Reply("alerts.no_such_date", {"words": value}, personal=True)
    form = replace(SET_DATE, given=_given(anchor, turn.person.language))
    return Reply("alerts.set_date", {"anchor": anchor, "sure": is_sure(anchor)}, form=form, personal=True)


def _given(anchor: Anchor, language: str) -> dict[str, str]:
    return {"anchor": anchor.id, "name": anchor.names.get(language) or anchor.names["en"]}


@router.form(SET_DATE, Role.ORGANISER)
def set_date(turn: Turn, answers: SetDate) -> Reply:
    """Set the day; alerts follow at once, and what moved is said."""
    if not answers.source.startswith(("https://", "http://")):
        raise Wrong("source", "alerts.bad_source")
    state = DateState(answers.state)
    change = DateChange(answers.anchor, answers.day, state, answers.source, f"person:{turn.person.id}", turn.now)
    done = alerts_move.set_dates(turn.tx, turn.library, [change], turn.now)
    if not done.moves:
        return Reply("alerts.dates_same", personal=True)
    return Reply("alerts.dates_set", {"moves": done.moves, "pending": done.pending, "told": done.told}, personal=True)
