"""Who asks for alerts in their own words and spelling must get the topic they mean, and never one they did not."""

from pathlib import Path

import pytest

from bot.knowledge import rules
from bot.knowledge.library import Library
from bot.knowledge.topics import find
from bot.model.alerts import Rules

FILE = Path(__file__).parents[2] / "config" / "alerts.yaml"


@pytest.fixture(scope="module")
def known(library: Library) -> Rules:
    return rules.load(FILE, library, lambda block: True)


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("the human rights council", "hrc"),
        ("human right counsil", "hrc"),
        ("HRC sessions in Geneva", "hrc"),
        ("el Consejo de Derechos Humanos", "hrc"),
        ("consejo de derechos humanos por favor", "hrc"),
        ("Conseil des droits de l'homme", "hrc"),
        ("deadlines", "deadlines"),
        ("los plazos", "deadlines"),
        ("les échéances", "deadlines"),
        ("local goverments", "local_government"),
        ("gobiernos locales", "local_government"),
        ("les gouvernements locaux", "local_government"),
        ("human rights day", "human_rights_day"),
        ("dia de los derechos humanos", "human_rights_day"),
        ("la journée des droits de l’homme", "human_rights_day"),
        ("forums", "events"),
        ("foros", "events"),
        ("rencontres", "events"),
    ],
)
def test_a_topic_is_found_in_three_languages_and_with_mistakes(known: Rules, text: str, topic: str) -> None:
    meant = find(known, text)
    assert ([one.id for one in meant.topics], meant.sure) == ([topic], True)


@pytest.mark.parametrize("text", ["droits de l'homme", "the council and deadlines", "human rights"])
def test_what_may_mean_several_things_is_never_sure(known: Rules, text: str) -> None:
    meant = find(known, text)
    assert meant.topics
    assert not meant.sure


@pytest.mark.parametrize("text", ["pizza", "", "...", "the", "🙂", "everything"])
def test_what_means_nothing_finds_nothing(known: Rules, text: str) -> None:
    assert find(known, text).topics == ()
