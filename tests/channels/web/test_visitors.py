"""Who is looking: sessions cannot be guessed or read back, demo roles exist in a demo only, other sites' requests are refused."""

import pytest

from bot.channels.web.visitors import address_of, choose_language, is_known_host, is_own, recognise
from tests.channels.web.server import DEMO

URL = "https://plaza.example.org"


def test_a_known_browser_keeps_its_address_and_a_new_one_gets_its_own() -> None:
    first, second = recognise(None, "en", "", None), recognise(None, "en", "", None)
    assert first.fresh
    assert first.address != second.address
    assert len(first.session) == 43
    again = recognise(first.session, "en", "", None)
    assert (again.address, again.fresh) == (first.address, False)


def test_the_address_does_not_give_the_cookie_away() -> None:
    visitor = recognise(None, "en", "", None)
    assert visitor.session not in visitor.address
    assert address_of(visitor.session).startswith("web:")
    assert len(visitor.address) == 36


@pytest.mark.parametrize("cookie", ["", "admin", "x" * 42, "x" * 44, "é" * 43, "a/" + "x" * 41])
def test_a_cookie_we_never_made_begins_a_new_conversation(cookie: str) -> None:
    assert recognise(cookie, "en", "", None).fresh


def test_roles_are_for_the_demo_only() -> None:
    assert recognise(None, "en", "organiser", DEMO).address == "web:demo-organiser"
    assert recognise(None, "en", "admin", DEMO).address == "web:demo-member"
    outside = recognise(None, "en", "organiser", None)
    assert (outside.role, outside.query) == ("", "")
    assert "demo" not in outside.address


@pytest.mark.parametrize(
    ("cookie", "accepted", "language"),
    [
        (None, "fr-CH, fr;q=0.9, en;q=0.8", "fr"),
        (None, "de;q=1, es;q=0.3, en;q=0.2", "es"),
        (None, "es;q=0, fr;q=0.1", "fr"),
        (None, "de, it", "en"),
        (None, "", "en"),
        (None, ";;;,,q=,fr;q=x", "fr"),
        ("es", "fr", "es"),
        ("xx", "fr", "fr"),
    ],
)
def test_the_page_speaks_the_chosen_language_else_the_browsers(cookie: str | None, accepted: str, language: str) -> None:
    assert choose_language(cookie, accepted) == language


@pytest.mark.parametrize(
    ("headers", "own"),
    [
        ({"sec-fetch-site": "same-origin"}, True),
        ({"sec-fetch-site": "same-site"}, False),
        ({"sec-fetch-site": "cross-site", "origin": URL}, False),
        ({"sec-fetch-site": "none"}, False),
        ({"origin": URL}, True),
        ({"origin": "http://10.0.0.5:8080", "host": "10.0.0.5:8080"}, True),
        ({"origin": "https://plaza.example.org.evil.example", "host": "plaza.example.org"}, False),
        ({"origin": "http://[", "host": ""}, False),
        ({"origin": "null", "host": "plaza.example.org"}, False),
        ({}, False),
    ],
)
def test_a_request_counts_only_from_our_own_page(headers: dict[str, str], own: bool) -> None:
    assert is_own(headers, URL) is own


def test_a_forms_own_token_counts_where_an_old_browser_names_no_site() -> None:
    assert is_own({"origin": "null"}, URL, form_token_good=True)
    assert is_own({}, URL, form_token_good=True)
    assert not is_own({"sec-fetch-site": "cross-site"}, URL, form_token_good=True)
    assert not is_own({"origin": "https://evil.example", "host": "plaza.example.org"}, URL, form_token_good=True)


@pytest.mark.parametrize(
    ("host", "known"),
    [
        ("127.0.0.1:8080", True),
        ("localhost", True),
        ("[::1]:9", True),
        ("plaza.example.org", True),
        ("evil.example:8080", False),
        ("[", False),
    ],
)
def test_a_demo_answers_to_its_own_names_only(host: str, known: bool) -> None:
    assert is_known_host(host, URL) is known
