"""Roles at one event: every deed by every role, allowed there and nowhere else; given and taken in the chat, and on the audit trail."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from types import SimpleNamespace

import pytest

from bot.actions import event_roles as deeds
from bot.actions import events as events_deeds
from bot.actions import letters, quorum, registrations
from bot.actions import people as people_deeds
from bot.actions.organisers import deciders, in_charge
from bot.app.assemble import Plaza
from bot.engine.tokens import button_token
from bot.handlers.router import Entry, Making, Turn
from bot.model.event_roles import ALLOWS, Deed, EventRole
from bot.model.events import Event
from bot.model.inbound import Origin
from bot.model.letters import Passport
from bot.model.person import LANGUAGES, Role
from bot.model.reply import Button, Reply
from bot.storage import access, audit, broadcasts, event_roles, outbox, own_reminders, people
from bot.storage.database import Connection
from bot.storage.outbox import Place
from tests.clocks import START
from tests.events_world import details, open_event, plan, somebody
from tests.talk import Talk
from tests.townspeople import at, effects, settle_in

Somebody = Callable[..., Talk]
HELPERS = {"owner": EventRole.OWNER, "moderator": EventRole.MODERATOR, "door": EventRole.CHECK_IN}
CHANGES = (
    *(f"organise.{deed}" for deed in ("open", "close", "edit", "capacity", "move", "cancel", "cancel_surely", "certificates")),
    *(f"terms.{deed}" for deed in ("rules", "shares", "texts", "invitees", "numbers")),
    *("reminders.list", "reminders.add", "access.list", "survey.results", "survey.export"),
    *(f"quorum.{deed}" for deed in ("event", "call", "renew", "dismiss", "dismiss_surely")),
)
PRESSES: dict[str, tuple[Deed, str]] = {
    **dict.fromkeys(CHANGES, (Deed.CHANGE, "slug")),
    "organise.event": (Deed.LOOK, "slug"),
    "organise.check_in": (Deed.CHECK_IN, "slug"),
    "door.anyway": (Deed.CHECK_IN, "code"),
    "door.undo": (Deed.CHECK_IN, "code"),
    "approvals.queue": (Deed.DECIDE, "slug"),
    "approvals.approve": (Deed.DECIDE, "registration"),
    "approvals.deny": (Deed.DECIDE, "registration"),
    "broadcasts.event": (Deed.MESSAGE, "slug"),
    **{f"broadcasts.{deed}": (Deed.MESSAGE, "broadcast") for deed in ("test", "send", "drop", "pause", "resume", "report")},
    "organise.export": (Deed.LIST, "slug"),
    **{f"exports.{form}": (Deed.LIST, "slug") for form in ("xlsx", "csv", "json")},
    "exports.badges": (Deed.LIST, "badges"),
    "access.arranged": (Deed.CHANGE, "need"),
    "access.cannot": (Deed.CHANGE, "need"),
    "letters.approve": (Deed.CHANGE, "letter"),
    "letters.decline": (Deed.CHANGE, "letter"),
    "reminders.remove": (Deed.CHANGE, "reminder"),
    **{f"event_people.{deed}": (Deed.PEOPLE, "slug") for deed in ("list", "add", "take")},
}
FORMS: dict[str, tuple[Deed, str]] = {
    **{f"organise.{name}": (Deed.CHANGE, "event") for name in ("resize", "shift")},
    **{f"terms.{name}": (Deed.CHANGE, "event") for name in ("rules", "shares", "texts", "invitees")},
    "reminders.add": (Deed.CHANGE, "event"),
    "door.scan": (Deed.CHECK_IN, "event"),
    "approvals.refusal": (Deed.DECIDE, "registration"),
    "broadcasts.compose": (Deed.MESSAGE, "audience"),
    "access.cannot": (Deed.CHANGE, "need"),
    "letters.refuse": (Deed.CHANGE, "letter"),
    "event_people.give": (Deed.PEOPLE, "event"),
}
ANY_EVENT = {"organise", "check-in", "organise.events"}
"""What is for everybody with a role at any event; it shows them theirs alone."""


@dataclass(frozen=True)
class Affairs:
    """An event with something of every kind that hangs on it."""

    event: Event
    values: dict[str, str]


def affairs(tx: Connection, title: str) -> Affairs:
    """Somebody's seat, need, letter and request; a reminder; a broadcast."""
    event = open_event(tx, titles={"en": title})
    person = somebody(tx, f"guest of {title}")
    said = replace(details("Ana"), needs="a ramp")
    it = registrations.take_place(tx, event.slug, person, said, START).registration
    access.find(tx, event.id, ("en",), START)
    letter = letters.ask(tx, it, Passport("Ana", "AB12345", "Spain"), "en", START)
    values = {
        "slug": event.slug,
        "event": event.slug,
        "audience": f"event:{event.slug}|confirmed",
        "badges": f"{event.slug} 1 8",
        "code": it.code,
        "registration": str(it.id),
        "need": str(access.waiting(tx, event.id)[0].id),
        "letter": str(letter.id),
        "reminder": str(own_reminders.add(tx, event.id, event.when.ends_at - event.when.starts_at, None, {"en": "x"}, "operator", START)),
        "broadcast": str(broadcasts.draft(tx, f"event:{event.slug}", {"en": "x"}, "operator", START)),
    }
    return Affairs(event, values)


