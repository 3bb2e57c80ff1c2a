"""Focal points must be able to say who votes for their city, and organisers to see at a glance whether a meeting can decide."""

from collections.abc import Callable

import pytest

from bot.actions import registrations
from bot.app.assemble import Plaza
from bot.model.events import Event
from bot.model.inbound import Rang
from bot.model.person import Role
from tests.assembling import MEMBERS, keep
from tests.events_world import details, open_event
from tests.talk import Talk
from tests.townspeople import settle_in


@pytest.fixture
def event(plaza: Plaza) -> Event:
    """A forum in Gwangju, and five member cities."""
    plaza.database.write(lambda tx: keep(tx, MEMBERS, plaza.clock.now()))
    return plaza.database.write(lambda tx: open_event(tx, plaza.clock.now(), capacity=50))


@pytest.fixture
def meet(plaza: Plaza, talk: Callable[..., Talk]) -> Callable[..., Talk]:
    """A focal point of a city."""

    def make(name: str, city: str, language: str = "en") -> Talk:
        settle_in(plaza, f"sheet:{name}", Role.FOCAL_POINT, name=name.title(), language=language, city=city)
        return talk(plaza, f"sheet:{name}")

    return make


def take(plaza: Plaza, event: Event, name: str, city: str) -> str:
    """Somebody of this city registers; their code."""
    who = settle_in(plaza, f"paper:{name.lower()}", name=name)
    taken = plaza.database.write(lambda tx: registrations.take_place(tx, event.slug, who, details(name, city), plaza.clock.now()))
    return taken.registration.code


async def made_statutory(omar: Talk) -> str:
    """What an organiser reads after the press."""
    await omar.say("organise Gwangju")
    await omar.press("Statutory meeting")
    return (await omar.press("Make it statutory")).text


async def test_an_organiser_makes_an_event_statutory_and_sees_the_live_line(plaza: Plaza, event: Event, omar: Talk) -> None:
    await omar.say("organise Gwangju")
    assert "It can decide with 3 votes" in (await omar.press("Statutory meeting")).text
    await omar.press("Make it statutory")
    for name, city in (("Ana", "Girona"), ("Eva", "Ghent")):
        take(plaza, event, name, city)
    assert "2 votes; 3 of 5 needed, 0 by proxy. 1 missing." in (await omar.say("quorum Gwangju")).text
    assert "Girona: Ana" in omar.heard.text
    assert "Quorum: 2 votes, 3 of 5 needed, 0 by proxy" in (await omar.say("organise Gwangju")).text


async def test_a_focal_point_chooses_who_votes(plaza: Plaza, event: Event, omar: Talk, meet: Callable[..., Talk]) -> None:
    await made_statutory(omar)
    for name in ("Ana", "Pep"):
        take(plaza, event, name, "Girona")
    gil = meet("gil", "Girona")
    assert "held by Ana" in (await gil.say("quorum")).text
    assert "held by Pep" in (await gil.press("Pep votes")).text


async def test_a_city_gives_its_vote_and_takes_it_back_and_the_holder_hears_both(
    plaza: Plaza, event: Event, omar: Talk, meet: Callable[..., Talk], talk: Callable[..., Talk]
) -> None:
    await made_statutory(omar)
    take(plaza, event, "Ana", "Girona")
    lou = meet("lou", "Graz", "fr")
    await lou.say("quorum")
    await lou.press("Confier la voix")
    assert "n'est pas sur la liste" in (await lou.fill({"city": "Atlantis"})).text
    assert "La voix est confiée" in (await lou.fill({"city": "Gerona, Girona"[8:]})).text
    await plaza.deliverer.flush()
    assert "Graz has given you its vote" in talk(plaza, "paper:ana").came().text
    assert "2 votes; 3 of 5 needed, 1 by proxy" in (await omar.say("quorum")).text
    await lou.press("Reprendre la voix")
    await plaza.deliverer.flush()
    assert "Graz has taken its vote back" in talk(plaza, "paper:ana").came().text


async def test_a_lost_quorum_reaches_the_organiser_with_a_button(plaza: Plaza, event: Event, omar: Talk) -> None:
    await made_statutory(omar)
    codes = [take(plaza, event, name, city) for name, city in (("Ana", "Girona"), ("Eva", "Ghent"), ("Kim", "Gwangju"))]
    await ring(plaza)
    who = settle_in(plaza, "paper:kim")
    plaza.database.write(lambda tx: registrations.give_up(tx, codes[2], who, plaza.clock.now()))
    plaza.clock.forward(minutes=1)  # type: ignore[attr-defined]
    await ring(plaza)
    assert "The quorum is lost" in omar.came().text
    assert "Eva" in (await omar.press("See the votes")).text


async def ring(plaza: Plaza) -> None:
    due = plaza.clock.now()
    await plaza.receiver.accept(Rang(f"quorum:{due.isoformat()}", "quorum", due))
    await plaza.receiver.drain()
    await plaza.deliverer.flush()


async def test_others_hear_whom_it_is_for(
    plaza: Plaza, event: Event, omar: Talk, meet: Callable[..., Talk], talk: Callable[..., Talk]
) -> None:
    assert "focal point" in (await talk(plaza, "paper:mo").say("quorum")).text
    assert "No statutory meeting" in (await omar.say("quorum")).text
    await made_statutory(omar)
    assert "Atlantis is not on the list" in (await meet("ato", "Atlantis").say("quorum")).text
