"""The organisers' part in the chat: a form that says what is wrong with it, deeds that say whom they reach, and closed doors for others."""

from collections.abc import Callable

import pytest

from bot.app.assemble import Plaza
from bot.model.person import Role
from bot.storage import audit, events, people
from tests.clocks import START, PaperClock
from tests.events_world import open_event, seats, somebody
from tests.talk import Talk

PLAN = {
    "title_en": "World Forum on Housing",
    "title_es": "Foro mundial de vivienda",
    "title_fr": "",
    "kind": "forum",
    "start_day": "2027-05-18",
    "start_time": "09:30",
    "end_day": "",
    "end_time": "17:00",
    "zone": "Asia/Seoul",
    "city": "Gwangju",
    "place": "",
    "capacity": "2",
}
SAID = {"name": "Ana", "city": "Girona", "role": "official", "needs": "=cmd()", "language": "en"}


@pytest.fixture
def organiser(plaza: Plaza, talk: Callable[..., Talk]) -> Talk:
    """An organiser who sees forms whole."""

    def make(address: str) -> Talk:
        person = plaza.database.write(lambda tx: people.add(tx, name="Olga", language="en", now=START, zone="Europe/Madrid"))
        plaza.database.write(lambda tx: people.add_address(tx, person, "sheet", address, "sheet", START))
        plaza.database.write(lambda tx: people.grant(tx, person, Role.ORGANISER, "test", START))
        return talk(plaza, address)

    return make("sheet:olga")


async def created(olga: Talk, **changes: str) -> str:
    """What the organiser reads after sending the form with these changes."""
    await olga.say("organise")
    await olga.press("New event")
    return (await olga.fill(PLAN | changes)).text


@pytest.mark.parametrize("language", ["en", "es", "fr"])
async def test_an_event_goes_from_draft_to_open_to_closed_in_the_organisers_language(
    plaza: Plaza, talk: Callable[..., Talk], language: str
) -> None:
    words = {
        "en": ("organise", "New event", "Open registration", "Close registration", "Registration is closed."),
        "es": ("organizar", "Evento nuevo", "Abrir inscripción", "Cerrar inscripción", "La inscripción está cerrada."),
        "fr": ("organiser", "Nouvel événement", "Ouvrir les inscriptions", "Clore les inscriptions", "Les inscriptions sont closes."),
    }[language]
    person = plaza.database.write(lambda tx: somebody(tx, "olga", language))
    plaza.database.write(lambda tx: people.grant(tx, person, Role.ORGANISER, "test", START))
    olga = talk(plaza, "paper:olga")
    await olga.say(words[0])
    await olga.press(words[1])
    await olga.fill({name: answer or "-" for name, answer in PLAN.items()})
    await olga.press(words[2])
    assert words[4] in (await olga.press(words[3])).text
    made = plaza.database.read(lambda tx: events.by_slug(tx, "world-forum-on-housing"))
    assert made is not None
    assert made.state.value == "closed"
    trail = [deed for _, _, deed, _ in plaza.database.read(lambda tx: audit.lines(tx, "event:world-forum-on-housing"))]
    assert trail == ["event.create", "event.open", "event.close"]


@pytest.mark.parametrize(
    ("changes", "field", "reason"),
    [
        ({"start_day": "2020-01-01"}, "start_day", "has passed already"),
        ({"start_day": "2026-11-23", "start_time": "08:00"}, "start_time", "has passed already"),
        ({"end_day": "2027-05-17"}, "end_day", "end before it starts"),
        ({"end_time": "09:00"}, "end_time", "end before it starts"),
        ({"zone": "Moon/Base"}, "zone", "Write a time zone"),
        ({"zone": "EST"}, "zone", "Write a time zone"),
        ({"capacity": "0"}, "capacity", "The least is 1"),
        ({"capacity": "many"}, "capacity", "whole number"),
        ({"title_en": " "}, "title_en", "needed"),
        ({"start_time": "25:00"}, "start_time", "time of day"),
    ],
)
async def test_what_cannot_be_is_said_at_the_field_it_belongs_to_and_mended_there(
    plaza: Plaza, organiser: Talk, changes: dict[str, str], field: str, reason: str
) -> None:
    await created(organiser, **changes)
    wrong = {question.name: question.error for question in organiser.heard.sheet.questions if question.error}
    assert set(wrong) == {field}
    assert reason in wrong[field]
    assert plaza.database.read(events.every) == []
    assert "The draft is saved." in (await organiser.fill(PLAN)).text


async def test_two_events_of_one_title_get_short_names_of_their_own(plaza: Plaza, organiser: Talk) -> None:
    await created(organiser)
    await created(organiser)
    assert [e.slug for e in plaza.database.read(events.every)] == ["world-forum-on-housing", "world-forum-on-housing-2"]


