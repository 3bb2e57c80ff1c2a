"""People must be able to choose alerts in their own words, leave with one word, and always be told why something came."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from bot.app.assemble import Plaza
from bot.model.inbound import Rang
from bot.model.person import Role
from bot.storage import people
from bot.storage.people import consent
from tests.alerting import at
from tests.clocks import PaperClock
from tests.paper import PaperChannel
from tests.talk import Talk

Meet = Callable[..., Talk]


def consents(plaza: Plaza) -> list[Any]:
    return plaza.database.read(lambda tx: list(tx.execute(select(consent).order_by(consent.c.id)).all()))


async def ring(plaza: Plaza) -> None:
    """The clock's bell at this minute, handled, and the post."""
    due = plaza.clock.now()
    await plaza.receiver.accept(Rang(f"alerts:{due.isoformat()}", "alerts", due))
    await plaza.receiver.drain()
    await plaza.deliverer.flush()


async def test_topics_are_shown_with_their_state_and_one_press_changes_it(plaza: Plaza, talk: Meet) -> None:
    ana = talk(plaza, "paper:ana")
    shown = await ana.say("alerts")
    assert "Human Rights Council sessions" in shown.text
    changed = await ana.press("Subscribe: Human Rights Council sessions")
    assert changed[0].edits
    assert "Human Rights Council sessions (on)" in changed.text
    assert "✓ Human Rights Council sessions (end)" in changed.labels
    ended = await ana.press("✓ Human Rights Council sessions (end)")
    assert "Subscribe: Human Rights Council sessions" in ended.labels
    assert [row.withdrawn_at is not None for row in consents(plaza)] == [True]


async def test_consent_is_kept_as_the_very_sentence_that_was_shown(plaza: Plaza, talk: Meet) -> None:
    eva = talk(plaza, "paper:eva", language="es")
    shown = await eva.say("alertas")
    await eva.press("Suscribirme: Plazos")
    [row] = consents(plaza)
    assert (row.purpose, row.language, row.channel, row.given_at) == ("topic:deadlines", "es", "paper", plaza.clock.now())
    name, _, promise = row.wording.partition(". ")
    assert name in " ".join(shown.text.split())
    assert promise in " ".join(shown.text.split())


async def test_pressing_an_old_button_twice_is_the_same_as_once(plaza: Plaza, talk: Meet) -> None:
    ana = talk(plaza, "paper:ana")
    shown = await ana.say("alerts")
    token = shown[0].buttons[0].token
    await ana.token(token)
    await ana.token(token)
    assert len(consents(plaza)) == 1


async def test_one_press_takes_every_topic(plaza: Plaza, talk: Meet) -> None:
    ana = talk(plaza, "paper:ana")
    await ana.say("alerts")
    shown = await ana.press("Subscribe to all")
    assert len(consents(plaza)) == len(plaza.library.rules.topics)
    assert "Subscribe to all" not in shown.labels
    assert "Stop all alerts" in shown.labels


@pytest.mark.parametrize(
    ("text", "topic", "answer"),
    [
        ("subscribe me to the human rights council", "hrc", "You are subscribed to"),
        ("I want alerts about deadlines", "deadlines", "You are subscribed to"),
        ("suscríbeme al Consejo de Derechos Humanos", "hrc", "Tiene activado el tema"),
        ("quiero alertas sobre los gobiernos locales", "local_government", "Tiene activado el tema"),
        ("abonne-moi au Conseil des droits de l’homme", "hrc", "Vous êtes abonné(e) à"),
        ("je veux m'abonner aux échéances", "deadlines", "Vous êtes abonné(e) à"),
    ],
)
async def test_asking_for_a_topic_in_plain_words_subscribes_at_once(plaza: Plaza, talk: Meet, text: str, topic: str, answer: str) -> None:
    said = await talk(plaza, "paper:ana").say(text)
    assert answer in said.text
    assert [row.purpose for row in consents(plaza)] == [f"topic:{topic}"]


