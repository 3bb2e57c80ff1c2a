"""Organisers must see what goes out around their event and be able to add their own words, per language."""

from collections.abc import Callable

import pytest

from bot.actions import registrations
from bot.app.assemble import Plaza
from bot.model.events import Event
from bot.model.inbound import Rang
from tests.alerting import at
from tests.events_world import details, open_event
from tests.talk import Talk
from tests.townspeople import settle_in

OWN = {"amount": "2", "unit": "days", "at": "12:00", "text_en": "Bring your **charter**.", "text_es": "Traiga su *carta*.", "text_fr": ""}


@pytest.fixture
def event(plaza: Plaza) -> Event:
    """The forum in Gwangju, with Ana who reads Spanish."""
    made = plaza.database.write(lambda tx: open_event(tx, plaza.clock.now()))
    who = settle_in(plaza, "paper:ana", name="Ana", language="es")
    plaza.database.write(lambda tx: registrations.take_place(tx, made.slug, who, details(), plaza.clock.now()))
    return made


async def ring(plaza: Plaza, day: str, clock: str) -> None:
    plaza.clock.set(at(day, clock))  # type: ignore[attr-defined]
    await plaza.receiver.accept(Rang(f"reminders:{day}T{clock}", "reminders", plaza.clock.now()))
    await plaza.receiver.drain()
    await plaza.deliverer.flush()


async def test_an_organiser_adds_a_reminder_and_everybody_gets_it_in_their_language(
    plaza: Plaza, event: Event, omar: Talk, talk: Callable[..., Talk]
) -> None:
    await omar.say("organise Gwangju")
    assert "begins within the hour (to come)" in (await omar.press("Reminders")).text
    await omar.press("Add a reminder")
    added = (await omar.fill(OWN)).text
    assert "The reminder is added." in added
    assert "Tuesday, 11 May 2027, 12:00 (Seoul): “Bring your **charter**.” (to come)" in added
    await ring(plaza, "2027-05-11", "03:30")
    plaza.clock.forward(hours=6)  # type: ignore[attr-defined]
    await plaza.deliverer.flush()
    heard = talk(plaza, "paper:ana").came()
    assert "Traiga su carta." in heard.text
    assert "13 de mayo de 2027" in heard.text
    assert "Cancelar inscripción" in heard.labels


async def test_one_that_is_removed_is_not_sent(plaza: Plaza, event: Event, omar: Talk, talk: Callable[..., Talk]) -> None:
    await omar.say("organise Gwangju")
    await omar.press("Reminders")
    await omar.press("Add a reminder")
    await omar.fill(OWN)
    assert "removed" in (await omar.press("Remove: Bring")).text
    await ring(plaza, "2027-05-11", "09:30")
    assert talk(plaza, "paper:ana").came().text == ""


async def test_a_moment_that_has_passed_is_refused_at_its_field(plaza: Plaza, event: Event, omar: Talk) -> None:
    await omar.say("organise Gwangju")
    await omar.press("Reminders")
    await omar.press("Add a reminder")
    assert "has passed already" in (await omar.fill(OWN | {"amount": "300"})).text
    assert "The reminder is added." in (await omar.fill(OWN | {"unit": "hours"})).text


async def test_a_reminder_leads_straight_to_giving_the_seat_up(plaza: Plaza, event: Event, talk: Callable[..., Talk]) -> None:
    await ring(plaza, "2027-05-06", "09:00")
    ana = talk(plaza, "paper:ana")
    assert "Se acerca Foro Mundial" in ana.came().text
    assert "¿Renuncia a su plaza?" in (await ana.press("Cancelar inscripción")).text


async def test_members_cannot_add_reminders(plaza: Plaza, event: Event, omar: Talk, talk: Callable[..., Talk]) -> None:
    await omar.say("organise Gwangju")
    token = next(press.token for one in omar.heard for press in one.buttons if press.label == "Reminders")
    assert "to come" not in (await talk(plaza, "paper:ana").token(token)).text
