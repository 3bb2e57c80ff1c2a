"""The picture: its numbers can be read by everybody, it is the same every time, and nobody pays for it who does not look at it."""

import struct
import subprocess
import sys
import xml.etree.ElementTree as ET
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.actions import plots
from bot.actions.plots import DPI, FILLS, INK, PAPER, QUIET, Bar, Chart

SVG = "{http://www.w3.org/2000/svg}"


def chart(*bars: Bar, title: str = "Charter", alt: str = "Bar chart: Spain 23, Italy 11") -> Chart:
    kinds = ("Signed", "Adopted", "Took part")
    return Chart(
        "charter", title, "56 in 15 countries", kinds, bars or (Bar("Spain", (18, 5, 4)), Bar("Italy", (11, 0, 1))), "Partial.", alt
    )


def size(png: bytes) -> tuple[int, int]:
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    wide, high = struct.unpack(">II", png[16:24])
    return wide, high


def luminance(colour: str) -> float:
    channels = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("colour", [INK, QUIET, *(fill for fill, hatch in FILLS if not hatch)])
def test_words_bars_and_rims_stand_out_from_the_paper(colour: str) -> None:
    assert contrast(colour, PAPER) >= 4.5


def test_kinds_differ_in_lightness_or_pattern_so_that_no_colour_has_to_be_seen() -> None:
    (blue, _), (orange, _), (_, hatch) = FILLS
    assert contrast(blue, orange) > 1.4
    assert hatch


def test_a_chart_survives_being_kept_as_text() -> None:
    it = chart(Bar("Côte d’Ivoire", (1, 2, 3)))
    assert plots.unpacked(plots.packed(it)) == it


def test_the_picture_is_a_png_as_wide_as_it_says_and_as_high_as_it_needs() -> None:
    small, large = (plots.png(plots.packed(chart(*(Bar(f"Country {n}", (n, 0, 0)) for n in range(1, count))))) for count in (3, 20))
    assert size(small)[0] == size(large)[0] == round(plots.WIDTH * DPI)
    assert size(large)[1] > size(small)[1] + 15 * plots.ROW * DPI


def test_the_same_figures_give_the_same_bytes_so_that_nothing_is_sent_twice_for_nothing() -> None:
    text = plots.packed(chart())
    first, drawing = plots.png(text), plots.svg(text)
    plots.png.cache_clear()
    plots.svg.cache_clear()
    assert plots.png(text) == first
    assert plots.svg(text) == drawing


def test_other_figures_give_another_picture() -> None:
    assert plots.png(plots.packed(chart(Bar("Spain", (1, 0, 0))))) != plots.png(
        plots.packed(chart(Bar("Spain", (1, 1, 0)), Bar("Italy", (3, 0, 0))))
    )


def test_a_screen_reader_is_told_the_title_and_the_figures_of_the_drawing() -> None:
    root = ET.fromstring(plots.svg(plots.packed(chart(title="Carta <b>&</b>", alt="España 23 & Italia 11 < 12"))))
    assert root.get("role") == "img"
    assert [root[0].tag, root[0].text] == [f"{SVG}title", "Carta <b>&</b>"]
    assert [root[1].tag, root[1].text] == [f"{SVG}desc", "España 23 & Italia 11 < 12"]


def test_the_drawing_needs_no_font_no_script_and_no_other_file() -> None:
    root = ET.fromstring(plots.svg(plots.packed(chart())))
    assert not {e.tag for e in root.iter()} & {f"{SVG}text", f"{SVG}script", f"{SVG}image", f"{SVG}foreignObject"}
    hrefs = [value for e in root.iter() for name, value in e.attrib.items() if name.endswith("href")]
    assert all(value.startswith("#") for value in hrefs)


@pytest.mark.parametrize("label", ["$x^2$", "%s {0}", "<b>", "a" * 60, "Côte d’Ivoire"])
def test_whatever_a_name_holds_is_drawn_as_it_is_and_breaks_nothing(label: str) -> None:
    assert size(plots.png(plots.packed(chart(Bar(label, (1, 0, 0)), title=f"{label} {label}"))))[0] == round(plots.WIDTH * DPI)


def test_a_country_where_cities_only_took_part_can_be_drawn_and_so_can_nothing_at_all() -> None:
    assert plots.png(plots.packed(chart(Bar("Morocco", (0, 0, 1)))))
    assert plots.png(plots.packed(chart(Bar("Nowhere", (0, 0, 0)))))


def test_four_people_who_ask_at_once_get_the_picture_that_one_would_get() -> None:
    texts = [plots.packed(chart(Bar("Spain", (n, 1, 2)))) for n in range(1, 5)]
    alone = [plots.png(text) for text in texts]
    plots.png.cache_clear()
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(plots.png, texts)) == alone


def test_a_plaza_that_nobody_asks_for_pictures_never_loads_what_draws_them() -> None:
    look = (
        "import sys; import bot.handlers.features; print([m for m in sys.modules if m.split('.')[0] in ('matplotlib', 'PIL', 'contourpy')])"
    )
    assert subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True).stdout.strip() == "[]"


def test_drawing_leaves_the_global_state_of_the_library_alone() -> None:
    draw = "plots.png(plots.packed(plots.Chart('n', 't', 'n', ('a', 'b', 'c'), (plots.Bar('x', (1, 2, 3)),), 'f', 'a')))"
    look = f"import sys; from bot.actions import plots; {draw}; print('matplotlib.pyplot' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True).stdout.strip() == "False"