def crew(plaza: Plaza, event: Event, **names: EventRole) -> None:
    """People with a role at an event, each reached at `sheet:<name>`."""
    for name, role in names.items():
        who = settle_in(plaza, f"sheet:{name}", name=name.capitalize())
        plaza.database.write(lambda tx, who=who, role=role: deeds.give(tx, event, who, role, "operator", START))  # type: ignore[misc]


def draft(plaza: Plaza, title: str = "Forum on water", by: str = "operator") -> Event:
    """An event that an operator prepared, so that nobody owns it."""
    return plaza.database.write(lambda tx: events_deeds.create(tx, plan(titles={"en": title}), by, START))


def guarded(plaza: Plaza) -> dict[str, tuple[Entry, Deed, str]]:
    """Every press and form that a role at an event can allow, with its deed and what names the event."""
    router = plaza.router
    presses = {f"press {name}": (router.presses[name], *about) for name, about in PRESSES.items()}
    return presses | {f"form {name}": (router.forms[name][1], *about) for name, about in FORMS.items()}


def test_no_deed_that_asks_for_a_role_at_an_event_is_missing_from_the_table(plaza: Plaza) -> None:
    router = plaza.router
    assert {name for name, entry in router.presses.items() if entry.admits} == PRESSES.keys() | ANY_EVENT & router.presses.keys()
    assert {name for name, (_, entry) in router.forms.items() if entry.admits} == set(FORMS)
    assert {word for word, entry in router.commands.items() if entry.admits} == {"broadcast"} | ANY_EVENT & router.commands.keys()


def test_each_role_may_exactly_what_it_allows_at_its_event_and_nothing_at_another(plaza_on: Plaza) -> None:
    plaza = plaza_on
    ours, other = plaza.database.write(lambda tx: (affairs(tx, "Forum on water"), affairs(tx, "Forum on air")))
    crew(plaza, ours.event, **HELPERS)
    settle_in(plaza, "sheet:member")
    settle_in(plaza, "sheet:organiser", Role.ORGANISER)

    def table(tx: Connection) -> dict[tuple[str, str, str], bool]:
        found = {}
        for name in (*HELPERS, "member", "organiser"):
            who = people.by_address(tx, f"sheet:{name}")
            assert who is not None
            turn = Turn(tx, who, Origin(channel="sheet", address=f"sheet:{name}"), START, plaza.library)
            for what, (entry, _, kind) in guarded(plaza).items():
                for where, it in (("ours", ours), ("other", other)):
                    value = it.values[kind]
                    found[name, what, where] = entry.lets(turn, value if what.startswith("press") else SimpleNamespace(**{kind: value}))
        return found

    expected = {
        (name, what, where): name == "organiser" or (where == "ours" and name in HELPERS and deed in ALLOWS[HELPERS[name]])
        for name in (*HELPERS, "member", "organiser")
        for what, (_, deed, _) in guarded(plaza).items()
        for where in ("ours", "other")
    }
    told = plaza.database.read(table)
    assert {key: answer for key, answer in told.items() if expected[key] != answer} == {}
    assert len(told) == len(expected)


