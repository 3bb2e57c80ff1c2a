"""What people do on Telegram arrives as what they meant, and what is not meant for Plaza does not arrive."""

import functools
import json
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.incoming import Me, Spot, membership, query, read, spot
from bot.model.inbound import Commanded, Pressed, Said
from tests.channels.telegram.recorded import UPDATES, recorded
from tests.channels.telegram.trees import unhurried

ME = Me(110201543, "plaza_bot")

junk: st.SearchStrategy[object] = (
    st.none() | st.booleans() | st.integers() | st.text(max_size=9) | st.just([]) | st.just([1]) | st.just({}) | st.just({"id": []})
)


def places(value: Any, *path: str | int) -> Iterator[tuple[str | int, ...]]:
    """Every place in an update where something stands."""
    inside: Iterable[tuple[str | int, Any]] = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for key, found in inside:
        yield (*path, key)
        yield from places(found, *path, key)


SPOILABLE = [(name, place) for name in UPDATES for place in places(recorded(name))]


def test_a_message_keeps_its_words_and_tells_who_wrote_them_in_what_language() -> None:
    said = read(recorded("private_text"), ME)
    assert isinstance(said, Said)
    assert said.key == "110201543:873214501"
    assert said.text == "¿Qué ciudades firmaron la Carta Europea? 🏙️"
    assert said.origin.address == "telegram:5311042277"
    assert (said.origin.chat, said.origin.private) == ("5311042277", True)
    assert (said.origin.name, said.origin.language) == ("Ana María Quispe", "es")


@pytest.mark.parametrize(
    ("name", "word", "text"),
    [
        ("private_command", "evento", "Gwangju 2026"),
        ("deep_link", "start", "ev_gwangju-2026"),
        ("group_command", "evenements", "septembre"),
        ("topic_command", "alerts", ""),
    ],
)
def test_a_command_is_told_apart_from_what_follows_it(name: str, word: str, text: str) -> None:
    commanded = read(recorded(name), ME)
    assert isinstance(commanded, Commanded)
    assert (commanded.word, commanded.text) == (word, text)


def test_a_command_for_another_bot_of_the_group_is_left_to_it() -> None:
    assert read(recorded("group_command_other_bot"), ME) is None


def test_a_slash_that_is_no_command_is_an_ordinary_sentence() -> None:
    update = recorded("private_text")
    update["message"]["text"] = "/etc/hosts is a file"
    assert isinstance(read(update, ME), Said)


@pytest.mark.parametrize(
    ("name", "text"),
    [("group_mention", "Dis   quand siège le Conseil ?"), ("group_reply", "Montréal"), ("thread_reply", "Montréal, Québec")],
)
def test_in_a_group_plaza_hears_what_names_it_or_replies_to_it(name: str, text: str) -> None:
    said = read(recorded(name), ME)
    assert isinstance(said, Said)
    assert said.text == text
    assert not said.origin.private


def test_a_name_alone_in_a_group_asks_for_help() -> None:
    update = recorded("group_mention")
    update["message"]["text"] = "@Plaza_Bot"
    assert isinstance(found := read(update, ME), Commanded)
    assert found.word == "help"


def test_answers_go_to_the_topic_but_never_to_a_thread_of_replies() -> None:
    topic, thread = read(recorded("topic_command"), ME), read(recorded("thread_reply"), ME)
    assert topic is not None
    assert thread is not None
    assert topic.origin.chat == "-1001987654321:44"
    assert thread.origin.chat == "-1001987654321"


def test_a_press_carries_its_token_and_who_pressed() -> None:
    pressed = read(recorded("press_group"), ME)
    assert isinstance(pressed, Pressed)
    assert (pressed.key, pressed.token) == ("110201543:873214512", "k7Qe2")
    assert (pressed.origin.address, pressed.origin.chat, pressed.origin.private) == ("telegram:714409331", "-1001987654321:44", False)
    assert pressed.origin.language == "fr"


def test_the_words_under_a_picture_are_a_question_too() -> None:
    said = read(recorded("photo_caption"), ME)
    assert isinstance(said, Said)
    assert said.text == "¿Esta carta sigue vigente?"


@pytest.mark.parametrize(
    "name",
    ["photo", "edited", "joined", "channel_post", "anonymous_admin", "group_talk", "press_game", "blocked", "added_to_group", "migrated"],
)
def test_what_is_not_meant_for_plaza_is_left_alone(name: str) -> None:
    assert read(recorded(name), ME) is None


def test_every_press_is_known_by_the_query_that_waits_for_an_answer() -> None:
    waiting = {name for name in UPDATES if query(recorded(name))}
    assert waiting == {"press", "press_group", "press_inaccessible", "press_photo", "press_game"}


def test_only_a_message_of_words_that_still_stands_can_be_edited() -> None:
    assert spot(recorded("press")) == Spot(5311042277, 15, private=True, pressed=True, editable=True)
    assert spot(recorded("press_inaccessible")) == Spot(5311042277, 2, private=True, pressed=True, editable=False)
    assert spot(recorded("press_photo")) == Spot(5311042277, 16, private=True, pressed=True, editable=False)
    assert spot(recorded("group_command")) == Spot(-1001987654321, 301, private=False)


def test_who_blocks_us_and_who_comes_back_is_told_but_groups_are_not_people() -> None:
    assert membership(recorded("blocked")) == ("telegram:5311042277", "blocked")
    assert membership(recorded("unblocked")) == ("telegram:5311042277", "active")
    assert membership(recorded("added_to_group")) is None
    assert membership(recorded("private_text")) is None


def test_characters_no_database_keeps_do_not_stop_a_message() -> None:
    update = recorded("private_text")
    update["message"]["text"] = json.loads('"a\\u0000b\\ud83d c"')
    said = read(update, ME)
    assert isinstance(said, Said)
    assert said.text == "ab\ufffd c"


def test_a_text_of_a_hundred_thousand_characters_arrives_whole() -> None:
    update = recorded("private_text")
    update["message"]["text"] = "ñ" * 100_000
    assert isinstance(said := read(update, ME), Said)
    assert len(said.text) == 100_000


@unhurried
@given(st.sampled_from(SPOILABLE), junk)
def test_no_update_whatever_stands_in_it_can_break_the_reading(spoilt: tuple[str, tuple[str | int, ...]], value: object) -> None:
    update = recorded(spoilt[0])
    *path, last = spoilt[1]
    functools.reduce(lambda inside, key: inside[key], path, update)[last] = value  # type: ignore[index]
    found = read(update, ME)
    assert found is None or (found.key.startswith("110201543:") and found.origin.address.startswith("telegram:"))
    assert isinstance(query(update), str)
    assert membership(update) is None or spoilt[0] in {"blocked", "unblocked"}
    assert spot(update) is None or found is None or spot(update).chat == int(found.origin.chat.partition(":")[0])  # type: ignore[union-attr]
