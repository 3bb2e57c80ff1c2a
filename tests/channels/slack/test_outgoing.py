"""What Plaza says, as Slack draws it: whole, literal, and never refused."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from bot.channels.slack.outgoing import draw
from bot.channels.slack.outgoing_modal import modal, verdict
from bot.channels.slack.place import Place
from bot.channels.slack.rich import Writer
from bot.channels.slack.wording import clean
from bot.model.outgoing import (
    Break,
    Choice,
    Code,
    Emphasis,
    Heading,
    Link,
    Listing,
    Outgoing,
    Paragraph,
    Press,
    Question,
    Quote,
    Sheet,
    Strong,
    Text,
)
from bot.model.ports import Refused
from tests.channels.slack.outgoings import outgoings, sheets
from tests.channels.slack.sheets import CITY, MEAL, asking, sheet
from tests.paper import words
from tests.platforms.slack_blocks import controls, message_faults, view_faults
from tests.platforms.slack_blocks import words as read

LOTS = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def kinds(thing: Any) -> set[str]:
    """The type of every object inside a drawn message."""
    if isinstance(thing, dict):
        own = {thing["type"]} if isinstance(thing.get("type"), str) else set()
        return own.union(*map(kinds, thing.values()))
    return set().union(*map(kinds, thing)) if isinstance(thing, list) else set()


@LOTS
@given(outgoings)
def test_no_message_is_refused_by_slack_and_no_word_in_it_becomes_markup(outgoing: Outgoing) -> None:
    drawn = draw(outgoing)
    assert drawn["blocks"] is None or message_faults(drawn["blocks"]) == []
    assert 0 < len(drawn["text"]) <= 40_000
    assert not set("<>") & set(drawn["text"])
    assert kinds(drawn["blocks"]) <= {
        *("rich_text", "rich_text_section", "rich_text_list", "rich_text_quote", "text", "link"),
        *("header", "plain_text", "actions", "button"),
    }


@LOTS
@given(outgoings, sheets)
def test_no_form_is_refused_by_slack(outgoing: Outgoing, asked: Sheet) -> None:
    view = modal(outgoing, asked)
    assert view_faults(view) == []
    assert kinds(view).isdisjoint({"mrkdwn"})
    assert view["private_metadata"] == asked.token
    assert {c.block_id for c in controls(view["blocks"])} == {q.name for q in asked.questions}


def test_everything_a_message_says_is_there_in_its_own_form() -> None:
    tree = Outgoing(
        (
            Heading((Text("Forum"),)),
            Paragraph((Text("Seat "), Strong((Text("14"), Emphasis((Text(" now"),)))), Break(), Code("a*b"))),
            Listing(((Text("Monday"),), (Link((Text("Programme"),), "https://plaza.test/p"),)), numbered=True),
            Quote((Paragraph((Text("Rights"),)), Listing(((Text("one"),), (Text("two"),))))),
        ),
        buttons=(Press("Cancel", "t-1", "danger"),),
    )
    drawn = draw(tree)
    header, paragraph, listing, quote, actions = drawn["blocks"]
    assert header["text"] == {"type": "plain_text", "text": "Forum", "emoji": False}
    assert paragraph["elements"][0]["elements"] == [
        {"type": "text", "text": "Seat "},
        {"type": "text", "text": "14", "style": {"bold": True}},
        {"type": "text", "text": " now", "style": {"bold": True, "italic": True}},
        {"type": "text", "text": "\n"},
        {"type": "text", "text": "a*b", "style": {"code": True}},
    ]
    assert listing["elements"][0]["style"] == "ordered"
    assert listing["elements"][0]["elements"][1]["elements"] == [{"type": "link", "url": "https://plaza.test/p", "text": "Programme"}]
    assert quote["elements"][0]["type"] == "rich_text_quote"
    assert read([quote]) == "Rights\n• one\n• two"
    assert (actions["elements"][0]["value"], actions["elements"][0]["style"]) == ("t-1", "danger")
    assert (
        drawn["text"]
        == "Forum\n\nSeat 14 now\na*b\n\n1. Monday\n2. Programme (https://plaza.test/p)\n\n&gt; Rights\n&gt; \n&gt; - one\n&gt; - two"
    )


def test_a_name_full_of_marks_stays_a_name() -> None:
    name = "*Ana* <!channel> [x](http://y) :tada: `rm` <https://evil.test|Plaza>"
    drawn = draw(words(name))
    assert read(drawn["blocks"]) == name
    assert drawn["text"] == name.replace("<", "&lt;").replace(">", "&gt;")


def test_a_link_that_is_none_is_written_out() -> None:
    drawn = draw(Outgoing((Paragraph((Link((Text("click"),), "javascript:alert(1)"),)),)))
    assert kinds(drawn["blocks"]).isdisjoint({"link"})
    assert read(drawn["blocks"]) == "click (javascript:alert(1))"


def test_a_long_answer_is_cut_where_slack_would_refuse_it_and_says_so() -> None:
    drawn = draw(words("word " * 6_000))
    assert message_faults(drawn["blocks"]) == []
    assert read(drawn["blocks"]).endswith("…")
    assert len(drawn["text"]) == 30_000


@pytest.mark.parametrize("many", [49, 50, 55, 120])
def test_many_paragraphs_share_blocks_and_none_is_lost(many: int) -> None:
    tree = Outgoing(tuple(Paragraph((Text(f"line {n}."),)) for n in range(many)), buttons=(Press("More", "t"),))
    drawn = draw(tree)
    assert message_faults(drawn["blocks"]) == []
    assert [line for line in read(drawn["blocks"]).split("\n") if line.strip()] == [f"line {n}." for n in range(many)]


def test_a_choice_of_sixty_events_has_sixty_buttons() -> None:
    drawn = draw(words("Pick one", buttons=tuple(Press(f"Event {n}", f"t-{n}") for n in range(60))))
    assert [c.label for c in controls(drawn["blocks"])] == [f"Event {n}" for n in range(60)]
    assert all(len(b["elements"]) <= 5 for b in drawn["blocks"] if b["type"] == "actions")


def test_a_token_slack_cannot_carry_is_our_fault_and_is_said_so() -> None:
    with pytest.raises(Refused) as refusal:
        draw(words("x", buttons=(Press("Go", "t" * 2_001),)))
    assert refusal.value.whom == "payload"
    with pytest.raises(Refused):
        modal(asking(token="t" * 3_001), sheet(token="t" * 3_001))


def test_a_form_asks_each_question_by_the_fitting_means() -> None:
    few = tuple(Choice(f"C{n}", f"c{n}") for n in range(5))
    lots = tuple(Choice(f"City {n}", f"city-{n}") for n in range(230))
    view = modal(
        asking(),
        sheet(
            Question("city", "City", "choice", True, options=lots, value="city-117"),
            Question("meal", "Meal", "choice", True, options=few, value="c3"),
            Question("visa", "Visa", "yes_no", False, options=few[:2]),
            Question("seats", "Seats", "number", True, value="2"),
            Question("day", "Day", "date", True, value="2026-05-14"),
            Question("hour", "Hour", "time", True, value="09:30"),
            Question("why", "Why", "long_text", False, value="because", longest=500),
            Question("zone", "Zone", "zone", True, value="Asia/Seoul"),
        ),
    )
    found = {c.block_id: c for c in controls(view["blocks"])}
    assert {name: c.kind for name, c in found.items()} == {
        "city": "static_select",
        "meal": "radio_buttons",
        "visa": "static_select",
        "seats": "number_input",
        "day": "datepicker",
        "hour": "timepicker",
        "why": "plain_text_input",
        "zone": "plain_text_input",
    }
    assert len(found["city"].options) == 230
    assert found["city"].element["initial_option"]["value"] == "city-117"
    assert found["meal"].element["initial_option"]["value"] == "c3"
    assert (found["why"].element["multiline"], found["why"].element["max_length"], found["why"].optional) == (True, 500, True)
    assert [found[n].element.get(f"initial_{k}") for n, k in (("day", "date"), ("hour", "time"))] == ["2026-05-14", "09:30"]


def test_an_optional_question_keeps_its_menu_and_is_skipped_by_leaving_it_empty() -> None:
    skip = Choice("Skip", "", "t-s")
    meal = Question("meal", "Meal", "choice", False, options=(*MEAL.options, skip))
    name = Question("name", "Name", "text", False, options=(skip,))
    view = modal(asking(), sheet(meal, name))
    first, second = controls(view["blocks"])
    assert (first.kind, [o["value"] for o in first.options], first.optional) == ("static_select", ["vegan", "any"], True)
    assert (second.kind, second.optional) == ("plain_text_input", True)


def test_a_form_without_words_is_announced_by_its_title() -> None:
    drawn = draw(Outgoing((), form=sheet()))
    assert (read(drawn["blocks"]), drawn["text"]) == ("Sign up", "Sign up")


def test_a_title_too_long_for_a_modal_stands_whole_above_the_questions() -> None:
    title = "World Human Rights Cities Forum 2026, Gwangju"
    asked = replace(sheet(CITY), title=title)
    view = modal(Outgoing(()), asked)
    assert view_faults(view) == []
    assert view["title"]["text"] == "World Human Rights Citi…"
    assert read(view["blocks"]).startswith(title)


def test_choices_slack_cannot_carry_are_typed_instead() -> None:
    view = modal(asking(), sheet(Question("q", "Q", "choice", True, options=(Choice("Long", "v" * 151),))))
    assert [c.kind for c in controls(view["blocks"])] == ["plain_text_input"]


def test_a_form_tells_what_was_wrong_when_it_is_shown_anew() -> None:
    view = modal(asking(), sheet(Question("city", "City", "text", True, hint="As on the map", error="Unknown city.")))
    assert "⚠️ Unknown city.\nAs on the map" in read(view["blocks"])


def test_reasons_go_beside_the_fields_only_where_those_fields_are_on_the_screen() -> None:
    wrong = Question("city", "City", "text", True, error="Unknown city.")
    shown = Place("T1", True, view="V1", form="form-1", fields=frozenset({"city", "meal"}))
    beside = verdict(asking(wrong), sheet(wrong), shown)
    assert beside == {"response_action": "errors", "errors": {"city": "Unknown city."}}
    more = verdict(asking(wrong, Question("new", "New", "text", True)), sheet(wrong, Question("new", "New", "text", True)), shown)
    assert more["response_action"] == "update"
    assert verdict(asking(CITY, MEAL), sheet(CITY, MEAL), shown)["response_action"] == "update"
    assert verdict(asking(wrong), sheet(wrong, token="form-2"), shown)["response_action"] == "update"


def test_unspeakable_characters_do_not_make_a_message_fail() -> None:
    tree = Outgoing((Paragraph((Text("a\x00b\ud800"), Code("\x07"))),), buttons=(Press("\x00", "t"),))
    drawn = draw(tree)
    assert message_faults(drawn["blocks"]) == []
    assert read(drawn["blocks"][:1]) == clean("a\x00b\ud800")
    assert Writer().elements(Paragraph((Text("\x00"),))) == []