def press(plaza: Plaza, name: str, action: str, value: str) -> str:
    """The token of a button as if some message had offered it to them."""

    def work(tx: Connection) -> int:
        who = people.by_address(tx, f"sheet:{name}")
        assert who is not None
        button = Button(action, value, {"count": 1, "name": "", "titles": {}, "people": 1, "first": 1, "last": 1, "whole": True})
        reply = Reply("start.organisers_only", {}, (button,))
        row = outbox.post(tx, f"trap {action} {value}", who.id, reply, Place("sheet", "sheet", f"sheet:{name}"), START)
        assert row is not None
        return row

    return button_token(plaza.secrets, plaza.database.write(work), 0)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_who_lacks_the_role_is_refused_in_one_sentence_and_nothing_happens(plaza: Plaza, talk: Somebody, language: str) -> None:
    ours, other = plaza.database.write(lambda tx: (affairs(tx, "Forum on water"), affairs(tx, "Forum on air")))
    crew(plaza, ours.event, door=EventRole.CHECK_IN)
    door = at(plaza, "sheet:door")
    plaza.database.write(lambda tx: people_deeds.choose_language(tx, door.id, language, START))
    before = effects(plaza)
    says = {"en": "Your role does not include this.", "es": "Su función no incluye esto.", "fr": "Votre rôle ne comprend pas cela."}[
        language
    ]
    for action, it in (("organise.cancel_surely", ours), ("exports.csv", ours), ("organise.event", other), ("organise.check_in", other)):
        heard = await talk(plaza, "sheet:door").token(press(plaza, "door", action, it.event.slug))
        assert heard.text.startswith(says), action
    assert effects(plaza) == before


async def test_organise_shows_everybody_their_events_and_the_buttons_of_their_role_alone(plaza_on: Plaza, talk: Somebody) -> None:
    plaza = plaza_on
    ours = draft(plaza)
    draft(plaza, "Forum on air")
    crew(plaza, ours, **HELPERS)
    door, moderator, owner = (talk(plaza, f"sheet:{name}") for name in ("door", "moderator", "owner"))
    listed = await door.say("organise")
    assert "Forum on water" in listed.text
    assert "Forum on air" not in listed.text
    assert listed.labels == ["Forum on water"]
    assert "Forum on air" not in (await door.say("organise air")).text
    assert (await door.say("organise water")).labels == ["All events"]
    assert (await moderator.say("organise water")).labels == ["Write to these people", "All events"]
    labels = (await owner.say("organise water")).labels
    assert {"Open registration", "Edit", "Cancel the event", "Reminders", "People of this event"} <= set(labels)
    assert "Only organisers" in (await talk(plaza, "sheet:stranger").say("organise")).text


async def test_at_the_door_a_code_of_another_event_is_as_unknown_as_none(plaza_on: Plaza, talk: Somebody) -> None:
    plaza = plaza_on
    ours, other = plaza.database.write(lambda tx: (affairs(tx, "Forum on water"), affairs(tx, "Forum on air")))
    crew(plaza, ours.event, door=EventRole.CHECK_IN)
    door = talk(plaza, "sheet:door")
    nobodys = (await door.say("check-in K7MQ-4TXD")).text
    assert "I know no such code" in nobodys
    assert (await door.say(f"check-in {other.values['code']}")).text == nobodys
    assert "which is not now" in (await door.say(f"check-in {ours.values['code']}")).text
    assert "has arrived" in (await door.press("Let them in now")).text