async def test_nobody_sees_a_draft(plaza: Plaza, organiser: Talk, talk: Callable[..., Talk]) -> None:
    await created(organiser)
    assert "No event is open" in (await talk(plaza, "paper:ana").say("events")).text
    assert "No event is open" in (await talk(plaza, "paper:ana").say("register housing")).text


async def test_the_list_shows_state_and_counts_and_leads_to_each_event(plaza: Plaza, organiser: Talk, talk: Callable[..., Talk]) -> None:
    plaza.database.write(lambda tx: open_event(tx, capacity=1))
    for name in ("ana", "ben"):
        person = talk(plaza, f"sheet:{name}")
        await person.say("register Gwangju")
        await person.fill(SAID)
    await organiser.say("organise")
    assert "open, 1 of 1 seats taken, 1 waiting" in (await organiser.press("All events")).text
    assert "1 of 1 seats taken, 1 waiting" in (await organiser.press("World Human Rights Cities Forum")).text
    assert "1 of 1 seats taken" in (await organiser.say("organise Gwangju")).text


async def test_fewer_seats_than_are_taken_is_refused_with_the_numbers_and_more_move_the_line_up(
    plaza: Plaza, organiser: Talk, talk: Callable[..., Talk]
) -> None:
    slug = plaza.database.write(lambda tx: open_event(tx, capacity=2)).slug
    waiting = [talk(plaza, f"paper:{name}") for name in ("ana", "ben", "eva", "leo")]
    for person in waiting:
        await person.say("register Gwangju")
        await person.fill(SAID)
    await organiser.say("organise Gwangju")
    await organiser.press("Change seats")
    refused = await organiser.fill({"capacity": "1"})
    assert refused.sheet.questions[0].error == "Seats taken already: 2. 1 would be too few."
    grown = await organiser.fill({"capacity": "3"})
    assert "3 seats (before: 2). One person moved up" in grown.text
    await plaza.deliverer.flush()
    assert ["A seat came free" in person.came().text for person in waiting] == [False, False, True, False]
    assert len(plaza.database.read(lambda tx: seats(tx, slug)).confirmed) == 3


async def test_moving_says_how_many_are_told_and_stands_on_the_trail_with_old_and_new(
    plaza: Plaza, organiser: Talk, talk: Callable[..., Talk]
) -> None:
    slug = plaza.database.write(open_event).slug
    ana = talk(plaza, "paper:ana")
    await ana.say("register Gwangju")
    await ana.fill(SAID)
    await organiser.say("organise Gwangju")
    await organiser.press("Change date or place")
    stands = {q.name: q.value for q in organiser.heard.sheet.questions}
    assert "Nothing has changed" in (await organiser.fill(stands)).text
    await organiser.press("Change date or place")
    assert "One person is being told." in (await organiser.fill(stands | {"start_day": "2027-05-14"})).text
    trail = plaza.database.read(lambda tx: audit.lines(tx, f"event:{slug}"))
    (_, actor, _, detail) = next(line for line in trail if line[2] == "event.move")
    assert actor.startswith("person:")
    assert str(detail["old"]) < str(detail["new"])


async def test_calling_off_asks_once_with_the_number_of_people_and_is_final(
    plaza: Plaza, organiser: Talk, talk: Callable[..., Talk]
) -> None:
    plaza.database.write(open_event)
    ana = talk(plaza, "paper:ana", language="es")
    await ana.say("inscribirme Gwangju")
    await ana.fill(SAID)
    await organiser.say("organise Gwangju")
    closing = organiser.heard[-1].buttons[0].token
    assert "One person will be told at once." in (await organiser.press("Cancel the event")).text
    assert "The event is cancelled. One person is being told." in (await organiser.press("Yes, cancel the event")).text
    assert "cannot be changed any more" in (await organiser.token(closing)).text
    await plaza.deliverer.flush()
    assert "Cancelado: este evento no tendrá lugar." in ana.came().text


async def test_an_event_that_is_over_can_only_be_looked_at(plaza: Plaza, organiser: Talk, clock: PaperClock) -> None:
    plaza.database.write(open_event)
    await organiser.say("organise Gwangju")
    closing = organiser.heard[-1].buttons[0].token
    clock.forward(days=200)
    assert "cannot be changed any more" in (await organiser.token(closing)).text
    assert (await organiser.say("organise Gwangju")).labels == ["Export", "Feedback", "People of this event", "All events"]


@pytest.mark.parametrize("language", ["en", "es", "fr"])
async def test_others_are_told_whom_to_ask(plaza: Plaza, talk: Callable[..., Talk], language: str) -> None:
    ask = {"en": "ask the secretariat", "es": "secretaría", "fr": "secrétariat"}[language]
    assert ask in (await talk(plaza, "paper:ana", language=language).say("organise")).text
