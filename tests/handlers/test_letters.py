"""Invitation letters: asked for in four questions, decided once by who is in charge, and gone from Plaza when the event is over."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.actions import erasure, letters, registrations
from bot.app.assemble import Plaza
from bot.model.events import Event
from bot.model.person import Role
from bot.storage import people
from tests.clocks import START, PaperClock
from tests.events_world import details, open_event, plan, somebody
from tests.papers import words
from tests.talk import Talk

Somebody = Callable[..., Talk]
SAID = {"full_name": "Ana María Pérez Sánchez", "number": "ab 123-456", "nationality": "Colombia", "language": "fr"}
NUMBER, ROWS = "AB123456", text("SELECT count(*) FROM visa_letter")


@pytest.fixture
def forum(plaza: Plaza) -> Event:
    """A forum that Olga made, with Otto as another organiser, and a seat for Ana."""
    for name in ("olga", "otto"):
        person = plaza.database.write(lambda tx, name=name: somebody(tx, name))  # type: ignore[misc]
        plaza.database.write(lambda tx, person=person: people.grant(tx, person, Role.ORGANISER, "test", START))  # type: ignore[misc]
    event = plaza.database.write(open_event)
    olga = plaza.database.read(lambda tx: people.by_address(tx, "paper:olga"))
    assert olga is not None
    made = {"by": f"person:{olga.id}", "slug": event.slug}
    plaza.database.write(lambda tx: tx.execute(text("UPDATE event SET created_by = :by WHERE slug = :slug"), made))
    ana = plaza.database.write(lambda tx: somebody(tx, "ana"))
    plaza.database.write(lambda tx: registrations.take_place(tx, event.slug, ana, details("Ana Pérez"), START))
    return event


async def asked(plaza: Plaza, talk: Somebody) -> tuple[Talk, Talk]:
    """Ana asks for her letter; she, and Olga who is told."""
    ana = talk(plaza, "paper:ana")
    await ana.say("I need an invitation letter")
    assert "Your request is with the organisers" in (await ana.fill(SAID)).text
    await plaza.deliverer.flush()
    return ana, talk(plaza, "paper:olga")


def kept(plaza: Plaza) -> int:
    """How many passports Plaza knows."""
    return int(plaza.database.read(lambda tx: tx.execute(ROWS).scalar_one()))


async def test_the_organiser_in_charge_sees_the_letter_and_approves_it_and_the_person_gets_it(
    plaza: Plaza, forum: Event, talk: Somebody
) -> None:
    ana, olga = await asked(plaza, talk)
    assert talk(plaza, "paper:otto").came() == []
    (review,) = olga.came()
    draft = words(review.files[0].content)
    assert "PROJET" in draft
    assert NUMBER in draft
    assert NUMBER not in review.plain, "a message is kept for weeks, a passport number is not"
    assert "Ana Pérez gets the letter, signed with your name" in (await olga.press("Approve and send")).text
    await plaza.deliverer.flush()
    letter = words(ana.came()[-1].files[0].content)
    assert all(
        part in letter for part in ("Lettre d'invitation", SAID["full_name"], NUMBER, "Colombia", "Forum mondial des villes", "olga")
    )
    assert "PROJET" not in letter


async def test_who_decides_second_hears_how_it_was_decided(plaza: Plaza, forum: Event, talk: Somebody) -> None:
    _, olga = await asked(plaza, talk)
    await olga.press("Approve and send")
    assert "decided already by olga: the letter was sent" in (await olga.press("Decline")).text


async def test_a_letter_that_cannot_be_is_declined_with_a_reason_and_may_be_asked_for_again(
    plaza: Plaza, forum: Event, talk: Somebody
) -> None:
    ana, olga = await asked(plaza, talk)
    await olga.press("Decline")
    await olga.fill({"reason": "Please ask with the name of your city hall."})
    await plaza.deliverer.flush()
    assert "They say: Please ask with the name of your city hall." in ana.came().text
    assert (await ana.say("visa")).sheet.questions[0].label == "Full name, as in the passport"


async def test_a_request_that_waits_is_not_made_twice_and_an_approved_letter_comes_again(
    plaza: Plaza, forum: Event, talk: Somebody
) -> None:
    ana, olga = await asked(plaza, talk)
    assert "has been with the organisers since 23 November 2026" in (await ana.say("visa")).text
    await olga.press("Approve and send")
    assert (await ana.say("visa"))[0].files[0].name.endswith(".pdf")
    assert kept(plaza) == 1


async def test_a_number_that_no_passport_has_is_asked_for_again(plaza: Plaza, forum: Event, talk: Somebody) -> None:
    ana = talk(plaza, "sheet:ana2")
    assert "I see none of yours" in (await ana.say("visa")).text
    ana = talk(plaza, "paper:ana")
    await ana.say("visa")
    wrong = await ana.fill(SAID | {"number": "?"})
    assert "5 to 20 letters and digits" in wrong.sheet.questions[0].error
    assert letters.number_of(" x 12-345 ") == "X12345"
    assert letters.number_of("١٢٣٤٥٦") == ""


async def test_passports_are_forgotten_when_the_event_is_over_and_the_questions_after_a_week(
    plaza: Plaza, forum: Event, talk: Somebody, clock: PaperClock
) -> None:
    await asked(plaza, talk)
    plaza.database.write(lambda tx: erasure.retire(tx, clock.now() + timedelta(days=8)))
    assert kept(plaza) == 1, "the consulate may take longer"
    told = plaza.database.read(lambda tx: tx.execute(text("SELECT count(*) FROM outbox WHERE reply LIKE '%123-456%'")).scalar_one())
    raw = plaza.database.read(lambda tx: tx.execute(text("SELECT count(*) FROM inbox WHERE raw LIKE '%123-456%'")).scalar_one())
    assert (told, raw) == (0, 0)
    plaza.database.write(lambda tx: erasure.retire(tx, plan().when.ends_at))
    assert kept(plaza) == 0


async def test_a_passport_goes_with_its_person(plaza: Plaza, forum: Event, talk: Somebody, clock: PaperClock) -> None:
    _, olga = await asked(plaza, talk)
    ana = plaza.database.read(lambda tx: people.by_address(tx, "paper:ana"))
    assert ana is not None
    plaza.database.write(lambda tx: erasure.erase(tx, plaza.secrets, ana.id, "operator", clock.now()))
    assert kept(plaza) == 0
    assert "This request is gone" in (await olga.press("Approve and send")).text