async def test_an_owner_gives_a_role_by_address_or_code_and_takes_it_and_all_of_it_is_told_and_noted(
    plaza_on: Plaza, talk: Somebody
) -> None:
    plaza = plaza_on
    event = draft(plaza)
    crew(plaza, event, owner=EventRole.OWNER)
    settle_in(plaza, "paper:eva", name="Eva")
    settle_in(plaza, "paper:leo", name="Leo")
    owner, leo = talk(plaza, "sheet:owner"), talk(plaza, "paper:leo")
    await owner.say("organise water")
    await owner.press("People of this event")
    await owner.press("Give a role")
    assert "Eva is moderator now" in (await owner.fill({"who": "paper:eva", "role": "moderator"})).text.replace("**", "")
    await leo.say("link")
    shown = (await leo.press("For a role at an event")).text
    code = next(word.strip("*.") for word in shown.split() if word.strip("*.")[4:5] == "-")
    await owner.press("Give a role")
    assert "Leo is check-in now" in (await owner.fill({"who": code, "role": "check_in"})).text.replace("**", "")
    await owner.press("Give a role")
    assert "Nobody is known by" in (await owner.fill({"who": code, "role": "owner"})).text, "a code works once"
    await plaza.deliverer.flush()
    assert "Forum on water" in talk(plaza, "paper:eva").came().text
    assert "check in arrivals" in leo.came().text
    await owner.say("organise water")
    await owner.press("People of this event")
    assert "Leo has no role here any more" in (await owner.press("Take from Leo")).text.replace("**", "")
    assert "Only organisers" in (await leo.say("organise water")).text
    trail = plaza.database.read(lambda tx: audit.lines(tx, f"event:{event.slug}"))
    assert [(actor, deed, detail["role"]) for _, actor, deed, detail in trail if deed.startswith("event_role")][1:] == [
        (f"person:{at(plaza, 'sheet:owner').id}", "event_role.give", "moderator"),
        (f"person:{at(plaza, 'sheet:owner').id}", "event_role.give", "check_in"),
        (f"person:{at(plaza, 'sheet:owner').id}", "event_role.take", "check_in"),
    ]


async def test_a_code_for_a_role_joins_nobody_and_a_code_that_joins_gives_no_role(plaza: Plaza, talk: Somebody) -> None:
    event = draft(plaza)
    crew(plaza, event, owner=EventRole.OWNER)
    owner, leo = talk(plaza, "sheet:owner"), talk(plaza, "paper:leo")
    await leo.say("link")
    shown = (await leo.press("For a role at an event")).text
    code = next(word.strip("*.") for word in shown.split() if word.strip("*.")[4:5] == "-")
    assert "does not work" in (await owner.say(f"link {code}")).text
    shown = (await leo.say("link")).text
    code = next(word.strip("*.") for word in shown.split() if word.strip("*.")[4:5] == "-")
    await owner.say("organise water")
    await owner.press("People of this event")
    await owner.press("Give a role")
    assert "Nobody is known by" in (await owner.fill({"who": code, "role": "owner"})).text


def test_who_makes_an_event_owns_it_until_they_organise_no_more_but_keeps_what_others_gave(plaza: Plaza) -> None:
    olga = settle_in(plaza, "sheet:olga", Role.ORGANISER, name="Olga")
    made, given = draft(plaza, by=f"person:{olga}"), draft(plaza, "Forum on air")
    plaza.database.write(lambda tx: deeds.give(tx, given, olga, EventRole.MODERATOR, "operator", START))
    held = plaza.database.read(lambda tx: event_roles.everywhere(tx, olga))
    assert held == {made.id: EventRole.OWNER, given.id: EventRole.MODERATOR}
    plaza.database.write(lambda tx: people_deeds.revoke(tx, olga, Role.ORGANISER, "operator", START))
    assert plaza.database.read(lambda tx: event_roles.everywhere(tx, olga)) == {given.id: EventRole.MODERATOR}


