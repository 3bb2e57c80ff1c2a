"""Organisers edit an event in the chat, and what they set holds for who registers: dates, approval, offers, quotas, invitations."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.app.assemble import Plaza
from bot.model.inbound import Rang
from bot.model.person import Role
from bot.storage import events, people
from tests.clocks import PaperClock
from tests.events_world import open_event, seats
from tests.talk import Talk

RULES = {"opens_day": "", "opens_time": "", "closes_day": "", "closes_time": "", "admits": "public", "approval": "no"}
RULES |= {"offer_hours": "0", "together": "1"}
SHARES = {"first": "", "second": "", "balance": "no", "delegation": "0", "quotas": ""}
SAID = {"name": "Ana", "city": "Barcelona", "role": "official", "needs": "", "language": "en", "country": "", "party": "1"}


@pytest.fixture
def forum(plaza: Plaza) -> str:
    """An open forum in Gwangju with one seat."""
    return plaza.database.write(lambda tx: open_event(tx, capacity=1)).slug


async def edits(omar: Talk, button: str, answers: dict[str, str]) -> str:
    """What the organiser reads after sending one of the forms."""
    await omar.say("organise Gwangju")
    await omar.press("Edit")
    await omar.press(button)
    return (await omar.fill(answers)).text


async def registers(who: Talk, **said: str) -> str:
    """What somebody reads after asking for a seat."""
    await who.say("register Gwangju")
    return (await who.fill(SAID | said)).text


async def test_before_it_opens_and_after_it_closes_one_sentence_says_when(
    plaza: Plaza, omar: Talk, forum: str, clock: PaperClock, talk: Callable[..., Talk]
) -> None:
    days = {"opens_day": "2027-01-10", "opens_time": "09:00", "closes_day": "2027-03-01"}
    told = await edits(omar, "Registration", RULES | days)
    assert "Saved." in told
    assert "10 January 2027, 09:00 (Seoul)" in told
    ana = talk(plaza, "sheet:ana")
    assert "opens on" in (await ana.say("register Gwangju")).text
    clock.forward(days=60)
    assert "You are registered." in await registers(ana)
    clock.forward(days=60)
    ben = talk(plaza, "sheet:ben")
    assert "ended on" in (await ben.say("register Gwangju")).text
    assert "You are registered." in (await ana.say("mine")).text


async def test_a_change_after_registration_ended_is_for_the_organisers_and_changes_nothing_yet(
    plaza: Plaza, omar: Talk, forum: str, clock: PaperClock, talk: Callable[..., Talk]
) -> None:
    await edits(omar, "Registration", RULES | {"closes_day": "2026-12-01"})
    ana = talk(plaza, "sheet:ana")
    await registers(ana)
    clock.forward(days=20)
    await ana.say("mine")
    await ana.press("Change")
    told = await ana.fill(SAID | {"name": "Anna"})
    assert "the organisers decide about this change" in told.text
    await plaza.deliverer.flush()
    assert "name: Ana -> Anna" in omar.came().text
    assert "for Ana (Barcelona)" in (await ana.say("mine")).text


async def test_who_asks_waits_for_an_organiser_and_is_told_yes_or_why_not(
    plaza: Plaza, omar: Talk, forum: str, talk: Callable[..., Talk]
) -> None:
    await edits(omar, "Registration", RULES | {"approval": "yes"})
    ana, ben = talk(plaza, "sheet:ana"), talk(plaza, "sheet:ben")
    assert "Your request is with the organisers." in await registers(ana)
    await registers(ben, name="Ben")
    assert plaza.database.read(lambda tx: seats(tx, forum)).confirmed == ()
    await plaza.deliverer.flush()
    assert omar.came().text.count("asks to take part, and you decide") == 1
    await omar.say("organise Gwangju")
    await omar.press("Edit")
    assert "Ana, Barcelona (Spain)" in (await omar.press("2 people ask")).text
    assert "Ana has a seat" in (await omar.press("Approve Ana")).text
    await omar.press("Deny Ben")
    assert "Ben is told that it is not possible" in (await omar.fill({"reason": "One from each city."})).text
    await plaza.deliverer.flush()
    assert "you are registered" in ana.came().text
    assert "Their reason: One from each city." in ben.came().text
    assert "decided before" in (await omar.press("Approve Ben")).text


async def test_a_freed_seat_is_offered_held_and_accepted_by_a_press(
    plaza: Plaza, omar: Talk, forum: str, clock: PaperClock, talk: Callable[..., Talk]
) -> None:
    await edits(omar, "Registration", RULES | {"offer_hours": "24"})
    ana, ben, eva = talk(plaza, "sheet:ana"), talk(plaza, "sheet:ben"), talk(plaza, "sheet:eva", language="es")
    for who in (ana, ben, eva):
        await registers(who, name=who.address)
    await ana.press("Cancel registration")
    await ana.press("Yes, cancel it")
    await plaza.deliverer.flush()
    assert "Do you want it?" in ben.came().text
    clock.forward(hours=25)
    await ring(plaza, clock)
    assert "went to the next person" in ben.came().text
    assert "¿La quiere?" in eva.came().text
    assert "Su inscripción está confirmada." in (await eva.press("Aceptar la plaza")).text
    assert "Su inscripción está confirmada." in (await eva.press("Aceptar la plaza")).text
    assert "run out" in (await ben.press("Accept the seat")).text


async def ring(plaza: Plaza, clock: PaperClock) -> None:
    """The clock rings for the offers."""
    due = clock.now().replace(second=0, microsecond=0)
    await plaza.receiver.accept(Rang(f"offers:{due.isoformat()}", "offers", due))
    await plaza.receiver.drain()
    await plaza.deliverer.flush()


async def test_a_party_sits_together_and_a_quota_is_read_as_people_write_it(
    plaza: Plaza, omar: Talk, forum: str, talk: Callable[..., Talk]
) -> None:
    plaza.database.write(lambda tx: events.change(tx, 1, plaza.clock.now(), capacity=6))
    await edits(omar, "Registration", RULES | {"together": "3"})
    told = await edits(omar, "Order and quotas", SHARES | {"first": "elected", "delegation": "4", "quotas": "España: 2\nCity official: 5"})
    assert "first Mayor or elected representative, then by time" in told
    assert "ES: 2 and City official: 5" in told
    ana, ben = talk(plaza, "sheet:ana"), talk(plaza, "sheet:ben")
    assert "2 seats at most can be taken together here." in await registers(ana, party="3")
    assert "Seats together: 2" in (await ana.fill(SAID | {"party": "2"}) and (await ana.say("mine"))).text
    assert "You are on the waiting list" in await registers(ben, name="Ben", city="Barcelone")
    assert "ES: 1" not in await edits(omar, "Order and quotas", SHARES | {"quotas": "Spain: 1"})
    assert "Spain has 2 seats already; 1 would be too few." in omar.heard.text


async def test_a_city_nobody_knows_is_asked_for_its_country_where_countries_matter(
    plaza: Plaza, omar: Talk, forum: str, talk: Callable[..., Talk]
) -> None:
    await edits(omar, "Order and quotas", SHARES | {"balance": "yes"})
    ana = talk(plaza, "sheet:ana")
    assert "Which country is that?" in await registers(ana, city="Villa Nadie")
    assert "I know no such country." in (await ana.fill(SAID | {"city": "Villa Nadie", "country": "Atlantis"})).text
    assert "You are registered." in (await ana.fill(SAID | {"city": "Villa Nadie", "country": "Corea del Sur"})).text


async def test_an_event_by_invitation_is_seen_and_taken_only_by_who_is_invited(
    plaza: Plaza, omar: Talk, forum: str, talk: Callable[..., Talk]
) -> None:
    await edits(omar, "Registration", RULES | {"admits": "invited"})
    told = await edits(omar, "Invitations", {"whom": "Barcelone\nana@example.org"})
    assert "2 invitations are new." in told
    ana, ben = talk(plaza, "sheet:ana"), talk(plaza, "sheet:ben")
    assert "No event is open" in (await ana.say("events")).text
    await ben.say("hello")
    person = plaza.database.read(lambda tx: people.by_address(tx, "sheet:ben"))
    assert person
    plaza.database.write(lambda tx: people.grant(tx, person.id, Role.FOCAL_POINT, "test", plaza.clock.now()))
    plaza.database.write(lambda tx: people.change(tx, person.id, city="Barcelone"))
    assert "You are registered." in await registers(ben)


async def test_who_is_invited_and_known_is_told_and_can_register_at_a_press(
    plaza: Plaza, omar: Talk, forum: str, talk: Callable[..., Talk]
) -> None:
    ben = talk(plaza, "sheet:ben", language="fr")
    await ben.say("bonjour")
    person = plaza.database.read(lambda tx: people.by_address(tx, "sheet:ben"))
    assert person
    plaza.database.write(lambda tx: people.grant(tx, person.id, Role.FOCAL_POINT, "test", plaza.clock.now()))
    plaza.database.write(lambda tx: people.change(tx, person.id, city="Gwangju"))
    await edits(omar, "Registration", RULES | {"admits": "invited"})
    await edits(omar, "Invitations", {"whom": "Gwangju\nnobody@example.org"})
    await plaza.deliverer.flush()
    assert "Une invitation pour vous." in ben.came().text
    await ben.press("M'inscrire")
    assert "Votre inscription est confirmée." in (await ben.fill(SAID)).text


async def test_texts_are_kept_and_the_link_to_join_is_for_who_has_a_seat_on_the_last_day(
    plaza: Plaza, omar: Talk, forum: str, clock: PaperClock, talk: Callable[..., Talk]
) -> None:
    texts = {"title_en": "Forum 2027", "title_es": "Foro 2027", "title_fr": "", "description_en": "Three days on housing."}
    texts |= {"description_es": "", "description_fr": "", "link": "https://meet.example/x"}
    assert "no spaces" in await edits(omar, "Titles and texts", texts | {"link": "meet.example"})
    await omar.fill(texts)
    ana, ben = talk(plaza, "sheet:ana"), talk(plaza, "sheet:ben", language="es")
    assert "Three days on housing." in (await ana.say("register Gwangju")).text
    await ana.fill(SAID)
    await registers(ben, name="Ben")
    assert "meet.example" not in (await ana.say("mine")).text
    event = plaza.database.read(lambda tx: events.by_slug(tx, forum))
    assert event
    clock.set(event.when.starts_at - timedelta(hours=23))
    assert "Join online: https://meet.example/x" in (await ana.say("mine")).text
    assert "meet.example" not in (await ben.say("mine")).text


async def test_numbers_show_how_the_seats_are_shared_out(plaza: Plaza, omar: Talk, forum: str, talk: Callable[..., Talk]) -> None:
    await registers(talk(plaza, "sheet:ana"))
    await registers(talk(plaza, "sheet:ben"), name="Ben", city="Lyon", role="elected")
    await omar.say("organise Gwangju")
    await omar.press("Edit")
    told = (await omar.press("Numbers")).text
    assert "Spain: 1 with a seat" in told
    assert "France: 0 with a seat, 1 without" in told
    assert "elected: 0 with a seat, 1 without" in told


async def test_organisers_write_to_those_of_an_event_who_wait_and_to_nobody_else(
    plaza: Plaza, omar: Talk, forum: str, talk: Callable[..., Talk]
) -> None:
    ana, ben = talk(plaza, "sheet:ana"), talk(plaza, "sheet:ben", language="es")
    await registers(ana)
    await registers(ben, name="Ben")
    await omar.say("broadcast")
    texts = {"text": "We look for a larger hall.", "text_es": "Buscamos una sala mayor.", "text_fr": ""}
    told = await omar.fill({"audience": "World Human Rights Cities Forum: on the waiting list", **texts})
    assert "World Human Rights Cities Forum: on the waiting list" in told.text
    await omar.press("Send")
    await plaza.deliverer.flush()
    assert "Buscamos una sala mayor." in ben.came().text
    assert "hall" not in ana.came().text
