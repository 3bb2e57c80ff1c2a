"""What a mail carries for its way back cannot be made or changed by anybody else."""

from hypothesis import given
from hypothesis import strategies as st

from bot.app.outside import KeyedSecrets
from bot.model.mail import message_id, read_return_path, read_way_out, return_path, way_out
from bot.model.ports import Stream

SECRETS, OTHERS = KeyedSecrets("ours"), KeyedSecrets("theirs")
NUMBERS = st.integers(1, 2**40)
STREAMS = st.sampled_from(Stream)


@given(NUMBERS, STREAMS)
def test_a_return_path_tells_its_delivery_however_its_case_was_changed(number: int, stream: Stream) -> None:
    path = return_path(SECRETS, stream, number, "bounce.city.example")
    assert len(path.partition("@")[0]) <= 64
    for seen in (path, path.upper(), path.title()):
        assert read_return_path(SECRETS, seen) == (stream, number)


@given(NUMBERS, STREAMS, st.data())
def test_a_return_path_with_one_letter_changed_is_nobodys(number: int, stream: Stream, data: st.DataObject) -> None:
    local, _, domain = return_path(SECRETS, stream, number, "city.example").partition("@")
    place = data.draw(st.integers(0, len(local) - 1))
    letter = data.draw(st.sampled_from("abn+-0123456789cdef").filter(lambda it: it != local[place]))
    assert read_return_path(SECRETS, f"{local[:place]}{letter}{local[place + 1 :]}@{domain}") is None


@given(NUMBERS, STREAMS)
def test_a_return_path_under_another_key_is_nobodys(number: int, stream: Stream) -> None:
    assert read_return_path(SECRETS, return_path(OTHERS, stream, number, "city.example")) is None


@given(st.text())
def test_no_text_at_all_breaks_the_readers(text: str) -> None:
    assert read_return_path(SECRETS, text) is None
    found = read_way_out(text)
    assert found is None or not found.ours(SECRETS, "email:ana@city.example")


def test_each_stream_has_a_return_path_of_its_own() -> None:
    assert len({return_path(SECRETS, stream, 1, "city.example").partition("+")[0] for stream in Stream}) == len(Stream)


@given(NUMBERS, st.sampled_from(["topic:hrc", "event:forum-2027"]), st.emails())
def test_a_way_out_names_its_address_by_number_and_is_good_for_no_other(number: int, topic: str, mail: str) -> None:
    token = way_out(SECRETS, topic, number, f"email:{mail}")
    found = read_way_out(token)
    assert found is not None
    assert (found.address_id, found.event) == (number, "forum-2027" if topic.startswith("event:") else "")
    assert found.ours(SECRETS, f"email:{mail}")
    assert not found.ours(SECRETS, f"email:x{mail}")
    assert not found.ours(OTHERS, f"email:{mail}")
    assert mail not in token


def test_a_way_out_of_one_event_is_none_out_of_everything() -> None:
    one = way_out(SECRETS, "event:forum", 7, "email:ana@city.example")
    signature = one.split(".")[1]
    forged = read_way_out(f"s7.{signature}")
    assert forged is not None
    assert not forged.ours(SECRETS, "email:ana@city.example")


def test_a_message_id_is_the_same_for_a_resend_and_cannot_be_foretold() -> None:
    assert message_id(SECRETS, 7, "city.example") == message_id(SECRETS, 7, "city.example")
    assert message_id(SECRETS, 7, "city.example") != message_id(OTHERS, 7, "city.example")