def test_of_two_roles_of_one_person_the_greater_stays_when_two_addresses_turn_out_to_be_theirs(plaza_on: Plaza) -> None:
    plaza, event = plaza_on, draft(plaza_on)
    crew(plaza, event, older=EventRole.CHECK_IN, newer=EventRole.MODERATOR)
    older, newer = at(plaza, "sheet:older"), at(plaza, "sheet:newer")
    assert plaza.database.read(lambda tx: people_deeds.raised(tx, older, newer)), "they are asked first"
    plaza.database.write(lambda tx: people_deeds.merge(tx, older.id, newer.id, "test", START))
    assert plaza.database.read(lambda tx: event_roles.everywhere(tx, older.id)) == {event.id: EventRole.MODERATOR}


async def test_a_moderator_writes_to_the_people_of_the_event_until_the_role_is_taken(plaza_on: Plaza, talk: Somebody) -> None:
    plaza = plaza_on
    ours = plaza.database.write(lambda tx: affairs(tx, "Forum on water"))
    crew(plaza, ours.event, **HELPERS)
    moderator, guest = talk(plaza, "sheet:moderator"), talk(plaza, "paper:guest of Forum on water")
    for text, comes in (("Bring a coat", True), ("Bring a hat", False)):
        await moderator.say("organise water")
        await moderator.press("Write to these people")
        await moderator.fill({"audience": f"event:{ours.event.slug}", "text": text, "text_es": "", "text_fr": ""})
        await moderator.press("Send to 1")
        if not comes:
            plaza.database.write(lambda tx: deeds.take(tx, ours.event, at(plaza, "sheet:moderator").id, "operator", START))
        await plaza.deliverer.flush()
        assert (text in guest.came().text) is comes
    assert "Only organisers" in (await moderator.say("broadcast")).text


async def test_broadcast_offers_a_moderator_their_event_alone_and_the_door_nothing(plaza: Plaza, talk: Somebody) -> None:
    ours, _ = plaza.database.write(lambda tx: (affairs(tx, "Forum on water"), affairs(tx, "Forum on air")))
    crew(plaza, ours.event, **HELPERS)
    asked = (await talk(plaza, "sheet:moderator").say("broadcast")).sheet.questions[0]
    assert [choice.label for choice in asked.options] == ["Forum on water"]
    assert "Your role does not include this" in (await talk(plaza, "sheet:door").say("broadcast")).text


async def test_quorum_is_told_to_the_owner_of_the_meeting_and_to_no_other_helper(plaza: Plaza, talk: Somebody) -> None:
    event = plaza.database.write(lambda tx: open_event(tx, titles={"en": "General Assembly"}))
    plaza.database.write(lambda tx: quorum.call(tx, plaza.library, event, "operator", START))
    crew(plaza, event, **HELPERS)
    assert "General Assembly" in (await talk(plaza, "sheet:owner").say("quorum")).text
    assert "General Assembly" not in (await talk(plaza, "sheet:moderator").say("quorum")).text


async def test_a_list_that_was_asked_for_is_empty_once_the_role_is_gone(plaza: Plaza) -> None:
    ours = plaza.database.write(lambda tx: affairs(tx, "Forum on water"))
    crew(plaza, ours.event, moderator=EventRole.MODERATOR)
    who = at(plaza, "sheet:moderator")
    value = f"{ours.event.slug} {who.id} {START.isoformat()}"

    def size(tx: Connection) -> int:
        return len(plaza.router.drawers["exports.json"](Making(tx, "en"), value).content)

    assert plaza.database.read(size) > 100
    plaza.database.write(lambda tx: deeds.take(tx, ours.event, who.id, "operator", START))
    assert plaza.database.read(size) == 0


def test_whoever_decides_at_an_event_is_told_of_requests_and_the_door_is_not(plaza: Plaza) -> None:
    event = draft(plaza)
    crew(plaza, event, **HELPERS)
    settle_in(plaza, "sheet:olga", Role.ORGANISER)
    told = plaza.database.read(lambda tx: deciders(tx, event.id))
    assert {who.id for who in told} == {at(plaza, f"sheet:{name}").id for name in ("owner", "moderator", "olga")}
    assert [who.id for who in plaza.database.read(lambda tx: in_charge(tx, event.id))] == [at(plaza, "sheet:owner").id]
