"""Answers about the Human Rights Council: sessions, deadlines, days, reviews. What is not confirmed is called so."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from bot.knowledge.answers.common import Citation, Desk, Part, part
from bot.knowledge.calendar import anchors, next_session
from bot.knowledge.library import Library
from bot.knowledge.reading import Need
from bot.model.knowledge import Anchor, DateState, Deadline, Meeting, Session, Words

COMING = 6
ORDINALS = {"1": "first", "2": "second", "3": "third", "4": "fourth", "5": "fifth"}
"""How the notes of the reviews call the cycles that they open or close."""
GENEVA = ZoneInfo("Europe/Zurich")
"""The zone of Geneva's clocks."""


@lru_cache(maxsize=4)
def known_days(library: Library) -> Sequence[Anchor]:
    """The calendar of a library, made once."""
    return anchors(library)


CITIES = ("local governments", "States, with input from cities", "local governments as invited speakers")


def cite_session(session: Session, desk: Desk) -> Citation:
    """The citation of a session."""
    names = desk.library.anchor_names["session"]
    return Citation(f"hrc:session:{session.number}", {k: v.format(number=session.number) for k, v in names.items()}, session.url)


def cite_deadline(deadline: Deadline) -> Citation:
    """The citation of a deadline's rule."""
    return Citation(f"hrc:deadline:{deadline.id}", deadline.names, (deadline.sources or ("",))[0])


def session(wanted: Need, desk: Desk) -> Sequence[Part]:
    """Sessions by number, at most three."""
    numbers = [int(n) for n in wanted.all("session")][:3]
    known = [desk.library.sessions[n] for n in numbers if n in desk.library.sessions]
    if not known:
        first, last = min(desk.library.sessions), max(desk.library.sessions)
        return [part("council.no_session", [], refusal=True, numbers=numbers, first=first, last=last)]
    return [_session(one, desk) for one in known]


def _session(one: Session, desk: Desk) -> Part:
    texts = [s for s in desk.library.track if s.session == one.number]
    cited = [cite_session(one, desk), *(Citation(f"hrc:track:{s.id}", s.title, (s.sources or ("",))[0]) for s in texts)]
    shown = [{"number": s.number, "kind": s.kind, "title": s.title, "sure": s.sure} for s in texts]
    return part(
        "council.session", cited, _dates(one, desk), sure=one.sure or not one.opens, note=one.note if one.opens else {}, texts=shown
    )


def _dates(one: Session, desk: Desk) -> dict[str, object]:
    last = one.closes_window[1] if one.closes_window else one.closes
    return {
        "number": one.number,
        "opens": one.opens,
        "closes": one.closes,
        "season": one.season,
        "opens_window": one.opens_window,
        "closes_window": one.closes_window,
        "state": one.state.value,
        "past": bool(last and last < desk.today),
        "year": (one.opens or (one.opens_window or (desk.today,))[0]).year,
    }


def sessions(wanted: Need, desk: Desk) -> Sequence[Part]:
    """The next or last session, or those of a year or month."""
    years, months = [int(y) for y in wanted.all("year")], [int(m) for m in wanted.all("month")]
    if not years and not months:
        one = _last(desk) if wanted.one("which") == "last" else next_session(desk.library, desk.today)
        return [_session(one, desk)] if one else [part("council.no_session", [], refusal=True, numbers=[], first=0, last=0)]
    years = years or [desk.today.year]
    found = [s for s in desk.library.sessions.values() if _runs(s, years, months)]
    if len(found) == 1:
        return [_session(found[0], desk)]
    if not found:
        return [
            part(
                "council.no_sessions",
                [],
                refusal=True,
                years=years,
                first=_year(min(desk.library.sessions), desk),
                last=_year(max(desk.library.sessions), desk),
            )
        ]
    return [
        part(
            "council.sessions",
            [cite_session(s, desk) for s in found],
            sure=all(s.sure for s in found),
            years=years,
            sessions=[_dates(s, desk) for s in found],
        )
    ]


def _year(number: int, desk: Desk) -> int:
    session = desk.library.sessions[number]
    return (session.opens or (session.opens_window or (desk.today,))[0]).year


def _runs(one: Session, years: Iterable[int], months: Sequence[int]) -> bool:
    first = one.opens or (one.opens_window[0] if one.opens_window else None)
    last = one.closes or (one.closes_window[1] if one.closes_window else None)
    if not first or not last or first.year not in years:
        return False
    return not months or any(first.month <= month <= last.month for month in months)


def _last(desk: Desk) -> Session | None:
    begun = [s for s in desk.library.sessions.values() if (first := s.opens or (s.opens_window or (date.max,))[0]) and first <= desk.today]
    return max(begun, key=lambda s: s.number, default=None)


def pattern(_wanted: Need, desk: Desk) -> Sequence[Part]:
    """How the Council's year goes, and its next session."""
    coming = next_session(desk.library, desk.today)
    cited = [cite_session(coming, desk)] if coming else []
    return [
        part(
            "council.pattern", cited, text=desk.library.pattern, url=desk.library.pattern_url, next=_dates(coming, desk) if coming else None
        )
    ]


