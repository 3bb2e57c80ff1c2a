"""Buttons carry a signed id: nobody presses what nobody drew."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.app.outside import KeyedSecrets
from bot.engine.tokens import ButtonToken, SheetToken, base36, button_token, read_token, sheet_token

OURS, THEIRS = KeyedSecrets("our key"), KeyedSecrets("another key")


@given(st.integers(0, 2**63 - 1), st.integers(0, 99))
def test_a_token_comes_back_as_what_it_was_and_fits_every_platform(row: int, index: int) -> None:
    token = button_token(OURS, row, index)
    assert read_token(OURS, token) == ButtonToken(row, index)
    assert len(f"{sheet_token(OURS, row)}.o99.99".encode()) <= 64
    assert len(token.encode()) <= 64


@given(st.integers(0, 2**40))
def test_ids_are_written_shortly_and_read_back(number: int) -> None:
    assert int(base36(number), 36) == number


@given(st.text(max_size=120))
def test_no_text_at_all_is_taken_for_a_token(text: str) -> None:
    assert read_token(OURS, text) is None


def test_a_token_under_another_key_is_worthless() -> None:
    assert read_token(OURS, button_token(THEIRS, 7, 0)) is None
    assert read_token(OURS, sheet_token(THEIRS, 7)) is None


@pytest.mark.parametrize("cut", range(1, 15))
def test_a_truncated_token_is_worthless(cut: int) -> None:
    assert read_token(OURS, button_token(OURS, 7, 0)[:-cut]) is None


def test_a_signature_does_not_fit_another_button_row_or_form() -> None:
    signature = button_token(OURS, 7, 0).rpartition(".")[2]
    for token in (f"b7.1.{signature}", f"b8.0.{signature}", f"f7.{signature}", f"b.0.{signature}", f"b7.{signature}"):
        assert read_token(OURS, token) is None


@pytest.mark.parametrize(
    ("rest", "means"),
    [
        ("", SheetToken(9)),
        (".x", SheetToken(9, "x")),
        (".b", SheetToken(9, "b")),
        (".s2", SheetToken(9, "s", 2)),
        (".d2", SheetToken(9, "d", 2)),
        (".o1.3", SheetToken(9, "o", 1, 3)),
        (".o1", None),
        (".q", None),
        (".sx", None),
        (".o1.2.3", None),
        (".", None),
    ],
)
def test_deeds_inside_a_form_are_read_and_others_refused(rest: str, means: SheetToken | None) -> None:
    assert read_token(OURS, sheet_token(OURS, 9) + rest) == means
