"""The page's words: the same phrases in every language, and layouts that escape whatever they are given."""

import re

import pytest
from jinja2 import UndefinedError

from bot.channels.web.layouts import environment
from bot.model.person import LANGUAGES
from tests.channels.web.server import MESSAGES, _page_words, phrase

SAME = {"title", "plaza", "conversation", "suggestions", "no"}
PAGES = ["chat.html", "notice.html", "message.html", "sheet.html", "question.html", "hidden.html", "base.html"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrase_exists_in_every_language(language: str) -> None:
    english = set(_page_words("en").blocks)
    assert set(_page_words(language).blocks) == english
    assert all(phrase(language, block).strip() for block in english)


@pytest.mark.parametrize("language", [one for one in LANGUAGES if one != "en"])
def test_nothing_was_left_in_english(language: str) -> None:
    same = {block for block in _page_words("en").blocks if phrase(language, block) == phrase("en", block)}
    assert same <= SAME


def test_no_phrase_is_lost_or_invented_by_the_page() -> None:
    layouts = "".join(environment().loader.get_source(environment(), page)[0] for page in PAGES)  # type: ignore[union-attr]
    used = set(re.findall(r'say\("(\w+)"', layouts)) | set(re.findall(r'"(no_answer)"', layouts))
    english = set(_page_words("en").blocks)
    assert used - {"form_", "role_"} <= english


def test_a_layout_escapes_whatever_its_suffix() -> None:
    template = environment().from_string("{{ name }}")
    assert template.render(name="<script>") == "&lt;script&gt;"
    assert environment().autoescape is True


def test_a_misspelt_name_in_a_layout_is_an_error_not_a_gap() -> None:
    with pytest.raises(UndefinedError):
        environment().from_string("{{ nmae }}").render(name="x")


def test_message_files_are_where_the_page_looks() -> None:
    assert {path.parent.name for path in MESSAGES.glob("*/web.j2")} >= set(LANGUAGES)
