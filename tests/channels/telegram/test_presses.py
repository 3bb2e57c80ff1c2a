"""A pressed button answers at once, turns into its outcome, and does its deed once."""

import asyncio
import logging
from collections.abc import Sequence

import pytest

from bot.model.inbound import Inbound, Pressed
from bot.model.outgoing import File, Outgoing, Press
from bot.model.ports import Busy, Delivery, Refused, Sent
from tests.channels.telegram.house import House, polling_house, until
from tests.paper import PaperInlet, words
from tests.platforms.telegram import TelegramStub
from tests.platforms.telegram_people import Person

pytestmark = pytest.mark.filterwarnings("ignore:Deprecated since version v22.2")

ASK = words("Which event?", buttons=(Press("Gwangju", "tok-g"), Press("Cancel", "tok-c")))


async def asked(house: House, outgoing: Outgoing = ASK) -> Person:
    """Somebody with buttons before them."""
    ana = house.telegram.person("Ana", started=True)
    await house.channel.send(house.to(ana, outgoing))
    await ana.expect()
    return ana


@pytest.fixture(params=["polling", "pushed"])
def house(request: pytest.FixtureRequest) -> House:
    """Both ways updates come."""
    found = request.getfixturevalue(request.param)
    assert isinstance(found, House)
    return found


async def test_the_pressed_message_becomes_the_answer(house: House) -> None:
    house.answering(words("You are in", edits=True, buttons=(Press("Undo", "tok-u"),)))
    ana = await asked(house)
    query = await ana.press("Gwangju")
    seen = await ana.expect("You are in")
    assert (seen.edited, seen.labels, len(ana.messages())) == (True, ["Undo"], 1)
    await until(lambda: house.inlet.settled and query.answered)
    assert [token for token in house.inlet.asked if isinstance(token, Pressed) and token.token == "tok-g"]
    assert house.inlet.settled == [(2, Sent(f"{ana.id}:{seen.id}"))]


async def test_an_answer_of_its_own_takes_the_used_buttons_away(house: House) -> None:
    house.answering(words("Your city?"))
    ana = await asked(house)
    await ana.press("Gwangju")
    await ana.expect("Your city")
    await until(lambda: not ana.messages()[0].labels)


async def test_a_press_that_says_nothing_leaves_the_buttons(house: House) -> None:
    ana = await asked(house)
    query = await ana.press("Gwangju")
    await until(lambda: query.answered)
    await ana.expect_silence()
    assert ana.messages()[0].labels == ["Gwangju", "Cancel"]


async def test_the_spinner_stops_within_a_second_however_slow_the_deed(telegram: TelegramStub) -> None:
    class Slow(PaperInlet):
        async def converse(self, inbound: Inbound, within: float = 2.0) -> Sequence[Delivery]:
            await asyncio.sleep(1.5)
            return ()

    async with polling_house(telegram, Slow()) as house:
        ana = await asked(house)
        query = await ana.press("Gwangju")
        await until(lambda: query.answered, within=1.0)


async def test_a_press_of_hours_ago_whose_query_died_still_does_its_deed(house: House) -> None:
    house.answering(words("You are in", edits=True))
    ana = await asked(house)
    query = await ana.press("Gwangju")
    query.at -= 1000
    await ana.expect("You are in")
    assert not query.answered


async def test_data_that_no_button_carries_is_only_a_token_to_look_up(house: House) -> None:
    ana = await asked(house)
    query = await ana.forge("DROP TABLE'; <b>")
    await until(lambda: house.inlet.asked and query.answered)
    [pressed] = house.inlet.asked
    assert isinstance(pressed, Pressed)
    assert pressed.token == "DROP TABLE'; <b>"


async def test_the_same_words_again_are_no_failure(house: House) -> None:
    house.answering(Outgoing(ASK.blocks, buttons=ASK.buttons, edits=True))
    ana = await asked(house)
    await ana.press("Gwangju")
    await until(lambda: house.inlet.settled)
    assert isinstance(house.inlet.settled[0][1], Sent)
    assert len(ana.messages()) == 1


