"""Badges that can be printed: every name readable, no letter lost without a trace, every code read by a phone."""

from dataclasses import replace

from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.actions import badges, qr
from bot.actions.badges import Badge, Badges, drawn
from tests.papers import code, codes, pages, words

ANA = Badge("Ana Pérez", "Girona", "City official", "K7MQ-4TXD", "https://plaza.example/check-in/K7MQ-4TXD")
LONG = "Maximiliano Alejandro de la Santísima Trinidad y Fernández-Villaverde Rodríguez de Castañeda"


def sheet(*some: Badge) -> bytes:
    """These badges as a PDF."""
    return drawn(Badges("World Forum", "13 May 2027, Gwangju", "en", some))


def test_a_badge_says_who_from_where_as_what_and_at_which_event() -> None:
    text = words(sheet(ANA))
    assert all(part in text for part in ("World Forum", "Ana Pérez", "Girona", "City official", "13 May 2027, Gwangju", "K7MQ-4TXD"))
    assert codes(sheet(ANA)) == ["https://plaza.example/check-in/K7MQ-4TXD"]


def test_eight_go_on_a_sheet_and_no_badge_stays_on_the_last() -> None:
    assert len(pages(sheet(*[ANA] * 9))) == 2
    assert len(codes(sheet(*[ANA] * 9))) == 9
    assert len(pages(sheet())) == 1


def test_a_letter_that_no_font_has_leaves_a_box_and_never_a_hole() -> None:
    assert "□" in words(sheet(replace(ANA, name="ศักดิ์ดา")))
    assert "□" not in words(sheet(replace(ANA, name="Ελένη Юлия ქეთი Հայկ יעל 김대중 王小明 さくら Ñandú")))


def test_a_name_however_long_stays_inside_its_badge() -> None:
    (page,) = pages(sheet(replace(ANA, name=LONG, city=LONG, role=LONG)))
    inside = [round(edge * 200 / 25.4) for edge in (badges.LEFT + badges.WIDE + 0.5, 0, 210 - 1, 297 - 1)]
    assert page.convert("L").crop((inside[0], inside[1], inside[2], inside[3])).getextrema() == (255, 255)
    assert LONG in words(sheet(replace(ANA, name=LONG)))


@given(st.integers(min_value=0, max_value=2000))
@settings(max_examples=50, deadline=None)
def test_files_of_badges_hold_everybody_once(count: int) -> None:
    numbers = [number for first, last in badges.parts(count) for number in range(first, last + 1)]
    assert numbers == list(range(1, count + 1))
    assert all(last - first < badges.MOST for first, last in badges.parts(count))


def test_a_code_leads_to_the_check_in_where_plaza_has_an_address_and_stands_bare_where_not() -> None:
    assert qr.held("K7MQ-4TXD", "https://plaza.example/") == "https://plaza.example/check-in/K7MQ-4TXD"
    assert qr.held("K7MQ-4TXD", "") == "K7MQ-4TXD"
    assert code(qr.png(qr.held("K7MQ-4TXD", ""))) == "K7MQ-4TXD"


@given(st.lists(st.text(max_size=20), max_size=8))
@example(["", "\u200f\u0301 \ufe0f", "a\u0000b\ue000", "👩‍👩‍👧 नमस्ते ไทย"])
@settings(max_examples=5, deadline=None)
def test_whatever_people_call_themselves_their_badges_are_drawn(names: list[str]) -> None:
    assert sheet(*(replace(ANA, name=name) for name in names)).startswith(b"%PDF")