@pytest.mark.parametrize(
    "text", ["alerts human rights council", "alertas consejo de derechos humanos", "alertes conseil des droits de l'homme"]
)
async def test_naming_a_topic_only_shows_it(plaza: Plaza, talk: Meet, text: str) -> None:
    said = await talk(plaza, "paper:ana").say(text)
    assert len(said.labels) == 2
    assert consents(plaza) == []


async def test_an_unclear_wish_is_asked_back_and_an_unknown_one_lists_the_topics(plaza: Plaza, talk: Meet) -> None:
    ana = talk(plaza, "paper:ana")
    unclear = await ana.say("subscribe me to the council and deadlines")
    assert unclear.labels == ["Subscribe: Human Rights Council sessions", "Subscribe: Deadlines"]
    unknown = await ana.say("subscribe me to *pizza*")
    assert "no alerts about “*pizza*”" in unknown.text
    assert consents(plaza) == []


async def test_saying_hello_or_registering_is_never_consent(plaza: Plaza, talk: Meet) -> None:
    ana = talk(plaza, "paper:ana")
    for text in ("start", "hello", "events", "help", "alerts"):
        await ana.say(text)
    assert consents(plaza) == []


@pytest.mark.parametrize(
    ("language", "word", "done", "nothing"),
    [
        ("en", "stop", "no more alerts and no more broadcasts", "You have no alerts"),
        ("en", "stop sending me alerts", "no more alerts and no more broadcasts", "You have no alerts"),
        ("es", "parar", "no recibirá más alertas ni difusiones", "No tiene alertas"),
        ("es", "baja", "no recibirá más alertas ni difusiones", "No tiene alertas"),
        ("fr", "arrêter", "plus ni alertes ni messages diffusés", "Vous n’avez pas d’alertes"),
        ("fr", "désabonnez-moi", "plus ni alertes ni messages diffusés", "Vous n’avez pas d’alertes"),
    ],
)
async def test_one_word_ends_everything_and_says_what_stays(
    plaza: Plaza, talk: Meet, language: str, word: str, done: str, nothing: str
) -> None:
    ana = talk(plaza, "paper:ana", language=language)
    await ana.say({"en": "alerts", "es": "alertas", "fr": "alertes"}[language])
    await ana.press({"en": "Subscribe to all", "es": "Suscribirme a todo", "fr": "M’abonner à tout"}[language])
    said = await ana.say(word)
    assert done in said.text
    assert len(said.labels) == 1
    assert not [row for row in consents(plaza) if row.withdrawn_at is None]
    assert nothing in (await ana.say(word)).text


async def test_stop_leaves_other_consents_alone(plaza: Plaza, talk: Meet) -> None:
    ana = talk(plaza, "paper:ana")
    await ana.say("subscribe me to deadlines")
    person = plaza.database.read(lambda tx: people.by_address(tx, "paper:ana"))
    assert person is not None
    plaza.database.write(lambda tx: people.agree(tx, person.id, "photos", now=plaza.clock.now()))
    await ana.say("stop")
    assert [row.purpose for row in consents(plaza) if row.withdrawn_at is None] == ["photos"]


@pytest.mark.parametrize(
    ("language", "ask", "why", "unsure", "stop"),
    [
        ("en", "subscribe hrc", "You get this because you subscribed to “Human Rights Council sessions”", "unconfirmed", "Stop all alerts"),
        (
            "es",
            "suscribirme hrc",
            "porque se suscribió a «Sesiones del Consejo de Derechos Humanos»",
            "sin confirmar",
            "Parar todas las alertas",
        ),
        ("fr", "m'abonner hrc", "parce que vous êtes abonné(e) à « Sessions du Conseil", "non confirmé", "Arrêter toutes les alertes"),
    ],
)
async def test_an_alert_says_the_day_how_sure_it_is_why_it_came_and_how_to_stop(
    plaza: Plaza, talk: Meet, clock: PaperClock, language: str, ask: str, why: str, unsure: str, stop: str
) -> None:
    ana = talk(plaza, "paper:ana", language=language)
    await ana.say(ask)
    clock.set(at("2027-01-11", "08:00"))
    await ring(plaza)
    [alert] = ana.came()
    assert why in alert.plain
    assert unsure in alert.plain
    assert "2027" in alert.plain
    assert stop in [press.label for press in alert.buttons]
    await ana.press(stop)
    assert not [row for row in consents(plaza) if row.withdrawn_at is None]


