"""An organiser must see exactly who will get what before it goes, send it once, and learn how it really went."""

from collections.abc import Callable

import pytest

from bot.actions import events
from bot.app.assemble import Plaza
from bot.model.events import Details, EventKind, Plan, Span
from bot.model.person import Role
from bot.model.ports import Refused, Unknown
from bot.storage import audit, people, registrations
from tests.alerting import at
from tests.paper import PaperChannel
from tests.talk import Talk

Meet = Callable[..., Talk]
HELLO = {
    "audience": "Human Rights Council sessions",
    "text": "Hello **all**, see {{ this }}",
    "text_es": "Hola a **todas**",
    "text_fr": "skip",
}


async def organiser(plaza: Plaza, talk: Meet, address: str = "paper:boss", language: str = "en") -> Talk:
    boss = talk(plaza, address, language=language)
    await boss.say("me")
    grant(plaza, address)
    return boss


def grant(plaza: Plaza, address: str) -> None:
    person = plaza.database.read(lambda tx: people.by_address(tx, address))
    assert person is not None
    plaza.database.write(lambda tx: people.grant(tx, person.id, Role.ORGANISER, "operator", plaza.clock.now()))


def revoke(plaza: Plaza, address: str) -> None:
    person = plaza.database.read(lambda tx: people.by_address(tx, address))
    assert person is not None
    plaza.database.write(lambda tx: people.revoke(tx, person.id, Role.ORGANISER, plaza.clock.now()))


async def readers(plaza: Plaza, talk: Meet) -> list[Talk]:
    """Three subscribers in three languages on two channels."""
    found = []
    for address, language in (("paper:ana", "en"), ("paper:eva", "es"), ("sheet:zoe", "fr")):
        one = talk(plaza, address, language=language)
        await one.say("subscribe hrc")
        found.append(one)
    return found


async def composed(boss: Talk) -> Talk:
    await boss.say("broadcast")
    await boss.fill(HELLO)
    return boss


async def test_the_preview_counts_people_by_channel_and_language_and_shows_the_text(plaza: Plaza, talk: Meet) -> None:
    await readers(plaza, talk)
    boss = await organiser(plaza, talk)
    await boss.say("broadcast")
    shown = await boss.fill(HELLO)
    assert "to “Human Rights Council sessions”" in shown.text
    assert "3 people" in shown.text
    assert "Paper: 2" in shown.text
    assert "Sheet: 1" in shown.text
    assert "English: 2 (1 read French, which is missing)" in shown.text
    assert "Spanish: 1" in shown.text
    assert "Hello all, see {{ this }}" in shown.text
    assert shown.labels == ["Send to 3", "Test to myself", "Cancel"]


async def test_each_reader_gets_their_language_or_english_and_the_way_out(plaza: Plaza, talk: Meet) -> None:
    ana, eva, zoe = await readers(plaza, talk)
    boss = await composed(await organiser(plaza, talk))
    assert "Sent to 3 people" in (await boss.press("Send to 3")).text
    await plaza.deliverer.flush()
    assert "Hello all, see {{ this }}" in ana.came().text
    assert "Hola a todas" in eva.came().text
    assert "porque se suscribió a «Sesiones del Consejo de Derechos Humanos»" in eva.came().text
    assert "Hello all" in zoe.came().text
    await zoe.press("Arrêter toutes les alertes")
    assert "Vous n’avez pas d’alertes" in (await zoe.say("arrêter")).text


async def test_pressing_send_twice_sends_once(plaza: Plaza, talk: Meet, paper: PaperChannel) -> None:
    await readers(plaza, talk)
    boss = await composed(await organiser(plaza, talk))
    token = next(press.token for said in boss.heard for press in said.buttons if press.label == "Send to 3")
    await boss.token(token)
    again = await boss.token(token)
    assert "sent already" in again.text
    await plaza.deliverer.flush()
    assert len(paper.said) == 2