async def test_when_the_pressed_message_is_gone_the_answer_comes_anew(house: House) -> None:
    house.answering(words("You are in", edits=True))
    ana = await asked(house)
    house.telegram.fault("refuse", "editMessageText", description="message to edit not found")
    await ana.press("Gwangju")
    assert not (await ana.expect("You are in")).edited
    await until(lambda: house.inlet.settled)
    assert isinstance(house.inlet.settled[0][1], Sent)


async def test_a_file_cannot_take_the_place_of_words_so_it_follows_them(house: House) -> None:
    house.answering(words("Your calendar", edits=True, files=(File("f.ics", "text/calendar", b"BEGIN"),)))
    ana = await asked(house)
    await ana.press("Gwangju")
    assert (await ana.expect("Your calendar")).file == b"BEGIN"
    await until(lambda: not ana.messages()[0].labels)


async def test_an_edit_whose_markup_is_refused_is_made_in_plain_words(house: House) -> None:
    house.answering(words("a < b", edits=True))
    ana = await asked(house)
    house.telegram.fault("refuse", "editMessageText", description="can't parse entities: Unclosed start tag")
    await ana.press("Gwangju")
    assert (await ana.expect("a < b")).edited


async def test_an_answer_that_comes_late_through_the_outbox_still_takes_the_message_s_place(house: House) -> None:
    ana = await asked(house)
    await ana.press("Gwangju")
    await until(lambda: house.inlet.asked)
    pressed = house.inlet.asked[0]
    await house.channel.send(house.to(ana, words("You are in", edits=True), chat=pressed.origin.chat, answers=pressed.key))
    assert (await ana.expect("You are in")).edited


async def test_what_became_of_an_answer_is_told_even_when_it_failed(house: House) -> None:
    house.answering(words("You are in"))
    ana = await asked(house)
    house.telegram.fault("busy", "sendMessage", seconds=4)
    await ana.press("Gwangju")
    await until(lambda: house.inlet.settled)
    ana.block()
    house.telegram.world.rooms[ana.id].state = "ok"
    house.telegram.fault("refuse", "sendMessage", code=403, description="bot was blocked by the user")
    await ana.press("Gwangju")
    await until(lambda: len(house.inlet.settled) == 2)
    busy, refused = (outcome for _, outcome in house.inlet.settled)
    assert isinstance(busy, Busy)
    assert isinstance(refused, Refused)
    assert refused.whom == "person"


async def test_in_a_group_others_keep_their_buttons_and_personal_answers_stay_personal(house: House) -> None:
    house.answering(words("You are in, Ana", personal=True, edits=True))
    ana, group = house.telegram.person("Ana", started=True), house.telegram.group("Forum")
    await house.channel.send(house.to(ana, ASK, chat=str(group.room.id)))
    await ana.press("Gwangju", group)
    assert not (await ana.expect("You are in")).edited
    assert [seen.text for seen in ana.messages(group)] == ["Which event?"]
    assert ana.messages(group)[0].labels == ["Gwangju", "Cancel"]


async def test_in_a_group_one_answer_does_not_take_the_buttons_from_the_others(house: House) -> None:
    house.answering(words("Ana comes"))
    ana, group = house.telegram.person("Ana"), house.telegram.group("Forum")
    await house.channel.send(house.to(ana, ASK, chat=str(group.room.id)))
    await ana.press("Gwangju", group)
    await ana.expect("Ana comes", group)
    await until(lambda: house.inlet.settled)
    assert ana.messages(group)[0].labels == ["Gwangju", "Cancel"]


async def test_neither_the_token_nor_what_people_write_is_in_any_log(house: House, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    house.answering(words("canary-answer"))
    ana = await asked(house, words("canary-question", buttons=ASK.buttons))
    for kind in ("lost", "garbage", "status", "busy"):
        house.telegram.fault(kind, "sendMessage", code=502)
        await ana.press("Gwangju")
        await until(lambda: house.telegram.world.faults.rules[-1].times == 0)
    await ana.say("canary-message")
    await until(lambda: house.inlet.accepted)
    assert house.telegram.token.partition(":")[2] not in caplog.text
    assert "canary" not in caplog.text