async def test_a_moved_day_is_told_as_old_and_new_in_the_reader_s_words(plaza: Plaza, talk: Meet, clock: PaperClock) -> None:
    ana, boss = talk(plaza, "paper:ana", language="fr"), talk(plaza, "paper:boss")
    await ana.say("m'abonner hrc")
    clock.set(at("2027-01-11", "08:00"))
    await ring(plaza)
    await make_organiser(plaza, boss)
    await boss.say("reschedule opening 64")
    await boss.press("Human Rights Council, session 64: opening")
    done = await boss.fill({"day": "2027-03-01", "state": "Confirmed", "source": "https://www.ohchr.org/x"})
    assert "22 February 2027 → 1 March 2027" in done.text
    assert "8 February 2027 → 15 February 2027 (unconfirmed)" in done.text
    assert "get the new one: 1" in done.text
    await plaza.deliverer.flush()
    notice = ana.came()[-1]
    assert "Je vous avais dit lundi 22 février 2027" in notice.plain
    assert "lundi 1 mars 2027" in notice.plain
    assert "non confirmé" not in notice.plain


async def make_organiser(plaza: Plaza, who: Talk) -> None:
    """Give the organiser's role."""
    await who.say("hello")
    person = plaza.database.read(lambda tx: people.by_address(tx, who.address))
    assert person is not None
    plaza.database.write(lambda tx: people.grant(tx, person.id, Role.ORGANISER, "operator", plaza.clock.now()))


async def test_the_bell_rings_twice_in_a_minute_and_is_heard_once(plaza: Plaza, talk: Meet, clock: PaperClock, paper: PaperChannel) -> None:
    await talk(plaza, "paper:ana").say("subscribe hrc")
    clock.set(at("2027-01-11", "08:00"))
    await ring(plaza)
    await ring(plaza)
    assert len([one for one in paper.said if "2027" in one.outgoing.plain]) == 1


async def test_the_plan_and_dates_are_for_organisers_and_answer_in_chat(plaza: Plaza, talk: Meet, clock: PaperClock) -> None:
    ana, boss = talk(plaza, "paper:ana"), talk(plaza, "paper:boss")
    await ana.say("subscribe me to human rights day")
    assert "Only organisers" in (await ana.say("plan")).text
    assert "Only organisers" in (await ana.say("reschedule opening 64")).text
    await make_organiser(plaza, boss)
    plan = await boss.say("plan")
    assert "10 December 2026, 09:00 local time: Human Rights Day" in plan.text
    assert "1 person" in plan.text
    await boss.say("broadcast")
    await boss.fill({"audience": "Human Rights Day", "text": "Hello", "text_es": "skip", "text_fr": "skip"})
    await boss.press("Send to 1")
    assert "broadcast on its way (broadcast:1), 1 person" in (await boss.say("plan")).text
    await plaza.deliverer.flush()
    clock.set(at("2026-12-12"))
    assert "Nothing goes out" in (await boss.say("plan 2")).text


async def test_a_date_needs_a_source_and_a_day_that_exists(plaza: Plaza, talk: Meet) -> None:
    boss = talk(plaza, "sheet:boss")
    await make_organiser(plaza, boss)
    await boss.say("reschedule written statements 64")
    await boss.press("NGO written statements")
    wrong = await boss.fill({"day": "2027-02-30", "state": "confirmed", "source": "trust me"})
    assert "Write a date like" in wrong.text
    wrong = await boss.fill({"day": "2027-02-12", "state": "confirmed", "source": "trust me"})
    assert "from https:// on" in wrong.text
    done = await boss.fill({"day": "2027-02-12", "state": "confirmed", "source": "https://www.ohchr.org/x"})
    assert "8 February 2027 → 12 February 2027" in done.text
    assert "no coming date like" in (await boss.say("reschedule pizza")).text
