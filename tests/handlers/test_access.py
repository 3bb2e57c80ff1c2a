"""Whoever needs something hears in their own language what became of it, with the reason where it cannot be."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.actions import registrations
from bot.app.assemble import Plaza
from bot.model.events import Event
from bot.model.inbound import Rang
from tests.events_world import details, open_event
from tests.talk import Talk
from tests.townspeople import settle_in


@pytest.fixture
async def event(plaza: Plaza, omar: Talk) -> Event:
    """The forum, with Ana and Lou who need something; the organiser has been told."""
    made = plaza.database.write(lambda tx: open_event(tx, plaza.clock.now()))
    for name, language, needs in (("ana", "es", "Una rampa"), ("lou", "fr", "")):
        who = settle_in(plaza, f"paper:{name}", name=name.title(), language=language)
        said = details(name.title())
        said = type(said)(said.name, said.city, said.role, needs, "en" if needs else "other")
        plaza.database.write(lambda tx, who=who, said=said: registrations.take_place(tx, made.slug, who, said, plaza.clock.now()))  # type: ignore[misc]
    plaza.clock.forward(hours=16)  # type: ignore[attr-defined]
    due = plaza.clock.now()
    await plaza.receiver.accept(Rang(f"access:{due.isoformat()}", "access", due))
    await plaza.receiver.drain()
    plaza.clock.forward(hours=8)  # type: ignore[attr-defined]
    await plaza.deliverer.flush()
    return made


async def test_arranged_or_not_the_person_is_told_in_their_language(
    plaza: Plaza, event: Event, omar: Talk, talk: Callable[..., Talk]
) -> None:
    assert "1. Ana (Girona): Una rampa" in omar.came().text
    assert "2. Lou (Girona): interpretation: another language" in omar.came().text
    assert "One more waits." in (await omar.press("1: Arranged")).text
    await omar.press("2: Cannot")
    assert "Nothing else waits." in (await omar.fill({"reason": "No interpreter in town."})).text
    await plaza.deliverer.flush()
    assert "Está resuelto: Foro Mundial" in talk(plaza, "paper:ana").came().text
    assert "Usted nos dijo: «Una rampa»" in talk(plaza, "paper:ana").came().text
    lou = talk(plaza, "paper:lou").came()
    assert "« No interpreter in town. »" in lou.text
    assert "Parler à une personne" in lou.labels


async def test_a_second_press_hears_how_it_stands(plaza: Plaza, event: Event, omar: Talk) -> None:
    await omar.press("1: Arranged")
    assert "decided before: arranged" in (await omar.press("1: Cannot")).text


async def test_the_page_of_the_event_leads_to_what_waits(plaza: Plaza, event: Event, omar: Talk) -> None:
    await omar.say("organise Gwangju")
    assert "Needs that wait" in (await omar.press("Access needs")).text


async def test_who_got_their_seat_this_moment_stands_among_them_and_where_nobody_waits_there_is_a_way_back(
    plaza: Plaza, omar: Talk
) -> None:
    made = plaza.database.write(lambda tx: open_event(tx, plaza.clock.now()))
    await omar.say("organise Gwangju")
    assert (await omar.press("Access needs")).labels == ["Back to the event"]
    said = replace(details("Zoe"), needs="A ramp")
    who = settle_in(plaza, "paper:zoe", name="Zoe")
    plaza.database.write(lambda tx: registrations.take_place(tx, made.slug, who, said, plaza.clock.now()))
    await omar.press("Back to the event")
    assert "Zoe (Girona): A ramp" in (await omar.press("Access needs")).text
