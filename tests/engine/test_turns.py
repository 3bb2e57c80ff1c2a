"""What happens to an input: answers and commands are told apart, forms travel, roles hold, nobody presses for another."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from bot.app.assemble import Plaza
from bot.engine.tokens import button_token, sheet_token
from bot.model.person import Person, Role
from bot.storage import audit, dialogs, people
from tests.talk import Talk


def known(plaza: Plaza, address: str) -> Person:
    """Whoever speaks from there."""
    found = plaza.database.read(lambda tx: people.by_address(tx, address))
    assert found
    return found


def make(plaza: Plaza, address: str, role: Role) -> None:
    """Give a role to somebody who has spoken already."""
    plaza.database.write(lambda tx: people.grant(tx, known(plaza, address).id, role, "test", plaza.clock.now()))


async def test_a_first_contact_makes_a_person_with_their_name_and_language(small_on: Plaza) -> None:
    await Talk(small_on, "paper:ana", language="es", name="Ana").say("¿quién?")
    person = known(small_on, "paper:ana")
    assert (person.name, person.language, person.roles) == ("Ana", "es", frozenset())


async def test_a_text_nobody_claims_is_a_question(small: Plaza) -> None:
    assert (await Talk(small, "paper:ana").say("Has Genoa signed?")).text == "I heard: Has Genoa signed?"


@pytest.mark.parametrize("typed", ["events", "/events", "Eventos", "/evenements"])
async def test_a_command_works_typed_in_any_language(small: Plaza, typed: str) -> None:
    assert len(await Talk(small, "paper:ana").say(typed)) == 1


async def test_a_command_in_another_language_is_answered_in_it_from_then_on(small: Plaza) -> None:
    ana = Talk(small, "paper:ana")
    assert (await ana.say("eventos")).text == "Elija"
    assert (await ana.say("Has Genoa signed?")).text == "He oído: Has Genoa signed?"


async def test_a_language_somebody_chose_themselves_is_kept(small: Plaza) -> None:
    ana = Talk(small, "paper:ana", language="fr")
    await ana.say("bonjour")
    small.database.write(lambda tx: people.change(tx, known(small, "paper:ana").id, language_chosen_at=small.clock.now()))
    assert (await ana.say("eventos")).text == "Choisissez"


async def test_the_button_that_every_telegram_shows_first_does_not_turn_a_spanish_person_english(small: Plaza) -> None:
    assert "Hola" in (await Talk(small, "paper:ana", language="es").command("start")).text


async def test_unknown_commands_and_buttons_are_said_to_be_unknown(small: Plaza) -> None:
    ana = Talk(small, "paper:ana")
    assert "/nonsense" in (await ana.say("/nonsense now")).text
    assert "/nonsense" in (await ana.command("nonsense")).text
    assert "I do not know this button" in (await ana.token("b1.0.forgery")).text
    assert "too old" in (await ana.token(button_token(small.secrets, 999, 0))).text
    await ana.say("events")
    assert "too old" in (await ana.token(button_token(small.secrets, ana.deliveries[-1].id, 9))).text


async def test_an_empty_message_gets_the_guide_and_a_huge_one_is_turned_away(small: Plaza) -> None:
    ana = Talk(small, "paper:ana")
    assert "What you can type" in (await ana.say("  \n")).text
    assert "100,000 characters" in (await ana.say("x" * 100_000)).text
    assert "I heard: xxx" in (await ana.say("x" * 20_000)).text


async def test_characters_that_no_database_keeps_do_not_cost_the_message(small_on: Plaza) -> None:
    assert (await Talk(small_on, "paper:ana", name="A\x00n\ud800a").say("a\x00b\udfffc")).text == "I heard: a?b?c"
    assert known(small_on, "paper:ana").name == "A?n?a"


async def test_a_form_is_asked_question_by_question_and_ends_in_its_handler(small_on: Plaza) -> None:
    ana = Talk(small_on, "paper:ana")
    await ana.say("events")
    asked = await ana.press("Pick one A")
    assert (asked.sheet.title, asked.sheet.step, asked.sheet.steps) == ("Your seat Gwangju", 1, 3)
    assert [q.label for q in asked.sheet.questions] == ["What is your name?"]
    assert (await ana.say("Ana")).sheet.step == 2
    assert (await ana.press("Thursday")).sheet.questions[0].name == "vegan"
    assert (await ana.say("No")).text == "You have a seat, Ana."
    assert small_on.database.read(lambda tx: dialogs.of(tx, known(small_on, "paper:ana").id)) is None


async def test_a_form_is_shown_whole_where_the_channel_can_and_wrong_answers_come_back_with_reasons(small: Plaza) -> None:
    ana = Talk(small, "sheet:ana")
    assert len((await ana.say("register")).sheet.questions) == 3
    again = await ana.fill({"name": "Ana", "days": "someday"})
    assert [q.error for q in again.sheet.questions] == ["", "Choose one of these: Both or Thursday.", ""]
    assert again.sheet.questions[0].value == "Ana"
    assert (await ana.fill({"name": "Ana", "days": "both", "vegan": "yes"})).text == "You have a seat, Ana."


async def test_an_answer_the_handler_finds_wrong_is_asked_again_and_nothing_of_it_remains(small_on: Plaza) -> None:
    ana = Talk(small_on, "paper:ana")
    await ana.say("register")
    again = await ana.fill({"name": "Nobody", "days": "both", "vegan": "skip"})
    assert again.sheet.questions[0].error == "What is your name? (Nobody)"
    assert small_on.database.read(lambda tx: audit.lines(tx, "Nobody")) == []
    assert (await ana.say("Ana")).text == "You have a seat, Ana."
    assert len(small_on.database.read(lambda tx: audit.lines(tx, "Ana"))) == 1


async def test_a_word_that_is_a_command_may_be_an_answer_but_a_slash_never_is(small: Plaza) -> None:
    ana = Talk(small, "paper:ana")
    await ana.say("register")
    assert (await ana.say("Events")).sheet.step == 2, "somebody may be called like a command"
    aside = await ana.say("/events")
    assert aside[0].plain == "Pick one"
    assert "still open" in aside.text
    assert aside.sheet.step == 2
    assert "still open" in (await ana.say("/nonsense")).text
    assert "still open" in (await ana.command("events")).text
    assert "still open" in (await ana.say("help")).text
    assert (await ana.fill({"days": "thu", "vegan": "yes"})).text == "You have a seat, Events."


async def test_a_command_typed_where_it_can_be_no_answer_is_run_and_the_question_asked_again(small: Plaza) -> None:
    ana = Talk(small, "paper:ana")
    await ana.say("register")
    await ana.say("Mine")
    for question in ("days", "vegan"):
        for typed in ("mine", "Mine!", "/mine"):
            aside = await ana.say(typed)
            assert aside[0].plain == "I heard: secret"
            assert "still open" in aside.text
            assert aside.sheet.questions[0].name == question
            assert aside.sheet.questions[0].error == ""
        if question == "days":
            assert "Choose one of these" in (await ana.say("mine or yours")).text, "more than the word is an answer, if a wrong one"
            await ana.say("Thursday")
    assert (await ana.say("none")).text == "You have a seat, Mine."


async def test_a_command_s_word_that_is_one_of_the_choices_is_the_answer(small: Plaza, messages: Path) -> None:
    words = messages / "en" / "t.j2"
    words.write_text(words.read_text(encoding="utf-8").replace("Thursday", "Mine").replace("Both", "Events of both days"), encoding="utf-8")
    ana = Talk(small, "paper:ana")
    await ana.say("register")
    await ana.say("Ana")
    aside = await ana.say("events")
    assert aside[0].plain == "Pick one", "what is only like a choice is none"
    assert (await ana.say("mine")).sheet.questions[0].name == "vegan"


async def test_cancel_leaves_the_form_and_back_returns_to_the_last_answer(small: Plaza) -> None:
    ana = Talk(small, "paper:ana")
    assert "No form is open" in (await ana.say("cancel")).text
    assert "No form is open" in (await ana.say("back")).text
    assert "No form is open" in (await ana.say("continue")).text
    await ana.say("register")
    await ana.say("Anna")
    assert (await ana.say("back")).sheet.questions[0].name == "name"
    await ana.say("Ana")
    assert "Nothing was sent" in (await ana.press("Cancel")).text
    assert (await ana.say("thu")).text == "I heard: thu"


async def test_stop_ends_the_form_and_does_what_stop_does(small: Plaza) -> None:
    ana = Talk(small, "paper:ana")
    await ana.say("register")
    assert (await ana.say("stop")).text == "I heard: stopped"
    assert small.database.read(lambda tx: dialogs.of(tx, known(small, "paper:ana").id)) is None


async def test_an_old_form_s_buttons_are_dead_when_a_new_one_is_open(small: Plaza) -> None:
    ana = Talk(small, "paper:ana")
    old = (await ana.say("register")).sheet.token
    await ana.say("cancel")
    await ana.say("register")
    for token in (f"{old}.x", f"{old}.s2", old):
        assert "This form is closed" in (await ana.token(token)).text
    assert (await ana.say("Ana")).sheet.step == 2


async def test_a_form_is_carried_to_another_channel_with_the_answers_given_so_far(small_on: Plaza) -> None:
    ana = Talk(small_on, "paper:ana")
    await ana.say("register")
    await ana.say("Ana")
    small_on.database.write(
        lambda tx: people.add_address(tx, known(small_on, "paper:ana").id, "sheet", "sheet:ana", "sheet", small_on.clock.now())
    )
    elsewhere = Talk(small_on, "sheet:ana")
    assert (await elsewhere.say("a question")).text == "I heard: a question"
    whole = await elsewhere.say("continue")
    assert [(q.name, q.value) for q in whole.sheet.questions] == [("name", "Ana"), ("days", ""), ("vegan", "")]
    assert (await ana.say("thu")).text == "I heard: thu", "the form is asked where its person speaks now"
    assert (await elsewhere.fill({"name": "Ana", "days": "thu"})).text == "You have a seat, Ana."


async def test_nobody_presses_a_button_or_a_form_that_was_drawn_for_somebody_else(small: Plaza) -> None:
    ana, ben = Talk(small, "paper:ana", chat="room", private=False), Talk(small, "paper:ben", chat="room", private=False)
    await ana.say("events")
    token = ana.heard[-1].buttons[0].token
    assert "belongs to somebody else" in (await ben.token(token)).text
    form = (await ana.press("Pick one A")).sheet.token
    assert "belongs to somebody else" in (await ben.token(f"{form}.x")).text
    assert small.database.read(lambda tx: dialogs.of(tx, known(small, "paper:ana").id)) is not None


async def test_personal_replies_and_forms_leave_the_room_and_the_rest_stays(small: Plaza) -> None:
    ana = Talk(small, "paper:ana", chat="room", private=False)
    await ana.say("events")
    await ana.say("mine")
    await ana.say("register")
    assert [delivery.chat for delivery in ana.deliveries] == ["room", "", ""]
    assert [delivery.outgoing.personal for delivery in ana.deliveries] == [False, True, True]


async def test_two_people_in_one_room_fill_their_own_forms_in_their_own_chats(small: Plaza) -> None:
    for name in ("ana", "ben"):
        await Talk(small, f"paper:{name}", chat="room", private=False).say("register")
    ana, ben = Talk(small, "paper:ana"), Talk(small, "paper:ben")
    assert (await ana.say("Ana")).sheet.step == 2
    assert (await ben.say("Ben")).sheet.step == 2
    assert (await Talk(small, "paper:ben", chat="room", private=False).say("thu")).text == "I heard: thu", "a room answers no form"
    assert (await ana.press("Both")).sheet.step == 3
    assert (await ana.press("Skip")).text == "You have a seat, Ana."
    assert small.database.read(lambda tx: dialogs.of(tx, known(small, "paper:ben").id)) is not None


async def test_roles_are_asked_for_at_commands_presses_and_forms(small: Plaza) -> None:
    ana = Talk(small, "paper:ana")
    assert "Only organisers" in (await ana.say("organise")).text
    await ana.say("events")
    assert "Only organisers" in (await ana.press("Rule")).text
    make(small, "paper:ana", Role.ADMIN)
    assert (await ana.press("Rule")).text == "I heard: ruled"
    await ana.say("organise")
    small.database.write(lambda tx: people.revoke(tx, known(small, "paper:ana").id, Role.ADMIN, small.clock.now()))
    assert "Only organisers" in (await ana.say("Anything")).text, "a form opened as an organiser is not sent as one"


async def test_a_reply_to_somebody_else_goes_to_the_address_they_used_last(small_on: Plaza, paper_of: Callable[[Plaza], list[str]]) -> None:
    eva = Talk(small_on, "paper:eva")
    await eva.say("hello")
    make(small_on, "paper:eva", Role.ORGANISER)
    ana = Talk(small_on, "sheet:ana")
    await ana.say("register")
    said = await ana.fill({"name": "Ana", "days": "both"})
    assert said.text == "You have a seat, Ana."
    await small_on.deliverer.flush()
    assert paper_of(small_on) == ["I heard: Seat(event='Gwangju', name='Ana', days='both', vegan=None)"]
    assert [delivery.chat for delivery in small_on.channels["paper"].said] == [""]  # type: ignore[attr-defined]


async def test_a_button_may_run_a_command(small: Plaza) -> None:
    ana = Talk(small, "paper:ana")
    await ana.say("events")
    assert "What you can type" in (await ana.press("Help")).text


async def test_a_file_is_made_when_its_message_is(small: Plaza) -> None:
    said = await Talk(small, "paper:ana", language="fr").say("calendar")
    assert [(file.name, file.content) for file in said[0].files] == [("x.txt", b"fr")]


async def test_an_answer_knows_what_it_answers(small: Plaza) -> None:
    ana = Talk(small, "paper:ana")
    await ana.say("events")
    assert ana.deliveries[-1].answers
    assert ana.deliveries[-1].chat == "paper:ana"


async def test_a_form_answered_by_a_forger_is_closed_to_them(small: Plaza) -> None:
    ana, ben = Talk(small, "sheet:ana"), Talk(small, "sheet:ben")
    await ana.say("register")
    await ben.say("register")
    ben.heard[-1] = ana.heard[-1]
    assert "This form is closed" in (await ben.fill({"name": "Ben", "days": "both"})).text
    assert "This form is closed" in (await ana.token(sheet_token(small.secrets, 999))).text


async def test_time_passes_between_questions_without_harm(small: Plaza) -> None:
    ana = Talk(small, "paper:ana")
    await ana.say("register")
    small.clock.set(small.clock.now() + timedelta(days=30))  # type: ignore[attr-defined]
    assert (await ana.say("Ana")).sheet.step == 2
