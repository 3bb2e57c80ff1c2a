"""Taking one's data along, and leaving: what is promised in plain words is what happens."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from bot.app.assemble import Plaza
from bot.app.traces import files, found_in
from bot.model.inbound import Rang
from bot.model.person import LANGUAGES, Role
from bot.storage import people
from bot.storage.inbox import inbox
from bot.storage.outbox import outbox
from bot.storage.people import suppression
from tests.clocks import PaperClock
from tests.talk import Talk
from tests.townspeople import rows, settle_in

Somebody = Callable[..., Talk]
NAME = "Canaria Zyxwvutsrq"
ADDRESS = "paper:canary-8f3a1c"
PRIVACY = {
    "en": ("privacy", "Erase me", "Yes, erase everything", "Done."),
    "es": ("privacidad", "Borrarme", "Sí, bórrelo todo", "Hecho."),
    "fr": ("confidentialité", "M'effacer", "Oui, tout effacer", "C'est fait."),
}


def left_of_them(plaza: Plaza) -> list[str]:
    """The database files that still hold a byte of the canary, after the log was written out."""
    plaza.database.empty_log()
    path = Path(plaza.database.url.removeprefix("sqlite:///"))
    return [file.name for file in files(path) if found_in(file, [NAME.encode(), ADDRESS.encode(), b"8f3a1c"])]


async def minute(plaza: Plaza) -> None:
    """The clock rings."""
    due = plaza.clock.now().replace(second=0, microsecond=0)
    await plaza.receiver.accept(Rang(f"privacy.tidy:{due.isoformat()}", "privacy.tidy", due))
    await plaza.receiver.drain()


async def a_life(plaza: Plaza, talk: Somebody, language: str = "en") -> Talk:
    """Somebody who has done a little of everything, and an organiser who was told about it."""
    settle_in(plaza, "paper:olga", Role.ORGANISER, name="Olga")
    settle_in(plaza, ADDRESS, name=NAME, language=language)
    ana = talk(plaza, ADDRESS, name=NAME, language=language)
    await ana.say("secretariat is there a fee?")
    await ana.say("link")
    await ana.say("me")
    await ana.say("what do you know?")
    await plaza.deliverer.flush()
    assert NAME in talk(plaza, "paper:olga").came().text
    return ana


@pytest.mark.parametrize("language", LANGUAGES)
async def test_who_leaves_leaves_no_byte_behind(plaza: Plaza, talk: Somebody, clock: PaperClock, language: str) -> None:
    ana = await a_life(plaza, talk, language)
    word, ask, sure, done = PRIVACY[language]
    await ana.say(word)
    await ana.press(ask)
    assert rows(plaza, suppression) == [], "one press must not erase anybody"
    assert done in (await ana.press(sure)).text
    clock.forward(minutes=1)
    await minute(plaza)
    assert left_of_them(plaza) == []
    assert len(rows(plaza, suppression)) == 1


async def test_until_the_last_trace_is_gone_a_second_press_makes_no_new_person(plaza: Plaza, talk: Somebody, clock: PaperClock) -> None:
    ana = await a_life(plaza, talk)
    await ana.say("privacy")
    await ana.press("Erase me")
    token = next(press.token for press in ana.heard[-1].buttons if press.style == "danger")
    await ana.token(token)
    count = len(rows(plaza, people.person))
    assert "have just asked me to forget you" in (await ana.token(token)).text
    assert "have just asked me to forget you" in (await ana.say("hello")).text
    assert len(rows(plaza, people.person)) == count
    clock.forward(minutes=1)
    await minute(plaza)
    assert left_of_them(plaza) == []


async def test_after_that_they_start_anew(plaza: Plaza, talk: Somebody, clock: PaperClock) -> None:
    ana = await a_life(plaza, talk)
    await ana.say("privacy")
    await ana.press("Erase me")
    await ana.press("Yes, erase everything")
    clock.forward(minutes=2)
    await minute(plaza)
    new = talk(plaza, ADDRESS)
    assert "You have not told me your name" in (await new.say("me")).text


async def test_who_thinks_again_keeps_everything(plaza: Plaza, talk: Somebody) -> None:
    ana = await a_life(plaza, talk)
    await ana.say("privacy")
    await ana.press("Erase me")
    await ana.press("No, keep it")
    assert NAME in (await ana.say("me")).text


async def test_my_data_come_as_a_file_with_every_row_and_no_secret(plaza: Plaza, talk: Somebody) -> None:
    ana = await a_life(plaza, talk)
    await ana.say("privacy")
    heard = await ana.press("Get my data")
    file = heard[-1].files[0]
    kept = json.loads(file.content)
    assert (file.name, file.media_type) == ("plaza-my-data.json", "application/json")
    assert kept["person"][0]["name"] == NAME
    assert kept["address"][0]["value"] == ADDRESS
    assert kept["desk"][0]["question"] == "is there a fee?"
    assert "digest" not in kept["link_code"][0]
    assert any(line["raw"].get("text") == "what do you know?" for line in kept["input"])
    assert any(line["deed"] == "desk.ask" for line in kept["audit"])
    assert "Olga" not in file.content.decode()


async def test_nobody_gets_another_persons_data_by_pressing_their_button(plaza: Plaza, talk: Somebody) -> None:
    ana = await a_life(plaza, talk)
    await ana.say("privacy")
    token = ana.heard[-1].buttons[0].token
    heard = await talk(plaza, "paper:eve").token(token)
    assert "somebody else" in heard.text
    assert [one.files for one in heard] == [()]


async def test_what_was_only_kept_for_a_while_goes_on_the_hour(plaza: Plaza, talk: Somebody, clock: PaperClock) -> None:
    ana = talk(plaza, "paper:ana")
    await ana.say("me")
    clock.forward(days=7, minutes=1)
    await ana.say("help")
    await minute(plaza)
    assert len(rows(plaza, inbox)) == 3, "at one minute past nothing is deleted"
    clock.set(clock.now().replace(minute=0) + timedelta(hours=1))
    await minute(plaza)
    assert len([row for row in rows(plaza, inbox) if "paper:ana" in row["raw"]]) == 1
    clock.forward(days=84)
    await minute(plaza)
    assert len([row for row in rows(plaza, outbox) if row["recipient_id"] == 1]) == 1
