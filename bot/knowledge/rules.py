"""The alert rules of `config/alerts.yaml`, read once at start. Whatever is wrong in it names its line and what to do."""

import re
from collections.abc import Callable, Collection
from pathlib import Path

from bot.knowledge import reminders
from bot.knowledge.library import Library
from bot.knowledge.records.fields import Document, Fields, Texts
from bot.knowledge.records.files import BadKnowledge, Files, as_mapping
from bot.knowledge.rule_fields import BLOCK, hour, identifier, known, late, named, once
from bot.model.alerts import Offset, Rule, Rules, Topic

TOPIC_FIELDS = {"id", "words"}
DESK_FIELDS = {"answer_within"}
RULE_FIELDS = {"id", "anchor", "when", "topic", "message", "at", "late", "urgent"}
WHEN = re.compile(r"(\d{1,3}) (working )?days? (before|after)")
WITHIN = re.compile(r"(\d{1,2}) working days?")


def load(path: Path, library: Library, says: Callable[[str], bool], reminds: Callable[[str], bool] = bool) -> Rules:
    """The rules in this file; `says` tells whether messages/en/alerts.j2 has such a block, `reminds` whether reminders.j2 beside it has.

    Raises BadKnowledge at the first mistake."""
    document = Document(Files(path.parent), path.name, Texts({}))
    topics = document.each(lambda at: _topic(at, says), "topics", "topics")
    reader = _Reader(kinds(library), {topic.id for topic in topics}, says)
    rules = document.each(reader.rule, "rules", "rules")
    for section, found in (("topics", topics), ("rules", rules)):
        once(document, (section,), [one.id for one in found])
    around = reminders.read(document, reminds)
    return Rules(topics, rules, days_off(path.parent / "knowledge"), _promise(document), around.reminders, around.quiet, around.statutory)


def kinds(library: Library) -> frozenset[str]:
    """What a rule may hang on: kinds of days, deadlines, meetings."""
    return frozenset(library.anchor_names) | frozenset(library.deadlines) | frozenset(library.meetings)


def days_off(folder: Path) -> frozenset[str]:
    """The days besides weekends that are no working days, as MM-DD."""
    return frozenset(str(day) for day in as_mapping(Files(folder).yaml("calendar.yaml")).get("closed_days") or ())


def _topic(at: Fields, says: Callable[[str], bool]) -> Topic:
    known(at, TOPIC_FIELDS)
    name = named(at, "id", BLOCK, "use small letters, digits and underscores")
    for block in (f"topic_{name}", f"topic_{name}__what"):
        if not says(block):
            raise at.bad("id", f"topic {name} has no words", f"add the block {block} to messages/*/alerts.j2")
    return Topic(name, at.many("words"))


class _Reader:
    """Reads rules against what there is to hang them on."""

    def __init__(self, anchors: Collection[str], topics: Collection[str], says: Callable[[str], bool]) -> None:
        self.anchors, self.topics, self.says = anchors, topics, says

    def rule(self, at: Fields) -> Rule:
        """One rule."""
        known(at, RULE_FIELDS)
        return Rule(
            id=identifier(at),
            anchor=self._of(at, "anchor", self.anchors),
            offset=_offset(at),
            topic=self._of(at, "topic", self.topics),
            message=self._message(at),
            at=hour(at, "at", "09:00"),
            late=late(at, "2 days"),
            urgent=at.flag("urgent"),
        )

    def _of(self, at: Fields, name: str, known: Collection[str]) -> str:
        text = at.text(name)
        if text not in known:
            raise at.bad(name, f"{at.key}: there is no {name} {text!r}", f"use one of {', '.join(sorted(known))}")
        return text

    def _message(self, at: Fields) -> str:
        block = named(at, "message", BLOCK, "use the name of a block in messages/en/alerts.j2")
        if not self.says(block):
            raise at.bad("message", f"{at.key}: there is no message {block!r}", f"add {{% block {block} %}} to messages/*/alerts.j2")
        return block


def _offset(at: Fields) -> Offset:
    text = at.text("when")
    if text == "on the day":
        return Offset(0)
    match = WHEN.fullmatch(text)
    if not match:
        raise at.bad(
            "when", f"{at.key}: {text!r} is no offset", "write `14 days before`, `3 working days before`, `2 days after` or `on the day`"
        )
    return Offset(int(match[1]) * (-1 if match[3] == "before" else 1), working=bool(match[2]))


def _promise(document: Document) -> int:
    if "desk" not in document.raw:
        return Rules().answer_within
    at = document.record("desk", "desk")
    known(at, DESK_FIELDS)
    text = at.text("answer_within")
    match = WITHIN.fullmatch(text)
    if not match or not int(match[1]):
        raise at.bad("answer_within", f"desk: {text!r} is no promise", "write `2 working days`")
    return int(match[1])


__all__ = ["BadKnowledge", "days_off", "kinds", "load"]
