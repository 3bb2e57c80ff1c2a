"""Asking a human: no question is lost, the answer finds who asked, and two organisers do not answer one question."""

from collections.abc import Callable

import pytest

from bot.app.assemble import Plaza
from bot.model.person import LANGUAGES, Role
from bot.storage.desk import desk
from tests.clocks import PaperClock
from tests.talk import Talk
from tests.townspeople import rows, settle_in

Somebody = Callable[..., Talk]
WORD = {"en": "secretariat", "es": "secretaría", "fr": "secrétariat"}
KEPT = {"en": "The secretariat has your question", "es": "La secretaría tiene su pregunta", "fr": "Le secrétariat a votre question"}
ANSWER = {"en": "The secretariat answers", "es": "La secretaría responde", "fr": "Le secrétariat répond"}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_question_goes_to_the_organisers_and_its_answer_comes_back_in_the_name_of_the_secretariat(
    plaza: Plaza, talk: Somebody, olga: Talk, language: str
) -> None:
    ana = talk(plaza, "sheet:ana", language=language, name="Ana")
    heard = await ana.say(f"{WORD[language]} Is there a fee, and who pays the interpreters? We are a small city.")
    assert KEPT[language] in heard.text
    await plaza.deliverer.flush()
    assert "who pays the interpreters?" in olga.came().text
    assert "Ana" in olga.came().text
    await olga.press("Answer 1")
    assert "on its way" in (await olga.fill({"answer": "No fee.\nWe pay them *all*."})).text
    await plaza.deliverer.flush()
    assert ANSWER[language] in ana.came().text
    assert "We pay them *all*." in ana.came().text
    assert "Is there a fee" in ana.came().text
    assert [row["language"] for row in rows(plaza, desk)] == [language]


@pytest.mark.parametrize("channel", ["paper", "sheet"])
async def test_without_words_the_question_is_asked_for(plaza: Plaza, talk: Somebody, olga: Talk, channel: str) -> None:
    ana = talk(plaza, f"{channel}:ana")
    assert "What would you like to know?" in (await ana.say("secretariat")).text
    await ana.fill({"question": "When is the next forum?"})
    assert [row["question"] for row in rows(plaza, desk)] == ["When is the next forum?"]


async def test_without_an_organiser_the_question_is_kept_and_that_is_said_honestly(plaza: Plaza, talk: Somebody) -> None:
    heard = await talk(plaza, "paper:ana").say("secretariat is anybody there?")
    assert "no one of the secretariat can be reached" in heard.text
    settle_in(plaza, "paper:olga", Role.ORGANISER)
    assert "is anybody there?" in (await talk(plaza, "paper:olga").say("desk")).text


async def test_the_answer_goes_where_the_person_spoke_last(plaza: Plaza, talk: Somebody, olga: Talk, clock: PaperClock) -> None:
    ana = talk(plaza, "sheet:ana")
    await ana.say("secretariat is there a fee?")
    code = next(word for word in (await ana.say("link")).text.split() if word[4:5] == "-" and len(word.strip(".")) == 9).strip(".")
    clock.forward(minutes=1)
    await talk(plaza, "paper:ana").say(f"link {code}")
    await plaza.deliverer.flush()
    await olga.press("Answer 1")
    await olga.fill({"answer": "No fee."})
    await plaza.deliverer.flush()
    assert "No fee." in talk(plaza, "paper:ana").came().text
    assert "No fee." not in ana.came().text


async def test_a_second_answer_is_not_sent_and_says_who_was_first(plaza: Plaza, talk: Somebody, olga: Talk, omar: Talk) -> None:
    ana = talk(plaza, "paper:ana")
    await ana.say("secretariat is there a fee?")
    await plaza.deliverer.flush()
    await omar.press("Answer 1")
    await olga.press("Answer 1")
    await olga.fill({"answer": "No."})
    heard = await omar.fill({"answer": "Yes, 400 euros."})
    assert "Olga has already answered" in heard.text
    assert "Yes, 400 euros." in heard.text, "what was written must not be lost"
    await plaza.deliverer.flush()
    assert "400" not in ana.came().text
    assert "Olga has already answered" in (await omar.press("Answer 1")).text
    assert "Olga has already answered" in (await omar.press("Take 1")).text


async def test_a_question_is_text_and_never_markup_or_template(plaza: Plaza, talk: Somebody, olga: Talk) -> None:
    nasty = "{{ 7*7 }} **bold** [x](http://evil.example) <!channel> \u202eabc"
    await talk(plaza, "sheet:ana").say(f"secretariat {nasty}")
    await plaza.deliverer.flush()
    assert "{{ 7*7 }} **bold** [x](http://evil.example) <!channel> abc" in olga.came().text
    assert "evil" not in "".join(str(one.blocks) for one in olga.came() if "url='http" in str(one.blocks))


async def test_asking_on_reaches_the_desk_again(plaza: Plaza, talk: Somebody, olga: Talk) -> None:
    ana = talk(plaza, "paper:ana")
    await ana.say("secretariat first?")
    await ana.say("Secretariat: second?")
    assert [row["question"] for row in rows(plaza, desk)] == ["first?", "second?"]


@pytest.mark.parametrize("channel", ["paper", "sheet"])
async def test_the_question_plaza_could_not_answer_comes_along_and_need_not_be_typed_again(
    plaza: Plaza, talk: Somebody, olga: Talk, channel: str
) -> None:
    ana = talk(plaza, f"{channel}:ana")
    await ana.say("What did the mayor of Atlantis have for breakfast?")
    sheet = (await ana.say("secretariat")).sheet
    assert sheet.questions[0].value == "What did the mayor of Atlantis have for breakfast?"
    await ana.fill({"question": "Please help me."})
    await plaza.deliverer.flush()
    assert "Before that, with Plaza:" in olga.came().text
    assert "What did the mayor of Atlantis have for breakfast?" in olga.came().text


async def test_what_somebody_else_asked_is_no_context(plaza: Plaza, talk: Somebody, olga: Talk, clock: PaperClock) -> None:
    await talk(plaza, "paper:eva").say("Where do I find a lawyer for my own case?")
    await talk(plaza, "paper:ana").say("Who has signed the charter in Spain?")
    clock.forward(minutes=31)
    await talk(plaza, "paper:ana").say("secretariat hello?")
    assert [row["before"] for row in rows(plaza, desk)] == ["[]"]


async def test_the_answer_to_a_form_is_not_taken_for_a_question(plaza: Plaza, talk: Somebody, olga: Talk, clock: PaperClock) -> None:
    ana = talk(plaza, "paper:ana")
    await ana.say("What did the mayor of Atlantis have for breakfast?")
    clock.forward(seconds=5)
    await ana.say("me")
    await ana.press("Name")
    await ana.say("Ana Maria de la Fuente")
    assert (await ana.say("secretariat")).sheet.questions[0].value == "What did the mayor of Atlantis have for breakfast?"
