"""Finding an event and taking a place in it: in three languages, question by question and with the form shown whole."""

from collections.abc import Callable

import pytest
from icalendar import Calendar

from bot.actions import events as deeds
from bot.app.assemble import Plaza
from tests.clocks import START, PaperClock
from tests.events_world import BY, TITLES, open_event, seats
from tests.talk import Talk

HOUSING = {
    "en": "Seminar on the right to housing",
    "es": "Seminario sobre el derecho a la vivienda",
    "fr": "Séminaire sur le droit au logement",
}
ASKED = {
    "en": (
        "register me for Gwangju",
        "You are registered.",
        "Thursday, 13 May 2027, 09:30 – Saturday, 15 May 2027, 17:00 (Seoul, GMT+09:00)",
    ),
    "es": (
        "quiero inscribirme en Gwangju",
        "Su inscripción está confirmada.",
        "jueves, 13 de mayo de 2027, 09:30 – sábado, 15 de mayo de 2027, 17:00 (Seúl, GMT+09:00)",
    ),
    "fr": (
        "inscris-moi à Gwangju",
        "Votre inscription est confirmée.",
        "jeudi 13 mai 2027, 09:30 – samedi 15 mai 2027, 17:00 (Séoul, UTC+09:00)",
    ),
}
SAID = {"name": "Ana", "city": "Girona", "role": "2", "needs": "-", "language": "1"}


@pytest.fixture
def forum(plaza: Plaza) -> str:
    """An open forum in Gwangju with three seats."""
    return plaza.database.write(open_event).slug


@pytest.mark.parametrize("channel", ["paper", "sheet"])
@pytest.mark.parametrize("language", ["en", "es", "fr"])
async def test_a_sentence_leads_to_the_form_and_the_form_to_a_seat_with_date_place_code_and_file(
    plaza: Plaza, forum: str, talk: Callable[..., Talk], language: str, channel: str
) -> None:
    sentence, registered, when = ASKED[language]
    ana = talk(plaza, f"{channel}:ana", language=language)
    assert TITLES[language] in (await ana.say(sentence)).text
    told = await ana.fill(SAID)
    first, title, second, third = told.text.splitlines()[:4]
    assert (first, title, second, third) == (registered, TITLES[language], when, "Kimdaejung Center, Gwangju")
    file, _ = told[0].files
    event = Calendar.from_ical(file.content).events[0]
    assert str(event["SUMMARY"]) == TITLES[language]
    assert str(event["DESCRIPTION"]).removeprefix("Plaza ") in told.text
    assert len(plaza.database.read(lambda tx: seats(tx, forum)).confirmed) == 1


async def test_what_is_open_is_shown_with_seats_left_and_a_way_to_register_and_to_the_calendar(
    plaza: Plaza, forum: str, talk: Callable[..., Talk]
) -> None:
    told = await talk(plaza, "paper:ana").say("events")
    assert "3 seats left" in told.text
    assert told.labels == ["Register", "Calendar file"]
    plaza.database.write(lambda tx: open_event(tx, titles=HOUSING, city="Geneva"))
    both = await talk(plaza, "paper:ana", language="fr").say("événements")
    assert "M'inscrire : Séminaire sur le droit au logement" in both.labels
    assert "3 places restantes" in both.text


async def test_the_calendar_file_of_an_event_is_there_for_who_has_not_registered(
    plaza: Plaza, forum: str, talk: Callable[..., Talk]
) -> None:
    ana = talk(plaza, "paper:ana")
    await ana.say("events")
    (file,) = (await ana.press("Calendar file"))[0].files
    assert file.name == f"{forum}.ics"
    assert len(Calendar.from_ical(file.content).events) == 1


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("register me for Gwanju", TITLES["en"]),
        ("register world-human-rights-cities-forum", TITLES["en"]),
        ("register Foro Mundial", TITLES["en"]),
        ("register me for the housing seminar", HOUSING["en"]),
        ("sign me up for logement", HOUSING["en"]),
        ("register Ginebra", HOUSING["en"]),
        ("register viviend", HOUSING["en"]),
        ("register forum 2027", TITLES["en"]),
    ],
)
async def test_an_event_is_found_by_any_of_its_names_and_with_typing_mistakes(
    plaza: Plaza, forum: str, talk: Callable[..., Talk], words: str, title: str
) -> None:
    plaza.database.write(lambda tx: open_event(tx, titles=HOUSING, city="Geneva"))
    told = await talk(plaza, "paper:ana").say(words)
    assert told.sheet.title == f"Register: {title}"


