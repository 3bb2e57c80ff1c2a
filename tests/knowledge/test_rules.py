"""A secretariat that mistypes a rule must be told the line and what to do before Plaza starts, not miss a deadline in February."""

from pathlib import Path

import pytest

from bot.knowledge import rules
from bot.knowledge.library import Library
from bot.knowledge.records.files import BadKnowledge
from bot.model.alerts import Offset, Rules
from tests.alerting import CHECKOUT

GOOD = """topics:
- id: hrc
  words: [council]
rules:
- id: six-weeks
  anchor: session-opens
  when: 42 days before
  topic: hrc
  message: session_ahead
"""


def load(tmp_path: Path, library: Library, text: str) -> Rules:
    (tmp_path / "knowledge").mkdir(exist_ok=True)
    (tmp_path / "knowledge" / "calendar.yaml").write_text("closed_days: ['12-25']\n", encoding="utf-8")
    path = tmp_path / "alerts.yaml"
    path.write_text(text, encoding="utf-8")
    return rules.load(path, library, lambda block: block in ("session_ahead", "topic_hrc", "topic_hrc__what"))


def test_the_file_that_ships_is_good_and_every_rule_hangs_on_something(library: Library) -> None:
    found = rules.load(CHECKOUT / "config" / "alerts.yaml", library, lambda block: True)
    assert len(found.rules) > 15
    assert {rule.topic for rule in found.rules} == {topic.id for topic in found.topics}


def test_a_small_file_becomes_a_rule(tmp_path: Path, library: Library) -> None:
    found = load(tmp_path, library, GOOD)
    assert found.rules[0].offset == Offset(-42)
    assert found.closed == {"12-25"}
    assert found.topic("hrc") is not None


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("14 days before", Offset(-14)),
        ("1 day after", Offset(1)),
        ("3 working days before", Offset(-3, working=True)),
        ("on the day", Offset(0)),
    ],
)
def test_offsets_are_written_in_words(tmp_path: Path, library: Library, text: str, offset: Offset) -> None:
    assert load(tmp_path, library, GOOD.replace("42 days before", text)).rules[0].offset == offset


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("anchor: session-opens", "anchor: session-open", 6, "there is no anchor 'session-open'; use one of"),
        ("anchor: session-opens", "anchor: 2027-02-22", 6, "`anchor` should be a text"),
        ("42 days before", "six weeks before", 7, "write `14 days before`"),
        ("topic: hrc", "topic: council", 8, "there is no topic 'council'; use one of hrc"),
        ("message: session_ahead", "message: nothing", 9, "add {% block nothing %}"),
        ("  message: session_ahead", "  message: session_ahead\n  at: 10:00", 10, "`at` should be a text; fill it in, in quotes"),
        ("  message: session_ahead", '  message: session_ahead\n  at: "25:00"', 10, 'write it as "09:00"'),
        ("  message: session_ahead", "  message: session_ahead\n  late: soon", 10, "write `2 days` or `12 hours`"),
        ("  message: session_ahead", "  message: session_ahead\n  urgent: very", 10, "should be true or false"),
        ("  message: session_ahead", "  message: session_ahead\n  hour: 9", 10, "unknown field 'hour'; use anchor, at"),
        ("- id: six-weeks", "- id: Six Weeks!", 5, "small letters, digits and hyphens"),
        ("- id: hrc", "- id: geneva", 2, "topic geneva has no words; add the block topic_geneva"),
        ("topics:", "topic:", 1, "there should be a list of topics"),
        ("  topic: hrc", " topic: hrc", 8, "is not valid YAML"),
    ],
)
def test_each_mistake_is_one_line_with_file_line_and_remedy(
    tmp_path: Path, library: Library, old: str, new: str, line: int, says: str
) -> None:
    with pytest.raises(BadKnowledge) as caught:
        load(tmp_path, library, GOOD.replace(old, new))
    told = str(caught.value)
    assert told.startswith(f"{tmp_path / 'alerts.yaml'}:{line}: ")
    assert says in told
    assert "\n" not in told


def test_two_rules_of_one_name_are_refused(tmp_path: Path, library: Library) -> None:
    twice = GOOD + GOOD.partition("rules:\n")[2]
    with pytest.raises(BadKnowledge, match=r"alerts.yaml:10: 'six-weeks' stands in rules twice; give one of them another id"):
        load(tmp_path, library, twice)


def test_a_missing_file_says_which(tmp_path: Path, library: Library) -> None:
    with pytest.raises(BadKnowledge, match=r"alerts.yaml: cannot be read"):
        rules.load(tmp_path / "alerts.yaml", library, lambda block: True)


@pytest.mark.parametrize("promise", ["two days", "0 working days", "2 days"])
def test_a_promise_of_the_desk_that_cannot_be_read_says_what_to_write(tmp_path: Path, library: Library, promise: str) -> None:
    with pytest.raises(BadKnowledge, match="2 working days"):
        load(tmp_path, library, f"desk:\n  answer_within: {promise}\n{GOOD}")


def test_the_desk_promises_what_the_file_says_and_two_working_days_when_it_says_nothing(tmp_path: Path, library: Library) -> None:
    assert load(tmp_path, library, f"desk:\n  answer_within: 1 working day\n{GOOD}").answer_within == 1
    assert load(tmp_path, library, GOOD).answer_within == 2
