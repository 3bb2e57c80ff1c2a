"""What a person can do about a place they hold: look, change, get the file, give it up; and what the next in line is told."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial

import pytest
from icalendar import Calendar

from bot.actions import events as deeds
from bot.app.assemble import Plaza
from bot.storage import registrations
from tests.clocks import START, PaperClock
from tests.events_world import BY, open_event, plan, seats
from tests.talk import Talk

Made = Callable[..., Awaitable[Talk]]
SAID = {"name": "Ana", "city": "Girona", "role": "official", "needs": "-", "language": "en"}


@pytest.fixture
def forum(plaza: Plaza) -> str:
    """An open forum with one seat."""
    return plaza.database.write(lambda tx: open_event(tx, capacity=1)).slug


@pytest.fixture
def registered(plaza: Plaza, forum: str, talk: Callable[..., Talk]) -> Made:
    """Somebody who has filled the form of the forum."""

    async def made(address: str, **more: str) -> Talk:
        person = talk(plaza, address, **more)
        await person.command("register", "Gwangju")
        await person.fill(SAID | {"name": address.partition(":")[2]})
        return person

    return made


async def test_who_waits_is_told_in_their_language_the_moment_a_seat_comes_free(plaza: Plaza, forum: str, registered: Made) -> None:
    ana = await registered("paper:ana")
    luis = await registered("paper:luis", language="es")
    assert "Está en la lista de espera: número 1." in luis.heard.text
    assert not luis.heard[-1].files
    await ana.press("Cancel registration")
    assert "Your registration is cancelled." in (await ana.press("Yes, cancel it")).text
    await plaza.deliverer.flush()
    (told,) = luis.came()
    assert told.plain.splitlines()[0] == "Se ha liberado una plaza: su inscripción está confirmada."
    event = Calendar.from_ical(told.files[0].content).events[0]
    assert (event["STATUS"], event["SEQUENCE"]) == ("CONFIRMED", 1)
    assert len(plaza.database.read(lambda tx: seats(tx, forum)).confirmed) == 1


async def test_giving_up_asks_once_and_can_be_taken_back(plaza: Plaza, forum: str, registered: Made) -> None:
    ana = await registered("paper:ana")
    assert "Give up your seat?" in (await ana.press("Cancel registration")).text
    assert "You are registered." in (await ana.press("No, keep it")).text
    assert len(plaza.database.read(lambda tx: seats(tx, forum)).confirmed) == 1


async def test_a_cancelled_place_leaves_the_calendar_and_its_old_buttons_do_nothing(plaza: Plaza, registered: Made) -> None:
    ana = await registered("paper:ana")
    await ana.press("Cancel registration")
    gone = await ana.press("Yes, cancel it")
    calendar = Calendar.from_ical(gone[0].files[0].content)
    assert (calendar["METHOD"], calendar.events[0]["STATUS"]) == ("CANCEL", "CANCELLED")
    for old in ("Yes, cancel it", "Change"):
        assert "You hold no registration with this code." in (await ana.press(old)).text


async def test_changing_offers_the_answers_given_before_and_keeps_the_place(plaza: Plaza, forum: str, registered: Made) -> None:
    ana = await registered("paper:ana")
    await ana.press("Change")
    await ana.press("ana")  # the name stays, by its button
    told = await ana.fill({"city": "Lyon", "role": "expert", "needs": "ramp", "language": "fr"})
    assert "Your answers were changed. Your seat is kept." in told.text
    assert "ana (Lyon)" in told.text
    person = plaza.database.read(lambda tx: seats(tx, forum)).confirmed[0]
    ((_, it),) = plaza.database.read(lambda tx: registrations.of_person(tx, person, START))
    assert (it.details.role, it.details.needs, it.details.language) == ("expert", "ramp", "fr")


async def test_a_form_shown_whole_stands_filled_with_the_answers_given_before(registered: Made) -> None:
    ana = await registered("sheet:ana")
    stands = {q.name: q.value for q in (await ana.press("Change")).sheet.questions}
    assert stands == {"name": "ana", "city": "Girona", "role": "official", "needs": "", "language": "en"}


async def test_of_several_places_one_is_picked(plaza: Plaza, registered: Made) -> None:
    ana = await registered("paper:ana")
    plaza.database.write(lambda tx: open_event(tx, titles={"en": "Webinar on water"}, city="Online"))
    await ana.command("register", "water")
    await ana.fill(SAID)
    both = await ana.say("mine")
    assert both.labels == ["World Human Rights Cities Forum", "Webinar on water", "Calendar address"]
    one = await ana.press("Webinar on water")
    assert "Webinar on water" in one.text
    assert one.labels[-1] == "My registrations"
    assert (await ana.press("Calendar file"))[0].files[0].name == "webinar-on-water.ics"


async def test_who_has_no_place_is_shown_the_way_to_one(plaza: Plaza, forum: str, talk: Callable[..., Talk]) -> None:
    ana = talk(plaza, "paper:ana")
    assert "not registered" in (await ana.say("mine")).text
    assert "3 seats" not in (await ana.press("Open events")).text


async def test_nobody_can_press_or_send_what_belongs_to_another_persons_place(plaza: Plaza, forum: str, registered: Made) -> None:
    ana = await registered("paper:ana")
    eve = await registered("paper:eve")
    await ana.press("Cancel registration")
    stolen = ana.heard[-1].buttons[0].token
    assert "belongs to somebody else" in (await eve.token(stolen)).text
    assert len(plaza.database.read(lambda tx: seats(tx, forum)).confirmed) == 1


async def test_a_place_in_a_cancelled_or_past_event_can_be_seen_but_not_changed(
    plaza: Plaza, forum: str, clock: PaperClock, registered: Made
) -> None:
    ana = await registered("paper:ana")
    change = ana.heard[-1].buttons[0].token
    clock.forward(days=200)
    assert "is over" in (await ana.token(change)).text
    assert "not registered for any coming event" in (await ana.say("mine")).text
    clock.set(START)
    plaza.database.write(lambda tx: deeds.cancel(tx, forum, BY, START))
    assert "was cancelled" in (await ana.token(change)).text
    assert "This event was cancelled." in (await ana.say("mine")).text


async def test_everybody_on_the_list_hears_of_a_move_old_and_new_each_with_their_own_code(
    plaza: Plaza, forum: str, registered: Made
) -> None:
    ana = await registered("paper:ana")
    marie = await registered("paper:marie", language="fr")
    when = replace(plan().when, end_day=plan().when.start_day)
    changed = plaza.database.write(lambda tx: deeds.move(tx, forum, when, "Busan", "BEXCO", BY, START))
    assert changed.told == 2
    await plaza.deliverer.flush()
    (ana_told,), (marie_told,) = ana.came(), marie.came()
    assert (
        "Before: Thursday, 13 May 2027, 09:30 – Saturday, 15 May 2027, 17:00 (Seoul, GMT+09:00), Kimdaejung Center, Gwangju"
        in ana_told.plain
    )
    assert "Thursday, 13 May 2027, 09:30–17:00 (Seoul, GMT+09:00)\nBEXCO, Busan" in ana_told.plain
    assert "Vous êtes toujours sur la liste d'attente" in marie_told.plain
    codes = [str(Calendar.from_ical(told.files[0].content).events[0]["DESCRIPTION"])[-9:] for told in (ana_told, marie_told)]
    assert codes[0] != codes[1]
    assert codes[0] in ana_told.plain
    assert codes[1] in marie_told.plain
    assert Calendar.from_ical(ana_told.files[0].content).events[0]["SEQUENCE"] == 1


async def test_a_second_move_silences_the_first_that_was_not_sent_yet(plaza: Plaza, forum: str, registered: Made) -> None:
    ana = await registered("paper:ana")
    when = plan().when
    for city in ("Busan", "Daegu"):
        plaza.database.write(partial(deeds.move, slug=forum, when=when, city=city, place="", by=BY, now=START))
    plaza.database.write(lambda tx: deeds.cancel(tx, forum, BY, START))
    await plaza.deliverer.flush()
    (told,) = ana.came()
    assert "this event will not take place" in told.plain
    assert Calendar.from_ical(told.files[0].content)["METHOD"] == "CANCEL"