async def test_several_that_fit_are_offered_and_one_press_picks(plaza: Plaza, forum: str, talk: Callable[..., Talk]) -> None:
    plaza.database.write(lambda tx: open_event(tx, titles=HOUSING, city="Gwangju"))
    ana = talk(plaza, "paper:ana")
    told = await ana.say("register Gwangju")
    assert "Which one do you mean?" in told.text
    assert (await ana.press(HOUSING["en"])).sheet.title == f"Register: {HOUSING['en']}"


async def test_words_that_fit_nothing_get_what_is_open_instead(plaza: Plaza, forum: str, talk: Callable[..., Talk]) -> None:
    told = await talk(plaza, "paper:ana").say("register me for the chess club")
    assert "No open event fits" in told.text
    assert TITLES["en"] in told.text


async def test_with_nothing_open_that_is_said(plaza: Plaza, talk: Callable[..., Talk]) -> None:
    for words in ("events", "register", "register me for Gwangju"):
        assert "No event is open" in (await talk(plaza, "paper:ana").say(words)).text


async def test_closed_cancelled_and_past_events_are_said_to_be_so_also_to_who_has_the_form_open(
    plaza: Plaza, forum: str, clock: PaperClock, talk: Callable[..., Talk]
) -> None:
    ana, ben = talk(plaza, "paper:ana"), talk(plaza, "sheet:ben")
    await ben.say("register Gwangju")
    plaza.database.write(lambda tx: deeds.close_registration(tx, forum, BY, START))
    assert "is closed" in (await ana.say("register Gwangju")).text
    assert "is closed" in (await ben.fill(SAID)).text
    clock.forward(days=200)
    assert "is over" in (await ana.say("register Gwangju")).text
    clock.set(START)
    plaza.database.write(lambda tx: deeds.cancel(tx, forum, BY, START))
    assert "was cancelled" in (await ana.say("register Gwangju")).text
    assert plaza.database.read(lambda tx: seats(tx, forum)).confirmed == ()


async def test_the_same_form_sent_twice_is_one_registration(plaza: Plaza, forum: str, talk: Callable[..., Talk]) -> None:
    ana = talk(plaza, "sheet:ana")
    for _ in range(2):
        await ana.say("events")
        button = ana.heard[-1].buttons[0].token
        await ana.token(button)
    first = await ana.fill(SAID)
    again = await ana.fill(SAID)
    assert "You are registered." in first.text
    assert "This form is closed" in again.text
    assert "You are registered." in (await ana.token(button)).text
    assert len(plaza.database.read(lambda tx: seats(tx, forum)).confirmed) == 1


async def test_wrong_answers_are_asked_again_and_the_good_ones_kept(plaza: Plaza, forum: str, talk: Callable[..., Talk]) -> None:
    ana = talk(plaza, "sheet:ana")
    await ana.say("register Gwangju")
    told = await ana.fill(SAID | {"name": " ", "role": "queen"})
    wrong = {question.name: question.error for question in told.sheet.questions if question.error}
    assert set(wrong) == {"name", "role"}
    assert "City official" in wrong["role"]
    assert "You are registered." in (await ana.fill(SAID)).text


async def test_a_name_that_looks_like_markup_stays_a_name(plaza: Plaza, forum: str, talk: Callable[..., Talk]) -> None:
    ana = talk(plaza, "paper:ana")
    await ana.say("register Gwangju")
    told = await ana.fill(SAID | {"name": "[x](http://evil.example) **bold**"})
    assert "[x](http://evil.example) **bold**" in told.text


async def test_in_a_room_the_answers_and_the_code_go_to_the_person_alone(plaza: Plaza, forum: str, talk: Callable[..., Talk]) -> None:
    room = talk(plaza, "sheet:ana", chat="sheet:room", private=False)
    await room.say("register Gwangju")
    await room.fill(SAID)
    assert room.deliveries[-1].outgoing.personal
    assert [delivery.chat for delivery in room.deliveries] == ["", ""]
