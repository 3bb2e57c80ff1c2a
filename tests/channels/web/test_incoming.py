"""Requests to input: one click is one input, and nothing a browser sends can break the inbox."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.web.incoming import Asked, BadInput, Body, clean, from_form, make_key, read, read_key, zone
from bot.model.inbound import Answered, Commanded, Origin, Pressed, Said

ME = Origin(channel="web", address="web:abc", chat="web:abc")
ID = "0123456789abcdef"


def said(text: str, nonce: str = ID) -> Said | Commanded:
    inbound = read("say", {"id": nonce, "text": text}, ME)
    assert isinstance(inbound, Said | Commanded)
    return inbound


def test_a_retry_has_the_same_key_and_another_text_another() -> None:
    assert said("hello").key == said("hello").key
    assert said("hello").key != said("hello!").key
    assert said("hello").key != said("hello", "another-id-0").key


def test_nobody_can_use_up_another_persons_key() -> None:
    other = Origin(channel="web", address="web:def", chat="web:def")
    assert read("say", {"id": ID, "text": "hello"}, other).key != said("hello").key


def test_a_press_and_a_form_remember_which_message_they_belong_to() -> None:
    press = read("press", {"id": ID, "message": "42", "token": "b1.x"}, ME)
    assert isinstance(press, Pressed)
    assert press.token == "b1.x"
    found = read_key(press.key)
    assert found
    assert (found.kind, found.message) == ("press", 42)
    answer = read("answer", {"id": ID, "message": "43", "token": "f1", "fields": {"name": "Ana", "days": ""}}, ME)
    assert isinstance(answer, Answered)
    assert answer.answers == {"name": "Ana", "days": ""}


def test_a_slash_makes_a_command_in_any_language() -> None:
    assert said("/evenements") == Commanded(said("/evenements").key, ME, "evenements", "")
    command = said("/inscripción  Gwangju\n2027 ")
    assert isinstance(command, Commanded)
    assert (command.word, command.text) == ("inscripción", "Gwangju\n2027")
    assert isinstance(said("/ what"), Said)
    assert isinstance(said("1/2 or /help?"), Said)


def test_a_very_long_text_is_passed_on_whole() -> None:
    long = said("x" * 30_000)
    assert isinstance(long, Said)
    assert len(long.text) == 30_000


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("say", {"id": ID, "text": " \0\n"}),
        ("say", {"id": ID, "text": 5}),
        ("say", {"id": ID, "text": None}),
        ("say", {"text": "hello"}),
        ("say", {"id": "short", "text": "hello"}),
        ("say", {"id": "has/slash/in-it", "text": "hello"}),
        ("press", {"id": ID, "token": ""}),
        ("press", {"id": ID, "token": "b1", "message": "-1"}),
        ("press", {"id": ID, "token": "b1", "message": "٣"}),
        ("answer", {"id": ID, "token": "f1", "fields": ["name"]}),
        ("answer", {"id": ID, "token": "f1", "fields": {"name": {"deep": 1}}}),
    ],
)
def test_what_our_page_never_sends_is_refused_with_a_reason(kind: str, body: Body) -> None:
    with pytest.raises(BadInput) as refused:
        read(kind, body, ME)  # type: ignore[arg-type]
    assert refused.value.block in ("empty", "unreadable")


@given(st.text(alphabet=st.characters(), max_size=50))
def test_whatever_is_typed_can_be_stored(text: str) -> None:
    kept = clean(text)
    assert "\0" not in kept
    kept.encode("utf-8")
    assert clean(kept) == kept


@given(st.sampled_from(["say", "press", "answer"]), st.integers(0, 10**17))
def test_a_key_can_be_read_back(kind: str, message: int) -> None:
    asked = Asked(kind, message, "0123456789ab")
    key = make_key("web:" + "f" * 32, asked, "n" * 64)
    assert read_key(key) == asked
    assert len(key) <= 300


def test_a_plain_form_says_the_same_as_the_script() -> None:
    body = from_form([("id", ID), ("message", "4"), ("token", "f1"), ("f.name", "Ana"), ("f.f.x", "y"), ("token", "f1.x")])
    assert body == {"id": ID, "message": "4", "token": "f1.x", "fields": {"name": "Ana", "f.x": "y"}}


def test_only_a_real_time_zone_is_believed() -> None:
    assert zone("Asia/Seoul") == "Asia/Seoul"
    assert [zone(bad) for bad in ("../../etc/passwd", "Mars/Base", "", "europe/madrid")] == ["", "", "", ""]
