"""The address of one's own calendar, from the chat: given to its owner alone, the same each time, and ended when they want."""

from collections.abc import Callable

import pytest

from bot.app.assemble import Plaza
from bot.storage import calendar_addresses
from tests.events_world import open_event
from tests.talk import Talk
from tests.townspeople import rows

SEAT = {"name": "Ana", "city": "Girona", "role": "official", "needs": "", "language": "en"}
WORDS = {
    "en": ("Calendar address", "New calendar address", "The old one no longer works."),
    "es": ("Dirección del calendario", "Nueva dirección del calendario", "La antigua ya no sirve."),
    "fr": ("Adresse du calendrier", "Nouvelle adresse du calendrier", "L'ancienne ne fonctionne plus."),
}


async def with_a_seat(plaza: Plaza, talk: Callable[..., Talk], language: str = "en") -> Talk:
    """Somebody who looks at the place they hold."""
    plaza.database.write(open_event)
    ana = talk(plaza, "sheet:ana", language=language)
    await ana.command("register", "gwangju")
    await ana.fill(SEAT)
    await ana.command("mine")
    return ana


def addresses(said: str) -> list[str]:
    """The calendar addresses in a text."""
    return sorted({word.strip("()") for word in said.split() if "/calendar/" in word})


@pytest.mark.parametrize("language", WORDS)
async def test_beside_ones_places_stands_the_address_and_a_new_one_ends_the_old(
    plaza: Plaza, talk: Callable[..., Talk], language: str
) -> None:
    ask, renew, ended = WORDS[language]
    ana = await with_a_seat(plaza, talk, language)
    (first,) = addresses((await ana.press(ask)).text)
    assert addresses((await ana.press(ask)).text) == [first]
    said = (await ana.press(renew)).text
    assert ended in said
    assert addresses(said) != [first]
    assert [bool(row["ended_at"]) for row in rows(plaza, calendar_addresses.calendar_address)] == [True, False]


async def test_a_room_does_not_hear_the_address(plaza: Plaza, talk: Callable[..., Talk]) -> None:
    ana = await with_a_seat(plaza, talk)
    said = await ana.press("Calendar address")
    assert [one.personal for one in said] == [True]
