"""The Council's records as `hrc.yaml` holds them: sessions, the review working group, meetings, deadlines, the local-government track."""

from collections.abc import Mapping
from datetime import date, time

from bot.knowledge.records.fields import Document, Fields
from bot.model.knowledge import DateState, Deadline, Meeting, Session, Step

FILE = "hrc.yaml"
DUE = ("stakeholder_deadline", "national_report_deadline")


def sessions(document: Document) -> dict[int, Session]:
    """Regular sessions by number."""
    return {s.number: s for s in document.each(_session, "sessions", "sessions")}


def reviews(document: Document) -> dict[int, Session]:
    """Meetings of the working group on the Universal Periodic Review by number."""
    return {s.number: s for s in document.each(_session, "reviews", "upr_working_group", "sessions")}


def meetings(document: Document) -> dict[str, Meeting]:
    """Recurring meetings and days outside the regular sessions."""
    return {m.id: m for m in document.each(_meeting, "special_meetings", "special_meetings")}


def deadlines(document: Document) -> dict[str, Deadline]:
    """The rules of the Council's calendar."""
    return {d.id: d for d in document.each(_deadline, "deadlines", "deadlines")}


def track(document: Document) -> tuple[Step, ...]:
    """The local-government track, oldest first as in the file."""
    return document.each(_step, "track", "local_government_track")


def _session(at: Fields) -> Session:
    opens, closes = at.day("opens"), at.day("closes")
    if opens and closes and closes < opens:
        raise at.bad("closes", f"session {at.key} closes before it opens", "swap or correct the two days")
    return Session(
        number=at.number("number"),
        opens=opens,
        closes=closes,
        state=_state(at),
        season=at.phrase(at.text("usual_season")) if at.has("usual_season") else {},
        opens_window=_window(at, "opens_between"),
        closes_window=_window(at, "closes_between"),
        url=at.link("url"),
        sure=at.flag("verified"),
        note=at.words("note"),
        due={name: day for name in DUE if (day := at.day(name))},
    )


def _state(at: Fields) -> DateState:
    status = at.text("status")
    if status not in ("held", "confirmed", "provisional"):
        raise at.bad("status", f"session {at.key}: unknown status {status!r}", "use held, confirmed or provisional")
    return DateState(status)


def _window(at: Fields, name: str) -> tuple[date, date] | None:
    if not at.has("window"):
        return None
    days = [at.as_day("window", value) for value in at.inside("window").many(name)]
    if len(days) != 2 or days[1] < days[0]:
        raise at.bad("window", f"session {at.key}: `{name}` should hold two days", "write the first and the last likely day")
    return days[0], days[1]


def _meeting(at: Fields) -> Meeting:
    past = [(p.day("starts"), p.day("ends"), p.phrase(p.text("theme")) if p.has("theme") else {}) for p in at.inner("past")]
    return Meeting(
        id=at.text("id"),
        names=at.words("names"),
        recurrence=at.words("recurrence"),
        dates=tuple(at.as_day("dates", value) for value in at.many("dates")),
        past=tuple((starts, ends, theme) for starts, ends, theme in past if starts and ends),
        created_by=at.words("created_by"),
        why=at.words("why"),
        access=at.words("access"),
        note=at.words("note") or at.words("next_note"),
        url=at.link("url"),
        sure=at.flag("verified"),
    )


def _deadline(at: Fields) -> Deadline:
    return Deadline(
        id=at.text("id"),
        names=at.words("names"),
        rule=at.words("rule"),
        relative_to=at.text("relative_to"),
        offset=_offset(at),
        concerns=at.phrases("concerns"),
        advice=at.words("advice"),
        note=at.words("note") or at.words("offset_note"),
        limits=_limits(at),
        examples=tuple(_example(e) for e in at.inner("examples")),
        sources=at.links("sources"),
        sure=at.flag("verified"),
        hour=_hour(at),
    )


def _hour(at: Fields) -> time | None:
    text = at.text("geneva_hour", default="")
    try:
        return time.fromisoformat(text) if text else None
    except ValueError as error:
        raise at.bad("geneva_hour", f"{at.key}: {text!r} is no time of day", "write it as '13:00', in quotes") from error


def _offset(at: Fields) -> tuple[int, int] | None:
    if not at.has("usual_offset_days"):
        return None
    span = at.inside("usual_offset_days")
    return span.number("from"), span.number("to")


def _limits(at: Fields) -> Mapping[str, object]:
    loose = {name: at.raw(name) for name in ("minimum_working_days", "closes_hours_before_debate") if at.has(name)}
    return loose | (dict(at.raw("limits")) if isinstance(at.raw("limits"), dict) else {})


def _example(at: Fields) -> Mapping[str, object]:
    known = {name: at.raw(name) for name in ("session", "resolution", "report_session") if at.has(name)}
    days = {name: at.day(name) for name in ("date", "opening", "closing", "closed") if at.has(name)}
    if span := at.many("dates"):
        days |= {"date": at.as_day("dates", span[0]), "until": at.as_day("dates", span[-1])}
    return known | days


def _step(at: Fields) -> Step:
    return Step(
        id=at.text("id"),
        kind=at.text("kind"),
        symbol=at.text("symbol", default=""),
        date=at.partial("date"),
        session=at.number("session") if at.has("session") else None,
        title=at.words("title"),
        asked_for=at.words("asked_for"),
        next_step=at.words("next_step"),
        note=at.words("note") or at.words("date_note"),
        sponsors=at.words("sponsors"),
        vote=at.words("vote"),
        draft=at.text("draft", default=""),
        sources=at.links("sources"),
        sure=at.flag("verified"),
    )
