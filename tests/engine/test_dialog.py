"""Forms keep the good answers and ask again for the wrong ones, saying why, whatever way people write."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engine.answers import read
from bot.engine.dialog import open_fields, shaped, step, takes
from bot.engine.words import Words
from bot.model.form import Field, Form, Kind, Option
from bot.model.reply import Wrong

WORDS = Words(Path(__file__).parents[2] / "messages", ["en", "es", "fr"])
LABELS = {"both": "Both days", "thu": "Thursday", "no": "Neither day"}


def reading(field: Field, text: str, language: str = "en", labels: Mapping[str, str] = LABELS) -> str:
    """The stored answer, or the name of the reason."""
    try:
        return read(field, text, labels, lambda said: WORDS.meanings(said, language), language)
    except Wrong as wrong:
        return wrong.message


@pytest.mark.parametrize(
    ("kind", "language", "text", "answer"),
    [
        (Kind.TEXT, "en", "  Ana   María ", "Ana María"),
        (Kind.TEXT, "en", "Ana\nbcc: x@y", "Ana bcc: x@y"),
        (Kind.TEXT, "en", "a\x00b\x1b[31m", "ab[31m"),
        (Kind.TEXT, "en", "x" * 201, "dialog.too_long"),
        (Kind.LONG_TEXT, "en", "one\ntwo", "one\ntwo"),
        (Kind.CHOICE, "en", "BOTH DAYS", "both"),
        (Kind.CHOICE, "en", "Thurzday", "thu"),
        (Kind.CHOICE, "en", "both", "both"),
        (Kind.CHOICE, "en", "day", "dialog.not_a_choice"),
        (Kind.CHOICE, "en", "2", "thu"),
        (Kind.CHOICE, "en", "4", "dialog.not_a_choice"),
        (Kind.CHOICE, "en", "perhaps", "dialog.not_a_choice"),
        (Kind.CHOICE, "en", "x" * 100_000, "dialog.not_a_choice"),
        (Kind.YES_NO, "en", "Yes", "yes"),
        (Kind.YES_NO, "en", "No", "no"),
        (Kind.YES_NO, "es", "No", "no"),
        (Kind.YES_NO, "fr", "Non.", "no"),
        (Kind.YES_NO, "fr", "oui", "yes"),
        (Kind.YES_NO, "en", "1", "yes"),
        (Kind.YES_NO, "en", "2", "no"),
        (Kind.YES_NO, "en", "none", "no"),
        (Kind.YES_NO, "en", "maybe", "dialog.not_yes_or_no"),
        (Kind.NUMBER, "en", "007", "7"),
        (Kind.NUMBER, "en", "1,200", "1200"),
        (Kind.NUMBER, "fr", "1\u202f200", "1200"),
        (Kind.NUMBER, "es", "1.200", "1200"),
        (Kind.NUMBER, "en", "-3", "-3"),
        (Kind.NUMBER, "en", "1.5", "dialog.not_a_number"),
        (Kind.NUMBER, "en", "²", "dialog.not_a_number"),
        (Kind.NUMBER, "en", "9" * 5000, "dialog.not_a_number"),
        (Kind.DATE, "en", "2027-05-18", "2027-05-18"),
        (Kind.DATE, "en", "18/05/2027", "2027-05-18"),
        (Kind.DATE, "es", "18 de mayo de 2027", "2027-05-18"),
        (Kind.DATE, "fr", "1er août 2027", "2027-08-01"),
        (Kind.DATE, "fr", "18 févr. 27", "2027-02-18"),
        (Kind.DATE, "es", "May 18, 2027", "2027-05-18"),
        (Kind.DATE, "en", "2027 May 3", "2027-05-03"),
        (Kind.DATE, "en", "31/02/2027", "dialog.not_a_date"),
        (Kind.DATE, "en", "32 May 2027", "dialog.not_a_date"),
        (Kind.DATE, "en", "soon", "dialog.not_a_date"),
        (Kind.TIME, "en", "9:30", "09:30"),
        (Kind.TIME, "fr", "9h30", "09:30"),
        (Kind.TIME, "fr", "18 h", "18:00"),
        (Kind.TIME, "en", "24:00", "dialog.not_a_time"),
        (Kind.ZONE, "en", "europe/madrid", "Europe/Madrid"),
        (Kind.ZONE, "en", "Madrid", "Europe/Madrid"),
        (Kind.ZONE, "fr", "Londres", "Europe/London"),
        (Kind.ZONE, "es", "Ciudad de México", "America/Mexico_City"),
        (Kind.ZONE, "es", "Corea del Sur", "Asia/Seoul"),
        (Kind.ZONE, "en", "New York", "America/New_York"),
        (Kind.ZONE, "en", "utc", "UTC"),
        (Kind.ZONE, "en", "../etc/passwd", "dialog.not_a_zone"),
    ],
)
def test_each_kind_reads_what_people_write(kind: Kind, language: str, text: str, answer: str) -> None:
    assert reading(Field("it", kind), text, language) == answer


@pytest.mark.parametrize("kind", list(Kind))
def test_an_empty_answer_is_asked_again_where_it_is_needed_and_taken_where_it_is_not(kind: Kind) -> None:
    for text in ("", "  ", "\x00"):
        assert reading(Field("it", kind), text) == "dialog.required"
        assert reading(Field("it", kind, required=False), text) == ""


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind not in (Kind.CHOICE, Kind.YES_NO)])
@pytest.mark.parametrize(("language", "text"), [("en", "skip"), ("es", "Omitir"), ("fr", "passer"), ("en", "-"), ("fr", "Non")])
def test_an_optional_question_is_skipped_in_words(kind: Kind, language: str, text: str) -> None:
    assert reading(Field("it", kind, required=False), text, language) == ""


def test_no_answers_a_question_that_knows_no_and_skips_one_that_does_not() -> None:
    optional = {"required": False}
    assert reading(Field("it", Kind.YES_NO, **optional), "No") == "no"  # type: ignore[arg-type]
    assert reading(Field("it", Kind.YES_NO, **optional), "skip") == ""  # type: ignore[arg-type]
    assert reading(Field("it", Kind.CHOICE, **optional), "No") == "no"  # type: ignore[arg-type]
    assert reading(Field("it", Kind.CHOICE, **optional), "no", labels={"a": "A", "b": "B"}) == ""  # type: ignore[arg-type]
    assert reading(Field("it", Kind.CHOICE, **optional), "none", labels={"x": "None"}) == "x"  # type: ignore[arg-type]


def test_bounds_are_named_in_the_reason() -> None:
    field = Field("seats", Kind.NUMBER, least=1, most=40)
    assert [reading(field, text) for text in ("0", "1", "40", "41")] == ["dialog.too_small", "1", "40", "dialog.too_big"]
    with pytest.raises(Wrong) as wrong:
        read(Field("name", longest=3), "Maria", {}, lambda _: (), "en")
    assert wrong.value.data == {"longest": 3, "length": 5}


@dataclass(frozen=True)
class Seat:
    """A shape with a field of each kind."""

    event: str
    name: str
    days: str
    vegan: bool | None = None
    guests: int | None = None
    arrival: date | None = None
    hour: time | None = None
    needs: str = ""


FORM = Form(
    "t.seat",
    Seat,
    (
        Field("name"),
        Field("days", Kind.CHOICE, options=(Option("both"), Option("thu"), Option("no"))),
        Field("vegan", Kind.YES_NO, required=False),
        Field("guests", Kind.NUMBER, required=False, least=0, most=3),
        Field("arrival", Kind.DATE, required=False),
        Field("hour", Kind.TIME, required=False),
        Field("needs", Kind.LONG_TEXT, required=False),
    ),
    {"event": "gwangju"},
)


def take(answers: Mapping[str, str], given: Mapping[str, str]) -> tuple[dict[str, str], dict[str, object]]:
    """One step of the form above, in English."""
    return step(FORM.fields, answers, given, lambda field: LABELS if field.name == "days" else {}, lambda t: WORDS.meanings(t, "en"), "en")


def test_a_whole_form_becomes_a_typed_object() -> None:
    given = {"name": "Ana", "days": "Thursday", "vegan": "yes", "guests": "2", "arrival": "13/05/2027", "hour": "9h", "needs": "-"}
    good, wrong = take({}, given)
    assert not wrong
    assert shaped(Seat, FORM.fields, FORM.given, good) == Seat("gwangju", "Ana", "thu", True, 2, date(2027, 5, 13), time(9), "")


def test_what_was_left_out_is_none_and_no_is_false() -> None:
    good, wrong = take({}, {"name": "Ana", "days": "both", "vegan": "no"})
    assert not wrong
    assert shaped(Seat, FORM.fields, FORM.given, good) == Seat("gwangju", "Ana", "both", False)


ANSWERS = st.dictionaries(
    st.sampled_from([field.name for field in FORM.fields]), st.text(max_size=30) | st.sampled_from(["yes", "2", "both"])
)


@given(st.lists(ANSWERS, max_size=6))
def test_good_answers_stay_and_wrong_ones_stay_open_whatever_is_sent(rounds: list[dict[str, str]]) -> None:
    answers: dict[str, str] = {}
    for sent in rounds:
        good, wrong = take(answers, sent)
        untouched = {name: value for name, value in answers.items() if name not in sent}
        assert untouched.items() <= good.items(), "an answer given before was lost"
        assert not good.keys() & wrong.keys()
        assert set(sent) <= good.keys() | wrong.keys(), "an answer vanished without a reason"
        still_open = {field.name for field in open_fields(FORM.fields, good)}
        assert set(wrong) <= still_open, "a wrong answer closed its question"
        again, nothing = take({}, good)
        assert (again, nothing) == (good, {}), "a stored answer cannot be read again"
        answers = good


def test_a_form_with_a_field_its_shape_does_not_know_fails_when_it_is_written() -> None:
    with pytest.raises(ValueError, match="no such field in Seat"):
        Form("t.wrong", Seat, (Field("nmae"),))


@pytest.mark.parametrize(
    ("kind", "required", "word", "is_answer"),
    [
        (Kind.TEXT, True, "mine", True),
        (Kind.LONG_TEXT, True, "events", True),
        (Kind.CHOICE, True, "mine", False),
        (Kind.CHOICE, True, "Thursday", True),
        (Kind.CHOICE, True, "both", True),
        (Kind.CHOICE, True, "day", False),
        (Kind.CHOICE, True, "both day", False),
        (Kind.CHOICE, False, "nothing", True),
        (Kind.YES_NO, True, "mine", False),
        (Kind.YES_NO, True, "ok", True),
        (Kind.NUMBER, True, "mine", False),
        (Kind.NUMBER, False, "skip", True),
        (Kind.NUMBER, True, "skip", False),
        (Kind.DATE, True, "calendar", False),
        (Kind.TIME, True, "calendar", False),
        (Kind.ZONE, True, "calendar", False),
        (Kind.ZONE, True, "madrid", True),
    ],
)
def test_a_word_is_an_answer_only_where_it_reads_as_one(kind: Kind, required: bool, word: str, is_answer: bool) -> None:
    field = Field("it", kind, required)
    assert takes(field, word, lambda _: LABELS, lambda said: WORDS.meanings(said, "en"), "en") == is_answer