def deadline(wanted: Need, desk: Desk) -> Sequence[Part]:
    """A deadline's rule, and its day for the session asked about or the next one."""
    one = desk.library.deadlines.get(wanted.one("deadline"))
    if not one:
        return []
    numbers = [int(n) for n in wanted.all("session") if int(n) in desk.library.sessions]
    coming = next_session(desk.library, desk.today)
    number = numbers[0] if numbers else coming.number if coming else 0
    review = next(iter(wanted.all("review")), "")
    record = f"hrc:upr:{review}" if review else f"hrc:session:{number}"
    cases = _cases(one, numbers, wanted.all("symbol"))
    told = bool(cases) and not review and cases[0]["session"] in numbers
    day = None if told else next((a for a in known_days(desk.library) if a.id == f"{record}:{one.id}"), None)
    cited = [cite_deadline(one)]
    if numbers and (day or told):
        cited.append(cite_session(desk.library.sessions[number], desk))
    return [
        part(
            "council.deadline",
            cited,
            sure=one.sure,
            name=one.names,
            rule=one.rule,
            limits=one.limits,
            cases=cases,
            concerns=one.concerns,
            cities=any(who.get("en") in CITIES for who in one.concerns),
            advice=one.advice,
            note=one.note,
            offset=one.offset,
            reference={"opening": "opening", "closing": "closing", "upr working group opening": "review"}.get(one.relative_to, ""),
            alone=wanted.asks("alone") or wanted.asks("legal-body"),
            session=number if day and day.day and not review else 0,
            review=int(review) if day and day.day and review else 0,
            day=day.day if day else None,
            latest=day.latest if day else None,
            closes=_closes(one, day) if day else None,
            hour=one.hour is not None,
        )
    ]


def _cases(one: Deadline, sessions: Sequence[int], symbols: Sequence[str]) -> list[dict[str, object]]:
    """The days that are known of earlier times: of the session or resolution asked about, else all of them."""
    known = [
        {"session": e.get("session"), "resolution": e.get("resolution"), "day": e.get("date") or e.get("closed"), "until": e.get("until")}
        for e in one.examples
        if "session" in e or "resolution" in e
    ]
    asked = [e for e in known if e["session"] in sessions or e["resolution"] in symbols]
    return asked or known


def _closes(one: Deadline, day: Anchor) -> datetime | None:
    """The moment when a deadline of one known day is over, by Geneva's clocks; None for a span of likely days."""
    if not day.day or (day.latest and day.latest != day.day):
        return None
    if one.hour:
        return datetime.combine(day.day, one.hour, GENEVA)
    return datetime.combine(day.day + timedelta(days=1), time(), GENEVA)


def deadlines(wanted: Need, desk: Desk) -> Sequence[Part]:
    """The days ahead: of one session, or whatever comes next."""
    numbers = [int(n) for n in wanted.all("session")]
    every = [a for a in known_days(desk.library) if a.day and (a.session in numbers if numbers else a.day >= desk.today)]
    shown = every[: 2 * COMING]
    if not shown:
        return session(wanted, desk)
    cited = [Citation(a.record, a.names, a.source) for a in shown]
    return [
        *(session(wanted, desk) if numbers else ()),
        part(
            "council.days",
            cited,
            days=[shown_day(a, short=bool(numbers)) for a in shown],
            session=numbers[0] if numbers else 0,
        ),
    ]


def shown_day(anchor: Anchor, *, short: bool = False) -> dict[str, object]:
    """An anchor as a line of a list; `short` leaves out the session, where the list is of one."""
    unsure = anchor.state is DateState.PROVISIONAL or not anchor.verified
    names = {language: name.rpartition(": ")[2] for language, name in anchor.names.items()} if short else anchor.names
    return {"names": names, "day": anchor.day, "latest": anchor.latest, "unsure": unsure}


def meeting(wanted: Need, desk: Desk) -> Sequence[Part]:
    """A recurring day or meeting."""
    one = desk.library.meetings.get(wanted.one("meeting"))
    return [_meeting(one, desk)] if one else []


def _meeting(one: Meeting, desk: Desk) -> Part:
    coming = [day for day in one.dates if day >= desk.today]
    title: Words = one.names
    return part(
        "council.meeting",
        [Citation(f"hrc:meeting:{one.id}", title, one.url)],
        sure=one.sure,
        name=one.names,
        recurrence=one.recurrence,
        next=coming[0] if coming else None,
        past=list(one.past),
        created_by=one.created_by,
        why=one.why,
        access=one.access,
        note=one.note,
    )


def review(wanted: Need, desk: Desk) -> Sequence[Part]:
    """The Universal Periodic Review: one meeting of its working group, or how it goes and what comes."""
    numbers = [int(n) for n in wanted.all("number")]
    found = [desk.library.reviews[n] for n in numbers if n in desk.library.reviews]
    if numbers and not found:
        return [
            part("council.no_session", [], refusal=True, numbers=numbers, first=min(desk.library.reviews), last=max(desk.library.reviews))
        ]
    if cycles := [f"{ORDINALS.get(cycle, cycle)} cycle" for cycle in wanted.all("cycle")]:
        found += [r for r in desk.library.reviews.values() if any(cycle in r.note.get("en", "") for cycle in cycles) and r not in found]
    if not found:
        known = [r for r in desk.library.reviews.values() if r.opens and r.opens <= desk.today]
        found = [max(known, key=lambda r: r.number), *[r for r in desk.library.reviews.values() if not r.opens and r.number > 52]]
    body = desk.library.organisations["upr-wg"]
    cited = [Citation("org:upr-wg", body.names, body.url)]
    shown = [{**_dates(r, desk), "note": r.note if r.opens else {}} for r in found[:4]]
    return [
        part(
            "council.review",
            cited,
            sure=all(r.sure for r in found),
            name=body.names,
            role=body.role,
            pattern=desk.library.review_pattern,
            reviews=shown,
        )
    ]


COMPOSERS = {
    "session": session,
    "sessions": sessions,
    "pattern": pattern,
    "deadline": deadline,
    "deadlines": deadlines,
    "meeting": meeting,
    "review": review,
}
