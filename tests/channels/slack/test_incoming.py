"""What people do in Slack, read from payloads in Slack's own shape."""

import copy
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.slack.incoming import read
from bot.channels.slack.place import place_of
from bot.model.inbound import Answered, Commanded, Inbound, Origin, Pressed, Said
from tests.channels.slack.recorded import ALL, recorded

EVA = "slack:T06CITIES:U06EVALIMA"
DM = "T06CITIES:D06EVADM01"
ALONE = "T06CITIES:U06EVALIMA"
IGNORED = {
    "message_edited",
    "message_deleted",
    "message_own",
    "message_own_as_user",
    "message_robot",
    "message_im_file_only",
    "app_mention_edited",
    "app_mention_robot",
    "app_home_opened",
    "user_change",
    "tokens_revoked",
    "app_uninstalled",
    "unheard_of",
    "app_rate_limited",
    "url_verification",
    "block_actions_link",
    "shortcut_of_others",
}


def heard(name: str) -> Inbound:
    """What a recorded payload says; it must say something."""
    inbound = read(recorded(name))
    assert inbound is not None
    return inbound


def test_a_direct_message_is_read_as_it_was_typed() -> None:
    origin = Origin(channel="slack", address=EVA, chat=DM, private=True)
    assert heard("message_im") == Said("Ev06MSGIM001", origin, "Has Genoa signed & when? See the list (https://example.org/list) <please>")


def test_a_message_in_a_thread_is_answered_in_that_thread() -> None:
    assert heard("message_im_thread").origin.chat == f"{DM}:1794299000.000100"
    assert heard("app_mention_thread").origin.chat == "T06CITIES:C06CITIES0:1794300100.000400"


def test_the_words_beside_a_file_are_heard() -> None:
    said = heard("message_im_file")
    assert isinstance(said, Said)
    assert said.text == "our logo"


def test_a_mention_loses_our_name_and_keeps_the_others() -> None:
    origin = Origin(channel="slack", address=EVA, chat="T06CITIES:C06CITIES0:1794300100.000400", private=False)
    assert heard("app_mention") == Said("Ev06MENTION1", origin, "has Genoa signed? cc @U06BENOIT0 in #cities")
    said = heard("app_mention_thread")
    assert isinstance(said, Said)
    assert said.text == "and Lyon, ?"


def test_a_bare_mention_asks_for_help() -> None:
    asked = heard("app_mention_empty")
    assert isinstance(asked, Commanded)
    assert asked.word == "help"


def test_somebody_of_another_organisation_is_not_taken_for_one_of_ours() -> None:
    assert heard("app_mention_connect").origin.address == "slack:T09OTHERORG:U09GUEST00"
    assert heard("block_actions_connect").origin.address == "slack:T09OTHERORG:U09GUEST00"
    assert heard("app_mention_connect").origin.chat.startswith("T06CITIES:C06CITIES0")


def test_a_question_behind_the_command_stays_whole_and_private() -> None:
    origin = Origin(channel="slack", address=EVA, chat=ALONE, private=True, name="eva")
    assert heard("command") == Said("7954.6012.aa11invented", origin, "has Genoa signed & when?")
    empty = heard("command_empty")
    assert empty == Commanded("7954.6012.aa12invented", origin, "help")


@pytest.mark.parametrize(
    ("name", "chat", "private"),
    [
        ("block_actions_im", DM, True),
        ("block_actions_channel", "T06CITIES:C06CITIES0:1794300650.000100", False),
        ("block_actions_thread", "T06CITIES:C06CITIES0:1794300100.000400", False),
        ("block_actions_ephemeral", ALONE, True),
    ],
)
def test_a_press_says_which_button_and_where_its_answer_belongs(name: str, chat: str, private: bool) -> None:
    pressed = heard(name)
    assert isinstance(pressed, Pressed)
    assert (pressed.token, pressed.origin.chat, pressed.origin.private) == ("k3JfPq0dXa1b", chat, private)
    assert pressed.key == recorded(name)["trigger_id"]


def test_a_choice_in_a_menu_is_a_press() -> None:
    pressed = heard("block_actions_select")
    assert isinstance(pressed, Pressed)
    assert pressed.token == "m9TfPq0dXa1b"


def test_a_submitted_form_answers_question_by_question() -> None:
    origin = Origin(channel="slack", address=EVA, chat=ALONE, private=True, name="eva")
    answers = {"city": "광주 Gwangju", "meal": "vegan", "arrives": "2026-05-14", "remarks": ""}
    assert heard("view_submission") == Answered("7956.6012.cc11invented", origin, "f0rMt0k3n", answers)


def test_a_corrected_form_is_not_taken_for_the_first_one() -> None:
    payload = recorded("view_submission_without_trigger")
    corrected = copy.deepcopy(payload)
    corrected["view"]["state"]["values"]["city"]["answer"]["value"] = "Lyon"
    first, again, second = read(payload), read(payload), read(corrected)
    assert first is not None
    assert second is not None
    assert first == again
    assert first.key.startswith("V06FORM01:")
    assert first.key != second.key


def test_closing_a_form_presses_its_cancel_button() -> None:
    closed = heard("view_closed")
    assert closed == Pressed("V06FORM01:closed", closed.origin, "c4nc3lt0k3n")


def test_the_shortcut_is_the_word_register() -> None:
    asked = heard("shortcut")
    assert isinstance(asked, Commanded)
    assert (asked.word, asked.origin.chat) == ("register", ALONE)


@pytest.mark.parametrize("name", ALL)
def test_robots_edits_and_strangers_events_ask_nothing(name: str) -> None:
    assert (read(recorded(name)) is None) == (name in IGNORED)


@pytest.mark.parametrize("name", [n for n in ALL if n not in IGNORED])
def test_only_those_who_wait_get_their_answer_in_the_request(name: str) -> None:
    pushed = name.startswith(("message", "app_mention")) or name == "view_closed"
    assert place_of(recorded(name)).waits != pushed


def test_a_payload_without_workspace_belongs_to_nobody() -> None:
    payload = recorded("command")
    del payload["team_id"]
    assert read(payload) is None


values = st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=4), lambda v: st.lists(v, max_size=2), max_leaves=3)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(ALL), st.data())
def test_a_payload_of_unexpected_shape_is_ignored_and_never_an_error(name: str, data: st.DataObject) -> None:
    payload = recorded(name)
    places = [(payload, key) for key in payload]
    for parent, key in list(places):
        if isinstance(parent[key], dict):
            places += [(parent[key], inner) for inner in parent[key]]
    parent, key = data.draw(st.sampled_from(places))
    parent[key] = data.draw(values | st.dictionaries(st.text(max_size=3), values, max_size=2))
    inbound = read(json.loads(json.dumps(payload)))
    assert inbound is None or inbound.key
    place_of(payload)
