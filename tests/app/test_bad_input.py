"""Whatever people type into the commands and forms of events, on two channels: it is refused with the reason or kept letter by letter."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from bot.model.person import Role
from bot.storage import events
from tests.app.town import Town, town_with
from tests.channels.screens import PATIENCE, Screen, TelegramScreen
from tests.databases import Files
from tests.platforms.telegram_world import Shown

PLAN = {
    "title_en": "Forum on Housing",
    "title_es": "skip",
    "title_fr": "skip",
    "kind": "Forum",
    "start_day": "2027-05-18",
    "start_time": "09:30",
    "end_day": "2027-05-19",
    "end_time": "17:00",
    "zone": "Asia/Seoul",
    "city": "Gwangju",
    "place": "skip",
    "capacity": "2",
}
REFUSED = {
    "title_en": [("x" * 4000, "at most 150 characters, you wrote 4,000")],
    "start_day": [("31/02/2027", "Write a date"), ("soon", "Write a date")],
    "start_time": [("25:99", "Write a time of day")],
    "zone": [("Mars/Base", "time zone"), ("-5", "time zone")],
    "city": [("x" * 4000, "at most 120 characters")],
    "capacity": [("-3", "The least is 1"), ("0", "The least is 1"), ("999999", "The most is 100,000"), ("many", "Write a whole number")],
}
QUOTAS = {"delegation": [("-1", "The least is 0")], "quotas": [("Spain: -5", "Spain: -5"), ("Atlantis", "Atlantis")]}
COMMANDS = ("/events", "/register", "/mine", "/check-in", "/visa", "/certificate", "/quorum", "/organise")
ME = {"name": "Ana Puig", "city": "Girona", "role": "City official", "needs": "skip", "language": "English"}
MOVE = ("start_day", "start_time", "end_day", "end_time", "zone", "city", "place")
LONG = "x" * 5000
AGAIN = "Please look at this again"
NAMES = {
    "html": "<b>Ana</b><script>alert(1)</script>",
    "template": "{{ 7*7 }}{% raw %}",
    "markdown": "[Ana](http://evil.example) *Puig* `x`",
    "formula": '=HYPERLINK("http://evil.example","Ana")',
    "emoji": "Ana 🏳️‍🌈👩🏽‍⚖️",
    "rtl": "آنا بويغ \u202eabc",
    "mention": "@channel <!everyone> &amp; %s {0}",
}
JUNK = (*NAMES.values(), "\u0000", "%" * 200, "-1", "../../etc/passwd", "a" * 3000)
Sit = Callable[..., Awaitable[Screen]]


@pytest.fixture
async def town(home: Path, files: Files) -> AsyncIterator[Town]:
    """A forum in Gwangju with three seats, on every channel; nobody was let down when the test is over."""
    async with town_with(files.fresh(home / "var" / "plaza.db")) as found:
        yield found
        broken = found.plaza.database.read(lambda tx: tx.exec_driver_sql("SELECT raw, error FROM inbox WHERE error <> ''").all())
        assert broken == []


@pytest.fixture(params=["terminal", "telephone"])
def sit(request: pytest.FixtureRequest, town: Town) -> Sit:
    """Puts somebody in front of the channel: `await sit("olga", Role.ORGANISER)`."""
    found: Sit = getattr(town, request.param)
    return found


async def tell(screen: Screen, text: str) -> str:
    """Say something; the words of the messages that are new after it."""
    if not isinstance(screen, TelegramScreen):
        return await screen.say(text, "")
    before = len(screen.person.messages())
    await screen.person.say(text)
    return await new(screen, before)


async def new(screen: TelegramScreen, before: int) -> str:
    """What came after the first so many messages, once something has come and nothing more is on its way."""
    async with asyncio.timeout(PATIENCE):
        while len(found := screen.person.messages()) == before or len(found) != len(await later(screen)):
            await asyncio.sleep(0.01)
    return "\n\n".join(one.text for one in screen.person.messages()[before:])


async def later(screen: TelegramScreen) -> list[Shown]:
    """The messages a moment from now."""
    await asyncio.sleep(0.05)
    return screen.person.messages()


async def answer(screen: Screen, answers: dict[str, str], bad: dict[str, list[tuple[str, str]]] | None = None) -> str:
    """Answer question after question, each badly first where `bad` says how and with what reason; the last words."""
    heard = ""
    for name, good in answers.items():
        for text, reason in (bad or {}).get(name, ()):
            heard = await tell(screen, text)
            assert AGAIN in heard, (name, text)
            assert reason in heard, (name, text)
        heard = await tell(screen, good)
    return heard


async def test_a_new_event_is_asked_for_until_every_answer_can_be(town: Town, sit: Sit) -> None:
    olga = await sit("olga", Role.ORGANISER)
    await tell(olga, "/organise")
    await olga.press("New event", "Title in English")
    heard = await answer(olga, PLAN, REFUSED)
    assert "The draft is saved" in heard


async def test_a_new_event_in_the_past_or_that_ends_before_it_starts_is_asked_for_again(town: Town, sit: Sit) -> None:
    olga = await sit("olga", Role.ORGANISER)
    await tell(olga, "/organise")
    await olga.press("New event", "Title in English")
    assert "That moment has passed already" in await answer(olga, PLAN | {"start_day": "2020-01-01"})
    assert "It would end before it starts" in await tell(olga, "2027-05-20")
    assert "It would end before it starts" in await tell(olga, "2027-05-01")
    assert "The draft is saved" in await tell(olga, "2027-05-21")


async def test_fewer_seats_than_are_taken_are_refused_with_the_numbers_and_quotas_below_nothing(town: Town, sit: Sit) -> None:
    for name in ("ana", "ben"):
        await registered(await sit(name), name.title())
    olga = await sit("olga", Role.ORGANISER)
    await tell(olga, "/organise Gwangju")
    await olga.press("Change seats", "How many seats")
    assert "Seats taken already: 2. 1 would be too few." in await tell(olga, "1")
    assert "The least is 1" in await tell(olga, "-2")
    assert "2 seats" in await tell(olga, "2")
    await olga.press("Edit", "")
    await olga.press("Order and quotas", "")
    heard = await answer(olga, {"first": "skip", "second": "skip", "balance": "no", "delegation": "0", "quotas": "skip"}, QUOTAS)
    assert "skip" not in heard
    assert seats(town) == (2, 2)


@pytest.mark.parametrize("kind", NAMES)
async def test_a_name_of_any_kind_is_kept_letter_by_letter_and_never_obeyed(town: Town, sit: Sit, kind: str) -> None:
    ana = await sit("ana")
    said = await registered(ana, NAMES[kind])
    assert plain(NAMES[kind]) in plain(said)
    assert plain(NAMES[kind]) in plain(await tell(ana, "/mine"))
    (made,) = town.records()
    assert made.details.name == NAMES[kind]


async def test_an_answer_of_five_thousand_characters_is_refused_with_its_length(town: Town, sit: Sit) -> None:
    ana = await sit("ana")
    await tell(ana, "/register Gwangju")
    assert "You are registered" in await answer(ana, ME, {"name": [(LONG[:4000], "at most 120 characters, you wrote 4,000")]})


async def test_whatever_is_said_ten_times_is_one_place(town: Town, sit: Sit) -> None:
    ana = await sit("ana")
    for _ in range(10):
        await tell(ana, "/register Gwangju")
    for _ in range(10):
        await tell(ana, "Ana")
    await tell(ana, "/cancel")
    await registered(ana, "Ana")
    for _ in range(10):
        assert "You are registered" in await tell(ana, "/register Gwangju")
    assert seats(town) == (1, 3)


async def test_a_button_of_yesterday_does_nothing_to_what_is_so_today(town: Town, sit: Sit) -> None:
    ana = await sit("ana")
    await registered(ana, "Ana")
    await ana.press("Cancel registration", "Give up your seat")
    await ana.press("Yes, cancel it", "is cancelled")
    await ana.press("Register again", "Your name")
    await tell(ana, "/cancel")
    assert [it.state.value for it in town.records()] == ["cancelled"]
    assert "not registered for any coming event" in await tell(ana, "/mine")


async def test_another_persons_code_opens_nothing(town: Town, sit: Sit) -> None:
    await registered(await sit("ana"), "Ana Puig")
    (made,) = town.records()
    eve = await sit("eve")
    for words in COMMANDS:
        said = await tell(eve, f"{words} {made.code}")
        assert "Ana Puig" not in said, words
        await tell(eve, "/cancel")
    assert town.records() == [made]


async def test_no_word_of_events_stumbles_over_what_follows_it(town: Town, sit: Sit) -> None:
    eve = await sit("eve")
    for number, junk in enumerate(JUNK):
        for words in COMMANDS[number % 3 :: 3]:
            assert await tell(eve, f"{words} {junk}")
    assert town.records() == []


async def registered(who: Screen, name: str) -> str:
    """They register; what they hear at the end."""
    await tell(who, "/register Gwangju")
    heard = await answer(who, ME | {"name": name})
    assert "You are registered" in heard
    return heard


def seats(town: Town) -> tuple[int, int]:
    """Seats taken, and seats there are."""
    now = town.plaza.database.read(lambda tx: events.by_id(tx, town.forum.id))
    return now.taken, now.capacity


def plain(text: str) -> str:
    """Without blanks and the marks that isolate a name's direction."""
    return "".join(letter for letter in text if letter.isprintable() and not letter.isspace())