async def test_a_test_goes_to_the_organiser_alone_in_every_version(plaza: Plaza, talk: Meet, paper: PaperChannel) -> None:
    await readers(plaza, talk)
    boss = await composed(await organiser(plaza, talk))
    tried = await boss.press("Test to myself")
    assert [one.language for one in tried] == ["en", "es"]
    assert "Hola a todas" in tried.text
    await plaza.deliverer.flush()
    assert paper.said == []


async def test_a_cancelled_draft_cannot_be_sent_any_more(plaza: Plaza, talk: Meet, paper: PaperChannel) -> None:
    await readers(plaza, talk)
    boss = await composed(await organiser(plaza, talk))
    assert "nothing was sent" in (await boss.press("Cancel")).text
    assert "not there any more" in (await boss.press("Send to 3")).text
    await plaza.deliverer.flush()
    assert paper.said == []


async def test_who_is_no_organiser_any_more_cannot_send_what_they_drafted(plaza: Plaza, talk: Meet, paper: PaperChannel) -> None:
    await readers(plaza, talk)
    boss = await composed(await organiser(plaza, talk))
    revoke(plaza, "paper:boss")
    assert "Only organisers" in (await boss.press("Send to 3")).text
    await plaza.deliverer.flush()
    assert paper.said == []


async def test_what_has_not_gone_out_stops_when_its_sender_loses_the_role(plaza: Plaza, talk: Meet, paper: PaperChannel) -> None:
    await readers(plaza, talk)
    boss = await composed(await organiser(plaza, talk))
    await boss.press("Send to 3")
    revoke(plaza, "paper:boss")
    await plaza.deliverer.flush()
    assert paper.said == []
    grant(plaza, "paper:boss")
    assert "2 not sent" in (await boss.press("Report")).text


async def test_who_said_stop_before_their_turn_gets_nothing(plaza: Plaza, talk: Meet) -> None:
    ana, eva, _ = await readers(plaza, talk)
    boss = await composed(await organiser(plaza, talk))
    await boss.press("Send to 3")
    await ana.say("stop")
    await plaza.deliverer.flush()
    assert ana.came() == []
    assert "Hola" in eva.came().text


async def test_nobody_to_reach_means_nothing_to_send(plaza: Plaza, talk: Meet) -> None:
    boss = await organiser(plaza, talk)
    await boss.say("broadcast")
    shown = await boss.fill(HELLO)
    assert "Nobody can be reached" in shown.text
    assert shown.labels == ["Test to myself", "Cancel"]


async def test_the_report_tells_failures_unknowns_and_possible_doubles_by_channel(plaza: Plaza, talk: Meet, paper: PaperChannel) -> None:
    await readers(plaza, talk)
    boss = await composed(await organiser(plaza, talk))
    paper.failures = [Unknown("no reply"), Refused("person", "blocked")]
    await boss.press("Send to 3")
    await plaza.deliverer.flush()
    told = (await boss.press("Report")).text
    assert "Paper: 0 delivered, 1 waiting, 1 failed, 0 unknown; 1 attempt was interrupted and may have arrived twice" in told
    assert "Sheet: 1 delivered, 0 waiting" in told


async def test_a_broadcast_can_be_held_and_ended(plaza: Plaza, talk: Meet, paper: PaperChannel) -> None:
    await readers(plaza, talk)
    boss = await composed(await organiser(plaza, talk))
    await boss.press("Send to 3")
    assert "paused" in (await boss.press("Pause")).text
    await plaza.deliverer.flush()
    assert paper.said == []
    await boss.press("Go on")
    await boss.press("Pause")
    assert "3 messages will not go out" in (await boss.press("End it")).text
    await plaza.deliverer.flush()
    assert paper.said == []


async def test_a_text_typed_after_the_word_is_the_draft_already(plaza: Plaza, talk: Meet) -> None:
    boss = await organiser(plaza, talk, "sheet:boss")
    asked = await boss.say("broadcast The registration is open")
    assert next(q.value for q in asked.sheet.questions if q.name == "text") == "The registration is open"


