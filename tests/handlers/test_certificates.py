"""Certificates of attendance: for who was seen at the door, in their language, once it is over, and for nobody else."""

from collections.abc import Callable

import pytest

from bot.actions import check_in, registrations
from bot.app.assemble import Plaza
from bot.handlers.router import Making
from bot.model.events import Event
from bot.model.person import Person, Role
from bot.storage import arrivals, people
from tests.clocks import START, PaperClock
from tests.events_world import details, open_event, somebody
from tests.papers import words
from tests.talk import Talk

Somebody = Callable[..., Talk]


@pytest.fixture
def forum(plaza: Plaza, clock: PaperClock) -> Event:
    """A forum that ended yesterday; Ana, Inés and Marie came, Ben did not."""
    event = plaza.database.write(lambda tx: open_event(tx, capacity=9))
    olga = plaza.database.write(lambda tx: somebody(tx, "olga"))
    plaza.database.write(lambda tx: people.grant(tx, olga, Role.ORGANISER, "test", START))
    clock.set(event.when.starts_at)
    for name, language in (("Ana", "en"), ("Inés", "es"), ("Marie", "fr"), ("Ben", "en")):
        person = plaza.database.write(lambda tx, name=name, language=language: somebody(tx, name.lower(), language))  # type: ignore[misc]
        join = plaza.database.write(lambda tx, p=person, n=name: registrations.take_place(tx, event.slug, p, details(n), START))  # type: ignore[misc]
        if name != "Ben":
            found = join.registration.code
            plaza.database.write(lambda tx, c=found: check_in.check_in(tx, c, Person(olga, roles=frozenset({Role.ORGANISER})), clock.now()))  # type: ignore[misc]
    clock.set(event.when.ends_at)
    clock.forward(days=1)
    return event


async def test_everybody_who_came_is_told_once_and_takes_their_own(plaza: Plaza, forum: Event, talk: Somebody) -> None:
    olga = talk(plaza, "paper:olga")
    await olga.say("organise Gwangju")
    assert "3 people are being told" in (await olga.press("Offer certificates")).text
    assert "was told before" in (await olga.press("Offer certificates")).text
    await plaza.deliverer.flush()
    ana, ben = talk(plaza, "paper:ana"), talk(plaza, "paper:ben")
    assert "Your certificate of attendance is ready" in ana.came().text
    assert ben.came() == []
    (file,) = (await ana.press("Get my certificate"))[0].files
    assert file.media_type == "application/pdf"
    text = words(file.content)
    assert all(part in text for part in ("Certificate of attendance", "Ana", "Girona", "World Human Rights Cities Forum", "13–15 May 2027"))


@pytest.mark.parametrize(
    ("name", "word", "title"),
    [
        ("ana", "certificate", "Certificate of attendance"),
        ("inés", "certificado", "Certificado de asistencia"),
        ("marie", "attestation", "Attestation de participation"),
    ],
)
async def test_one_word_brings_it_at_any_time_in_ones_own_language(
    plaza: Plaza, forum: Event, talk: Somebody, name: str, word: str, title: str
) -> None:
    (file,) = (await talk(plaza, f"paper:{name}").say(word))[0].files
    assert title in words(file.content)


async def test_who_was_not_seen_at_the_door_gets_none_and_is_told_whom_to_ask(plaza: Plaza, forum: Event, talk: Somebody) -> None:
    told = await talk(plaza, "paper:ben").say("certificate")
    assert told[0].files == ()
    assert told.labels == ["Ask the secretariat"]


async def test_there_is_none_before_the_end(plaza: Plaza, forum: Event, talk: Somebody, clock: PaperClock) -> None:
    clock.set(forum.when.starts_at)
    assert "I have no certificate for you" in (await talk(plaza, "paper:ana").say("certificate")).text


async def test_an_arrival_that_was_taken_back_leaves_an_empty_file(plaza: Plaza, forum: Event, talk: Somebody) -> None:
    ana = plaza.database.read(lambda tx: people.by_address(tx, "paper:ana"))
    assert ana is not None
    ((_, it),) = plaza.database.read(lambda tx: arrivals.attended(tx, ana.id, forum.when.ends_at))
    plaza.database.write(lambda tx: arrivals.unmark(tx, it.id))
    draw = plaza.router.drawers["certificates.paper"]
    assert plaza.database.read(lambda tx: draw(Making(tx, "en"), it.code)).content == b""
