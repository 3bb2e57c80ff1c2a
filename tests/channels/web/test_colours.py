"""Colours: every text can be read, by day and by night (WCAG 2.2: 4.5 to 1 for text, 3 to 1 for the edge of a field)."""

import re

import pytest

from bot.channels.web import assets

TEXTS = [(front, back) for front in ("ink", "soft", "accent") for back in ("paper", "card", "tint")]
PAIRS = [*TEXTS, ("danger", "card"), ("danger", "tint")]


def palette(night: bool) -> dict[str, str]:
    """The colours of one scheme; the night's stand where the day's do not hold."""
    css = assets.content("chat.css")[0].decode()
    found = re.findall(r":root \{(.*?)\}", css, re.DOTALL)
    colours = dict(re.findall(r"--(\w[\w-]*): (#[0-9a-f]{3,6});", found[0]))
    return colours | (dict(re.findall(r"--(\w[\w-]*): (#[0-9a-f]{3,6});", found[1])) if night else {})


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("night", [False, True])
def test_every_text_can_be_read(night: bool) -> None:
    colours = palette(night)
    weak = {pair: contrast(colours[pair[0]], colours[pair[1]]) for pair in PAIRS}
    weak |= {("white", fill): contrast("#ffffff", colours[fill]) for fill in ("fill", "fill-over")}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("night", [False, True])
def test_fields_and_the_focus_can_be_found(night: bool) -> None:
    colours = palette(night)
    assert all(contrast(colours[edge], colours[back]) >= 3 for edge in ("edge", "accent") for back in ("paper", "card"))


def test_the_accent_is_the_houses_blue() -> None:
    assert palette(night=False)["accent"] == "#1f3a5f"