async def test_a_text_without_english_or_too_long_is_asked_again(plaza: Plaza, talk: Meet) -> None:
    boss = await organiser(plaza, talk, "sheet:boss")
    await boss.say("broadcast")
    wrong = await boss.fill({"audience": "topic:hrc", "text": "", "text_es": "Hola", "text_fr": ""})
    assert "needed" in wrong.text
    wrong = await boss.fill({"audience": "topic:hrc", "text": "x" * 3001, "text_es": "Hola", "text_fr": ""})
    assert "too long" in wrong.text
    wrong = await boss.fill({"audience": "topic:hrc", "text": "\u200b\u202e", "text_es": "Hola", "text_fr": ""})
    assert "Write the text in English" in wrong.text


@pytest.mark.parametrize(
    ("language", "word", "sent"), [("es", "difundir", "Enviado a 3 personas"), ("fr", "diffuser", "Envoyé à 3 personnes")]
)
async def test_organisers_broadcast_in_their_own_language(plaza: Plaza, talk: Meet, language: str, word: str, sent: str) -> None:
    await readers(plaza, talk)
    boss = await organiser(plaza, talk, "sheet:boss", language)
    await boss.say(word)
    shown = await boss.fill(HELLO | {"audience": "topic:hrc", "text_fr": ""})
    assert "{{ this }}" in shown.text
    assert sent in (await boss.press(" 3")).text


async def test_members_are_told_whom_to_ask(plaza: Plaza, talk: Meet) -> None:
    assert "Only organisers" in (await talk(plaza, "paper:ana").say("broadcast")).text


def gwangju(plaza: Plaza) -> int:
    """An open event with one seat."""
    now = plaza.clock.now()
    start, end = at("2027-05-13", "09:00"), at("2027-05-15", "17:00")
    when = Span(start.date(), start.time(), end.date(), end.time(), "Asia/Seoul")
    plan = Plan({"en": "Gwangju forum", "es": "Foro de Gwangju"}, EventKind.FORUM, when, "Gwangju", "", 1)
    made = plaza.database.write(lambda tx: events.create(tx, plan, "operator", now, "gwangju"))
    plaza.database.write(lambda tx: events.open_registration(tx, "gwangju", "operator", now))
    return made.id


def seat(plaza: Plaza, event_id: int, address: str) -> None:
    """A place on the waiting list for whoever is reached there."""
    person = plaza.database.read(lambda tx: people.by_address(tx, address))
    assert person is not None
    details, code = Details("A name", "A city", "official", "", "en"), f"code{person.id}"
    plaza.database.write(lambda tx: registrations.add(tx, event_id, person.id, code, code, details, plaza.clock.now()))


async def test_the_people_of_an_event_are_reached_without_any_subscription_and_after_stop(plaza: Plaza, talk: Meet) -> None:
    made = gwangju(plaza)
    ana, eva = talk(plaza, "paper:ana"), talk(plaza, "sheet:eva", language="es")
    for one in (ana, eva):
        await one.say("subscribe hrc")
        await one.say("stop")
        seat(plaza, made, one.address)
    boss = await organiser(plaza, talk)
    await boss.say("broadcast")
    await boss.fill({"audience": "Gwangju forum", "text": "The room has changed", "text_es": "Ha cambiado la sala", "text_fr": "skip"})
    assert "Sent to 2 people" in (await boss.press("Send to 2")).text
    await plaza.deliverer.flush()
    assert "registered for “Gwangju forum”" in ana.came().text
    assert "Ha cambiado la sala" in eva.came().text
    lines = plaza.database.read(lambda tx: audit.lines(tx, "broadcast:1"))
    assert [deed for _, _, deed, _ in lines] == ["broadcast.draft", "broadcast.send"]
