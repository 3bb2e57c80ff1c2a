"""An alert that cannot be put into words is an alert that nobody gets: every rule must speak every language, sure or unsure."""

from dataclasses import replace
from datetime import date

import pytest

from bot.actions.alerts_say import message
from bot.engine.texts import Reader, Texts
from bot.knowledge.calendar import anchors
from bot.model.alerts import Alert, Rule, Topic
from bot.model.codec import pack, unpack
from bot.model.knowledge import Anchor, DateState
from bot.model.outgoing import plain_blocks
from tests.alerting import CHECKOUT, library_with_rules

LANGUAGES = ("en", "es", "fr")
TEXTS = Texts(CHECKOUT / "messages")
WHY = {"en": "You get this because", "es": "Recibe esto porque", "fr": "Vous recevez ceci parce que"}
STOP = {"en": "stop to end", "es": "parar para terminar", "fr": "arrêter pour mettre fin"}
UNSURE = {"en": "unconfirmed", "es": "sin confirmar", "fr": "non confirmé"}


def words(rule: Rule, anchor: Anchor, language: str) -> str:
    """The alert as its reader gets it, after its stay in the outbox."""
    said = message(library_with_rules(), Alert(rule, anchor, date(2027, 2, 1)))
    return plain_blocks(TEXTS.tree(said.message, unpack(pack(said.data)), Reader(language)))


def some_anchor(rule: Rule) -> Anchor:
    """A day that this rule hangs on."""
    return next(one for one in anchors(library_with_rules()) if rule.hangs_on(one))


@pytest.mark.parametrize("rule", library_with_rules().rules.rules, ids=lambda rule: rule.id)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_says_the_day_and_why_and_the_way_out(rule: Rule, language: str) -> None:
    sure = replace(some_anchor(rule), day=date(2027, 2, 22), latest=None, state=DateState.CONFIRMED, verified=True)
    told = words(rule, sure, language)
    assert WHY[language] in told
    assert STOP[language] in told
    assert UNSURE[language] not in told
    assert "2027" in told or rule.id == "human-rights-day"


@pytest.mark.parametrize("rule", [r for r in library_with_rules().rules.rules if r.topic != "human_rights_day"], ids=lambda rule: rule.id)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_day_that_is_not_certain_is_never_told_as_certain(rule: Rule, language: str) -> None:
    guess = replace(some_anchor(rule), day=date(2027, 2, 22), latest=date(2027, 3, 1), state=DateState.PROVISIONAL, verified=False)
    told = words(rule, guess, language)
    assert UNSURE[language] in told
    assert "2027" in told


@pytest.mark.parametrize("topic", library_with_rules().rules.topics, ids=lambda topic: topic.id)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_topic_has_its_own_name_and_promise(topic: Topic, language: str) -> None:
    name = f"alerts.topic_{topic.id}"
    assert TEXTS.has(name, language)
    assert TEXTS.has(f"{name}__what", language)
    assert len(TEXTS.line(name, {}, Reader(language))) < 60


@pytest.mark.parametrize("file", ["alerts", "broadcasts"])
def test_no_language_lacks_a_message(file: str) -> None:
    blocks = {language: set(TEXTS.environment.get_template(f"{language}/{file}.j2").blocks) for language in LANGUAGES}
    assert blocks["en"] == blocks["es"] == blocks["fr"]
