"""Words come in the reader's language, with the reader's dates and numbers; a gap in them is an error, never a gap."""

from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from jinja2 import UndefinedError

from bot.engine.texts import MissingMessage, Reader, Texts
from bot.model.outgoing import Paragraph, Strong, Text

BLOCKS = """
{% block day %}{{ it | day }}{% endblock %}
{% block short %}{{ it | day("short") }}{% endblock %}
{% block days %}{{ first | days(last) }}{% endblock %}
{% block moment %}{{ it | moment }}{% endblock %}
{% block there %}{{ it | moment("Asia/Seoul") }}{% endblock %}
{% block clock %}{{ it | clock }}{% endblock %}
{% block number %}{{ it | number }}{% endblock %}
{% block listed %}{{ it | listed }}{% endblock %}
{% block either %}{{ it | listed("or") }}{% endblock %}
{% block own %}{{ it | own }}{% endblock %}
{% block country %}{{ it | country }}{% endblock %}
{% block marked %}{{ it | marked }}{% endblock %}
{% block span %}{{ it | span }}{% endblock %}
{% block plain %}Hello **{{ it }}**{% endblock %}
{% block item %}{{ it.name }}{% endblock %}
{% block only_english %}Only in English{% endblock %}
"""
NOON = datetime(2026, 11, 23, 12, 5, tzinfo=UTC)


@pytest.fixture
def texts(tmp_path: Path) -> Texts:
    for language in ("en", "es", "fr"):
        (tmp_path / language).mkdir()
        blocks = BLOCKS if language == "en" else BLOCKS.replace("only_english", f"only_{language}")
        (tmp_path / language / "t.j2").write_text(blocks, encoding="utf-8")
    (tmp_path / "not a language").mkdir()
    return Texts(tmp_path)


@pytest.mark.parametrize(
    ("block", "it", "en", "es", "fr"),
    [
        ("day", date(2000, 5, 18), "18 May 2000", "18 de mayo de 2000", "18 mai 2000"),
        ("day", "2000-05-18", "18 May 2000", "18 de mayo de 2000", "18 mai 2000"),
        ("day", "2000-05", "May 2000", "mayo 2000", "mai 2000"),
        ("day", "2000", "2000", "2000", "2000"),
        ("day", "mid-2001", "mid-2001", "mid-2001", "mid-2001"),
        ("day", datetime(2026, 11, 23, 23, 30, tzinfo=UTC), "24 November 2026", "24 de noviembre de 2026", "24 novembre 2026"),
        ("short", date(2000, 5, 18), "18/05/2000", "18/5/00", "18/05/2000"),
        (
            "moment",
            NOON,
            "Monday, 23 November 2026, 13:05 (Zurich)",
            "lunes, 23 de noviembre de 2026, 13:05 (Zurich)",
            "lundi 23 novembre 2026, 13:05 (Zurich)",
        ),
        (
            "there",
            NOON,
            "Monday, 23 November 2026, 21:05 (Seoul)",
            "lunes, 23 de noviembre de 2026, 21:05 (Seoul)",
            "lundi 23 novembre 2026, 21:05 (Seoul)",
        ),
        ("clock", NOON, "13:05", "13:05", "13:05"),
        ("clock", time(9, 30), "09:30", "09:30", "09:30"),
        ("number", 12345, "12,345", "12.345", "12 345"),
        ("number", 1.5, "1.5", "1,5", "1,5"),
        ("listed", ["a", "b", "c"], "a, b and c", "a, b y c", "a, b et c"),
        ("listed", [], "", "", ""),
        ("either", ["a", "b"], "a or b", "a o b", "a ou b"),
        ("own", {"en": "hall", "fr": "salle"}, "hall", "hall", "salle"),
        ("own", {"es": "", "pt": "sala"}, "sala", "sala", "sala"),
        ("own", "as it is", "as it is", "as it is", "as it is"),
        ("country", "kr", "South Korea", "Corea del Sur", "Corée du Sud"),
        ("country", "XX", "XX", "XX", "XX"),
        ("plain", None, "Hello ****", "Hello ****", "Hello ****"),
    ],
)
def test_each_filter_speaks_three_languages(texts: Texts, block: str, it: object, en: str, es: str, fr: str) -> None:
    said = [texts.line(f"t.{block}", {"it": it}, Reader(language)) for language in ("en", "es", "fr")]
    assert said == [en, es, fr]


def test_a_range_of_days_names_month_and_year_once(texts: Texts) -> None:
    reader = Reader("en")
    assert texts.line("t.days", {"first": date(2024, 2, 26), "last": date(2024, 2, 28)}, reader) == "26–28 Feb 2024"
    assert texts.line("t.days", {"first": date(2024, 2, 26), "last": None}, reader) == "26 February 2024"
    assert texts.line("t.days", {"first": date(2024, 2, 26), "last": date(2024, 2, 26)}, Reader("fr")) == "26 février 2024"


def test_a_range_of_hours_is_told_by_the_clocks_of_the_place(texts: Texts) -> None:
    it = {
        "zone": "Asia/Seoul",
        "start_day": date(2027, 5, 13),
        "start_time": time(9),
        "end_day": date(2027, 5, 13),
        "end_time": time(17, 30),
    }
    said = texts.line("t.span", {"it": it}, Reader("en"))
    assert said.startswith("Thursday, 13 May 2027, 09:00–17:30 (Seoul,")


def test_a_zone_that_does_not_exist_costs_nobody_a_message(texts: Texts) -> None:
    for zone in ("Mars/Base", "../../etc/passwd", "", "\x00"):
        assert texts.line("t.clock", {"it": NOON}, Reader("en", zone)) == "13:05"


def test_a_printed_value_is_literal_and_only_an_organiser_s_own_words_are_marked(texts: Texts) -> None:
    assert texts.tree("t.plain", {"it": "[x](http://y) *z*"}, Reader()) == (
        Paragraph((Text("Hello "), Strong((Text("[x](http://y) *z*"),)))),
    )
    assert texts.tree("t.marked", {"it": "**z**"}, Reader()) == (Paragraph((Strong((Text("z"),)),)),)


def test_a_value_with_template_signs_is_not_a_template(texts: Texts) -> None:
    for value in ("{{ 7 * 7 }}", "{% if true %}x{% endif %}", "{# x #}", "${7*7}", "%(name)s", "{0.__class__}"):
        assert texts.line("t.item", {"it": {"name": value}}, Reader()) == value


def test_a_misspelt_variable_is_an_error_and_never_a_gap(texts: Texts) -> None:
    with pytest.raises(UndefinedError):
        texts.text("t.plain", {}, Reader())
    with pytest.raises(UndefinedError):
        texts.text("t.item", {"it": {"nom": "x"}}, Reader())


def test_a_message_that_only_english_has_is_said_in_english(texts: Texts) -> None:
    assert texts.line("t.only_english", {}, Reader("fr")) == "Only in English"


def test_a_missing_message_names_the_block_and_the_file(texts: Texts) -> None:
    with pytest.raises(MissingMessage, match=r"add \{% block gone %\} to messages/fr/t\.j2"):
        texts.text("t.gone", {}, Reader("fr"))
    with pytest.raises(MissingMessage):
        texts.text("nowhere.gone", {}, Reader("fr"))


def test_a_language_is_a_folder(texts: Texts) -> None:
    assert texts.languages == ["en", "es", "fr"]


def test_the_same_words_are_parsed_once(texts: Texts) -> None:
    assert texts.tree("t.plain", {"it": "Ana"}, Reader()) is texts.tree("t.plain", {"it": "Ana"}, Reader("es"))
