"""Events, history, organisations and the monitoring programme, as their files hold them."""

import re

from bot.knowledge.records.fields import Document, Fields
from bot.model.movement import Area, Event, FollowUp, Indicator, Moment, Organisation, Pilot, Programme, Stage, Watch

EVENTS, TIMELINE, ORGANISATIONS, MONITORING = "events.yaml", "timeline.yaml", "organisations.yaml", "monitoring.yaml"
BANDS = ("over_500000", "from_100000_to_500000", "under_100000")
STATES = ("held", "announced-past", "not-announced", "announced")


def events(document: Document) -> dict[str, Event]:
    """Meetings of the movement by id, oldest first."""
    return {e.id: e for e in document.each(_event, "events", "events")}


def watches(document: Document) -> dict[str, Watch]:
    """What is expected, by id."""
    return {w.id: w for w in document.each(_watch, "watch_list", "watch_list")}


def moments(document: Document) -> tuple[Moment, ...]:
    """The history, oldest first."""
    return document.each(_moment, "timeline", "entries")


def organisations(document: Document) -> dict[str, Organisation]:
    """Who is who, by id."""
    return {o.id: o for o in document.each(_organisation, "organisations", "organisations")}


def programme(document: Document) -> Programme:
    """The monitoring programme."""
    about, method = document.record("monitoring", "programme"), document.record("monitoring", "method")
    known, scales = about.inside("resources_known"), method.inside("answer_scales")
    pilot, follow_up = document.each(_pilot, "pilots", "pilots"), document.each(_follow_up, "charter_follow_ups", "charter_follow_ups")
    return Programme(
        names=about.words("names"),
        what=about.words("what_it_is"),
        aims=about.phrases("aims"),
        roles=tuple((role.phrase(role.text("role")), role.phrase(role.text("does"))) for role in about.inner("roles")),
        duration=about.phrase(known.text("timeframe")),
        cost=about.phrase(known.text("cost")),
        cost_note=about.phrase(known.text("note")),
        method=about.phrase(method.text("source_title")),
        steps=method.phrases("steps"),
        types=tuple((kind.text("id"), kind.words("names"), kind.phrase(kind.text("asks"))) for kind in method.inner("types")),
        points={name: scales.inside("yes_partly_no").number(name) for name in ("yes", "partly", "no")},
        trends=scales.phrases("trend"),
        frames=tuple(frame.phrase(frame.text("name")) for frame in method.inner("related_frames")),
        local_rule=method.phrase(method.text("local_rule")),
        checks=document.each(lambda at: (at.text("id"), at.phrase(at.text("check"))), "cross_cutting", "cross_cutting"),
        areas=document.each(_area, "rights_areas", "rights_areas"),
        stages=document.each(_stage, "stages", "stages"),
        pilot=pilot[0],
        follow_up=follow_up[0],
        url=(about.links("sources") or ("",))[0],
    )


def _event(at: Fields) -> Event:
    state, name = at.text("status"), at.text("id")
    if state not in STATES:
        raise at.bad("status", f"{name}: unknown status {state!r}", f"use one of {', '.join(STATES)}")
    year = re.search(r"\d{4}$", name)
    starts, ends = at.day("starts"), at.day("ends")
    first = starts or ends
    return Event(
        id=name,
        names=at.words("names"),
        kind=at.text("kind"),
        state=state,
        starts=starts,
        ends=ends,
        zone=at.text("timezone"),
        city=at.text("city"),
        country=at.text("country_code", default=""),
        venue=at.phrase(at.text("venue")) if at.has("venue") else {},
        theme=at.words("theme"),
        organisers=at.phrases("organisers"),
        outcome=at.words("outcome"),
        date_note=at.words("date_note"),
        hours=at.text("hours", default=""),
        edition=at.number("edition") if at.has("edition") else None,
        url=at.link("url"),
        sure=at.flag("verified"),
        series=re.sub(r"-?\d+$", "", name),
        year=first.year if first else int(year.group()) if year else 0,
    )


def _watch(at: Fields) -> Watch:
    return Watch(at.text("id"), at.words("what"), at.words("expected"), at.words("basis"), at.link("url"), at.flag("verified"))


def _moment(at: Fields) -> Moment:
    day, place = at.partial("date"), at.text("place", default="")
    at.key = f"{day} {place}".strip()
    return Moment(
        date=day,
        place=place,
        country=at.text("country_code", default=""),
        what=at.words("what"),
        note=at.words("note"),
        tags=at.many("tags"),
        sources=at.links("sources"),
        sure=at.flag("verified"),
    )


def _organisation(at: Fields) -> Organisation:
    contact = at.raw("contact") or {}
    if not isinstance(contact, dict):
        raise at.bad("contact", f"{at.key}: `contact` should hold fields", "write address:, phone: or email: lines, or {}")
    return Organisation(
        id=at.text("id"),
        names=at.words("names"),
        acronyms=at.many("acronyms"),
        kind=at.text("kind"),
        role=at.words("role"),
        location=at.text("location", default=""),
        url=at.link("url"),
        contact={str(k): str(v) for k, v in contact.items()},
        note=at.words("note"),
        sure=at.flag("verified"),
    )


def _area(at: Fields) -> Area:
    right = at.inside("charter_ref")
    indicators = tuple(_indicator(i) for i in at.inner("indicators"))
    return Area(at.text("id"), at.words("names"), f"{right.text('charter')}#{right.text('number')}", indicators)


def _indicator(at: Fields) -> Indicator:
    return Indicator(at.text("id"), at.text("type"), at.text("scale"), at.words("text"), at.phrases("evidence"))


def _stage(at: Fields) -> Stage:
    duration = at.inside("duration")
    weeks = duration.raw("suggested_weeks")
    if not isinstance(weeks, list) or len(weeks) != 2 or not all(isinstance(w, int) for w in weeks):
        raise at.bad("duration", f"{at.key}: `suggested_weeks` should hold two whole numbers", "write the shortest and the longest")
    known = at.phrase(duration.text("known")) if duration.has("known") else {}
    return Stage(at.text("id"), at.number("order"), at.words("names"), at.words("what"), at.phrases("who"), (weeks[0], weeks[1]), known)


def _pilot(at: Fields) -> Pilot:
    dates = at.inside("dates")
    work = dates.inside("work")
    return Pilot(
        city=at.text("city"),
        plan=at.text("plan"),
        policies=at.phrases("policies"),
        partners=at.phrases("partners"),
        agreement=dates.partial("agreement_signed"),
        work_from=work.partial("from"),
        work_to=work.partial("to"),
        report_dated=dates.partial("report_dated"),
        presented=dates.partial("presented"),
        report=at.words("report"),
        note=at.words("date_note"),
        lesson=at.words("lesson"),
    )


def _follow_up(at: Fields) -> FollowUp:
    sizes = at.inside("replies_by_size")
    return FollowUp(
        what=at.words("what"),
        contacted=at.number("contacted"),
        replies=at.number("replies"),
        countries=at.phrases("countries"),
        closed_by=at.words("closed_by"),
        note=at.words("number_note"),
        sizes={band: sizes.number(band) for band in BANDS},
        named=at.many("participants_named"),
        published=at.partial("results_published"),
    )
