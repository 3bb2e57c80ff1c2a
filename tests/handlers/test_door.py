"""At the door: a code in everybody's hand, organisers who read it once, and a clear word for every code that lets nobody in."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.actions import events as deeds
from bot.actions import registrations
from bot.app.assemble import Plaza
from bot.model.events import Event, Span
from bot.model.person import Role
from bot.storage import arrivals, audit, people
from bot.storage import registrations as kept
from tests.clocks import START, PaperClock
from tests.events_world import BY, details, open_event, somebody
from tests.papers import code
from tests.talk import Talk

SAID = {"name": "Ana", "city": "Girona", "role": "official", "needs": "", "language": "en"}
Somebody = Callable[..., Talk]


@pytest.fixture
def forum(plaza: Plaza, clock: PaperClock) -> Event:
    """A forum with two seats that began an hour ago."""
    found = plaza.database.write(lambda tx: open_event(tx, capacity=2))
    clock.set(found.when.starts_at)
    clock.forward(hours=1)
    return found


def olga(plaza: Plaza, talk: Somebody, channel: str = "paper", language: str = "en") -> Talk:
    """An organiser."""
    person = plaza.database.write(lambda tx: people.add(tx, name="Olga", language=language, now=START, zone="Europe/Madrid"))
    plaza.database.write(lambda tx: people.add_address(tx, person, channel, f"{channel}:olga", channel, START))
    plaza.database.write(lambda tx: people.grant(tx, person, Role.ORGANISER, "test", START))
    return talk(plaza, f"{channel}:olga")


def seat(plaza: Plaza, event: Event, name: str = "Ana") -> str:
    """Register somebody; their code."""
    person = plaza.database.write(lambda tx: somebody(tx, name.lower()))
    taken = plaza.database.write(lambda tx: registrations.take_place(tx, event.slug, person, details(name), START))
    return taken.registration.code


def here(plaza: Plaza, event: Event) -> int:
    """How many have arrived."""
    return plaza.database.read(lambda tx: arrivals.count(tx, event.id))


@pytest.mark.parametrize(
    ("language", "alt"),
    [("en", "show this at the door"), ("es", "muéstrelo en la entrada"), ("fr", "montrez-le à l'entrée")],
)
async def test_who_registers_carries_a_picture_that_a_telephone_reads_and_that_says_what_it_is(
    plaza: Plaza, talk: Somebody, language: str, alt: str
) -> None:
    plaza.database.write(open_event)
    ana = talk(plaza, "sheet:ana", language=language)
    await ana.command("register", "Gwangju")
    told = await ana.fill(SAID)
    calendar, picture = told[0].files
    assert calendar.name.endswith(".ics")
    assert picture.media_type == "image/png"
    assert alt in picture.alt
    assert code(picture.content) in told.text
    assert code(picture.content) in picture.alt


async def test_the_picture_is_shown_again_under_mine_but_never_for_who_waits(plaza: Plaza, talk: Somebody) -> None:
    plaza.database.write(lambda tx: open_event(tx, capacity=1))
    ana, ben = talk(plaza, "sheet:ana"), talk(plaza, "sheet:ben")
    for person in (ana, ben):
        await person.command("register", "Gwangju")
        await person.fill(SAID)
    await ana.say("mine")
    shown = await ana.press("QR code")
    assert code(shown[0].files[0].content) in shown.text
    assert "QR code" not in (await ben.say("mine")).labels


async def test_a_promoted_person_gets_the_code_with_the_news(plaza: Plaza, talk: Somebody) -> None:
    plaza.database.write(lambda tx: open_event(tx, capacity=1))
    ana, ben = talk(plaza, "paper:ana"), talk(plaza, "paper:ben")
    for person in (ana, ben):
        await person.command("register", "Gwangju")
        await person.fill({name: answer or "-" for name, answer in SAID.items()})
    await ana.say("mine")
    await ana.press("Cancel registration")
    await ana.press("Yes, cancel it")
    await plaza.deliverer.flush()
    files = ben.came()[-1].files
    assert [file.media_type.partition(";")[0] for file in files] == ["text/calendar", "image/png"]


@pytest.mark.parametrize(
    ("language", "word", "says"),
    [
        ("en", "check-in", "has a seat and has arrived"),
        ("es", "registro", "tiene plaza y ha llegado"),
        ("fr", "pointage", "a une place et vient d'arriver"),
    ],
)
async def test_a_code_is_noted_once_however_it_is_typed(
    plaza: Plaza, forum: Event, talk: Somebody, language: str, word: str, says: str
) -> None:
    found = seat(plaza, forum)
    organiser = olga(plaza, talk, language=language)
    told = await organiser.say(f"{word} https://plaza.example/check-in/{found}")
    assert all(part in told.text for part in ("Ana", "Girona", says))
    assert here(plaza, forum) == 1
    again = await organiser.say(f"{word} {found.lower().replace('-', '')}")
    assert "10:30 (Seoul)" in again.text, "since when, by the clocks of the place"
    assert here(plaza, forum) == 1


async def test_an_arrival_noted_by_mistake_is_taken_back_and_both_stand_on_the_trail(plaza: Plaza, forum: Event, talk: Somebody) -> None:
    found = seat(plaza, forum)
    organiser = olga(plaza, talk)
    await organiser.say(f"check-in {found}")
    assert "has not arrived, after all" in (await organiser.press("Take it back")).text
    assert here(plaza, forum) == 0
    assert "no arrival to take back" in (await organiser.press("Take it back")).text
    it = plaza.database.read(lambda tx: kept.with_code(tx, found))
    assert it is not None
    trail = plaza.database.read(lambda tx: audit.lines(tx, f"registration:{it.id}"))
    assert [deed for _, _, deed, _ in trail][-2:] == ["registration.arrive", "registration.unarrive"]


async def test_every_code_that_lets_nobody_in_is_said_clearly_and_notes_nothing(plaza: Plaza, forum: Event, talk: Somebody) -> None:
    for name in ("Ana", "Ben"):
        seat(plaza, forum, name)
    waiting = seat(plaza, forum, "Eva")
    later = plaza.database.write(lambda tx: open_event(tx, titles={"en": "Webinar on water"}, when=next_year(forum)))
    dead = plaza.database.write(lambda tx: open_event(tx, titles={"en": "Forum on air"}))
    other, gone = seat(plaza, later, "Leo"), seat(plaza, dead, "Mia")
    plaza.database.write(lambda tx: deeds.cancel(tx, dead.slug, BY, START))
    organiser = olga(plaza, talk)
    assert "I know no such code" in (await organiser.say("check-in K7MQ-4TXD")).text
    assert (
        "Eva (Girona) has no seat at World Human Rights Cities Forum: they are on the waiting list"
        in (await organiser.say(f"check-in {waiting}")).text
    )
    assert "Mia (Girona) is registered for Forum on air, which was cancelled" in (await organiser.say(f"check-in {gone}")).text
    told = await organiser.say(f"check-in {other}")
    assert "Webinar on water, which is not now" in told.text
    assert [here(plaza, event) for event in (forum, later, dead)] == [0, 0, 0]
    assert "has arrived" in (await organiser.press("Let them in now")).text
    assert here(plaza, later) == 1


async def test_at_one_door_code_follows_code_and_those_of_another_event_are_turned_away(plaza: Plaza, forum: Event, talk: Somebody) -> None:
    first, second = seat(plaza, forum, "Ana"), seat(plaza, forum, "Ben")
    other = seat(plaza, plaza.database.write(lambda tx: open_event(tx, titles={"en": "Webinar on water"}, when=next_year(forum))), "Leo")
    organiser = olga(plaza, talk)
    await organiser.say("organise Gwangju forum")
    await organiser.press("Check in arrivals")
    assert "Ana (Girona) has a seat and has arrived" in (await organiser.say(first)).text
    wrong = await organiser.say(other)
    assert "this code is for another event, Webinar on water" in wrong.sheet.questions[0].error
    assert "2 of 2 have arrived" in (await organiser.say(second)).text
    await organiser.say("cancel")
    assert "2 have arrived" in (await organiser.say("organise Gwangju forum")).text


async def test_without_a_code_the_open_doors_are_offered(plaza: Plaza, forum: Event, talk: Somebody) -> None:
    organiser = olga(plaza, talk)
    told = await organiser.say("check-in")
    assert told.labels == ["World Human Rights Cities Forum"]
    assert "Send me one code after the other" in (await organiser.press("World Human")).text


async def test_only_organisers_stand_at_the_door(plaza: Plaza, forum: Event, talk: Somebody) -> None:
    found = seat(plaza, forum)
    assert "Only organisers" in (await talk(plaza, "paper:eve").say(f"check-in {found}")).text
    assert here(plaza, forum) == 0


def next_year(event: Event) -> Span:
    """The same days, a year later."""
    when = event.when
    return replace(when, start_day=when.start_day.replace(year=2028), end_day=when.end_day.replace(year=2028))
