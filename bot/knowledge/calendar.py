"""The days that alerts and reminders hang on: sessions, deadlines, reviews, special days, calls and events.

Days set by people win over the files, and deadlines follow the day they are counted from. A computed deadline stays
provisional until somebody confirms it, because each session's own note overrides the usual rule."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from bot.knowledge.library import Library
from bot.model.knowledge import Anchor, DateChange, DateState, Deadline, Session, Words

REVIEW_DUE = {"upr-stakeholder-submission": "stakeholder_deadline", "upr-national-report": "national_report_deadline"}


def anchors(library: Library, overrides: Iterable[DateChange] = ()) -> Sequence[Anchor]:
    """Every known day with the changes made by people applied, in order; then those still to come whose day nobody knows."""
    changes = latest((*library.changes, *overrides))
    found = [*_sessions(library, changes), *_reviews(library, changes)]
    found += [_changed(anchor, changes) for anchor in (*_meetings(library), *_calls(library), *_events(library))]
    open_or_known = [a for a in found if a.day or a.state is DateState.PROVISIONAL]
    return sorted(open_or_known, key=lambda a: (a.day is None, a.day or date.max, a.id))


def latest(overrides: Iterable[DateChange]) -> Mapping[str, DateChange]:
    """The change that counts for each anchor: the one made last."""
    return {change.anchor_id: change for change in sorted(overrides, key=lambda c: c.at)}


def working_days(start: date, count: int, closed: Iterable[str] = ()) -> date:
    """The day `count` working days after `start` (before it when negative). `closed` are further days off as MM-DD."""
    shut, day, left = set(closed), start, abs(count)
    step = timedelta(days=1 if count > 0 else -1)
    while left:
        day += step
        left -= day.weekday() < 5 and day.strftime("%m-%d") not in shut
    return day


def next_session(library: Library, today: date, overrides: Iterable[DateChange] = ()) -> Session | None:
    """The first session that has not opened yet, by its day or else by the last likely one."""
    changes = latest((*library.changes, *overrides))
    for number in sorted(library.sessions):
        session = _with_changes(library.sessions[number], changes, f"hrc:session:{number}")
        last = session.opens or (session.opens_window[1] if session.opens_window else None)
        if last and last >= today:
            return session
    return None


def _sessions(library: Library, changes: Mapping[str, DateChange]) -> Iterator[Anchor]:
    for number, plain in library.sessions.items():
        record = f"hrc:session:{number}"
        session = _with_changes(plain, changes, record)
        ends = _ends(library, session, record, "session", changes)
        yield from ends
        for deadline in library.deadlines.values():
            reference = {"opening": ends[0], "closing": ends[1]}.get(deadline.relative_to)
            if reference:
                yield _changed(_deadline(library, deadline, reference, number), changes)


def _reviews(library: Library, changes: Mapping[str, DateChange]) -> Iterator[Anchor]:
    for number, plain in library.reviews.items():
        record = f"hrc:upr:{number}"
        review = _with_changes(plain, changes, record)
        ends = _ends(library, review, record, "review", changes)
        yield from ends
        for deadline in library.deadlines.values():
            if deadline.relative_to == "upr working group opening":
                computed = _deadline(library, deadline, replace(ends[0], record=record), None, kind="review-deadline", number=number)
                known = review.due.get(REVIEW_DUE.get(deadline.id, ""))
                yield _changed(replace(computed, day=known, latest=None) if known else computed, changes)


def _with_changes(session: Session, changes: Mapping[str, DateChange], record: str) -> Session:
    opens, closes = changes.get(f"{record}:opens"), changes.get(f"{record}:closes")
    session = replace(session, opens=opens.day) if opens else session
    return replace(session, closes=closes.day) if closes else session


def _ends(library: Library, session: Session, record: str, kind: str, changes: Mapping[str, DateChange]) -> tuple[Anchor, Anchor]:
    number = session.number if kind == "session" else None
    made = []
    for end, day, window in (("opens", session.opens, session.opens_window), ("closes", session.closes, session.closes_window)):
        likely, latest_day = (day, None) if day or not window else window
        anchor = Anchor(
            id=f"{record}:{end}",
            kind=f"{kind}-{end}",
            names=_names(library, f"{kind}-{end}", session.number, {}),
            day=likely,
            state=session.state,
            source=session.url,
            session=number,
            latest=latest_day,
            record=record if kind == "session" else "org:upr-wg",
            verified=session.sure,
        )
        made.append(_changed(anchor, changes))
    return made[0], made[1]


def _deadline(
    library: Library, deadline: Deadline, reference: Anchor, session: int | None, kind: str = "deadline", number: int = 0
) -> Anchor:
    """The deadline counted from its reference day; held when that day is past, provisional otherwise."""
    first = last = None
    if reference.day and deadline.offset:
        first, last = (reference.day + timedelta(days=days) for days in deadline.offset)
    record = reference.record if kind == "review-deadline" else f"hrc:session:{session}"
    return Anchor(
        id=f"{record}:{deadline.id}",
        kind=kind,
        names=_names(library, kind, session or number, deadline.names),
        day=first,
        state=DateState.HELD if reference.state is DateState.HELD else DateState.PROVISIONAL,
        source=(deadline.sources or (reference.source,))[0],
        session=session,
        latest=last if last != first else None,
        record=f"hrc:deadline:{deadline.id}",
        verified=deadline.sure and reference.verified,
    )


def _meetings(library: Library) -> Iterator[Anchor]:
    for meeting in library.meetings.values():
        names = _names(library, "meeting", 0, meeting.names)
        record = f"hrc:meeting:{meeting.id}"
        for starts, ends, _theme in meeting.past:
            last = ends if ends != starts else None
            yield Anchor(
                f"{record}:{starts}",
                "meeting",
                names,
                starts,
                DateState.HELD,
                meeting.url,
                latest=last,
                record=record,
                verified=meeting.sure,
            )
        for day in meeting.dates:
            yield Anchor(f"{record}:{day}", "meeting", names, day, DateState.CONFIRMED, meeting.url, record=record, verified=meeting.sure)


def _calls(library: Library) -> Iterator[Anchor]:
    for step in library.track:
        if step.kind == "call for input" and len(step.date) == 10:
            record = f"hrc:track:{step.id}"
            names = _names(library, "call-closes", 0, step.title)
            source = (step.sources or ("",))[0]
            yield Anchor(
                f"{record}:closes",
                "call-closes",
                names,
                date.fromisoformat(step.date),
                DateState.HELD,
                source,
                record=record,
                verified=step.sure,
            )


def _events(library: Library) -> Iterator[Anchor]:
    for event in library.events.values():
        state = DateState.HELD if event.state in ("held", "announced-past") else DateState.PROVISIONAL
        state = DateState.CONFIRMED if event.state == "announced" and event.sure else state
        record = f"event:{event.id}"
        for end, day in (("starts", event.starts), ("ends", event.ends)):
            names = _names(library, f"event-{end}", 0, event.names)
            yield Anchor(f"{record}:{end}", f"event-{end}", names, day, state, event.url, record=record, verified=event.sure)


def _names(library: Library, kind: str, number: int, names: Words) -> Words:
    pattern = library.anchor_names[kind]
    return {language: text.format(number=number, name=names.get(language) or names.get("en", "")) for language, text in pattern.items()}


def _changed(anchor: Anchor, changes: Mapping[str, DateChange]) -> Anchor:
    change = changes.get(anchor.id)
    if not change:
        return anchor
    sure = change.state is not DateState.PROVISIONAL
    return replace(anchor, day=change.day, latest=None, state=change.state, source=change.source or anchor.source, verified=sure)
