"""One registration from end to end: begun in Telegram, completed by its person on the web page, moved by the organiser, ended in Slack.

It is one record under one code and one UID throughout, and a calendar that only reads the mails ends up where the person does."""

import re
from collections.abc import AsyncIterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from bot.model.person import Role
from tests.app.town import Browser, Town, town_with
from tests.channels.email.mailroom import part
from tests.channels.screens import PATIENCE, Screen, SlackScreen, TelegramScreen, WebScreen
from tests.databases import Files
from tests.platforms.calendar import second_reader, understood

MAIL = "ana@girona.example"


@pytest.fixture
async def town(home: Path, files: Files) -> AsyncIterator[Town]:
    """A forum with three seats, on every channel."""
    async with town_with(files.fresh(home / "var" / "plaza.db")) as found:
        yield found


async def prove(chat: Screen, town: Town, mails: int) -> None:
    """Show that the mailbox is theirs: the code that comes there, typed where they speak."""
    await chat.say(f"email {MAIL}", "code")
    letter = part((await town.mails(mails))[-1], "plain")
    code = re.search(r"\b\d{4} \d{4}\b", letter)
    assert code, letter
    await chat.fill([code[0]], MAIL)


async def join(here: Screen, there: Screen) -> None:
    """One person on two channels: a code of the one, typed on the other."""
    code = re.search(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b", await here.say("/link", "type link"))
    assert code
    await there.say(f"/link {code[0]}", "one person now")


def entry(mail: EmailMessage) -> tuple[str, Any]:
    """What a mail tells the calendar: its method, and the one entry."""
    calendar = Calendar.from_ical(held(mail))
    assert isinstance(calendar, Calendar)
    (found,) = calendar.events
    return str(calendar["METHOD"]), found


def held(mail: EmailMessage) -> bytes:
    """The calendar in a mail; empty when it brings none."""
    found = [one for one in mail.walk() if one.get_content_type() == "text/calendar"]
    content = found[0].get_payload(decode=True) if found else b""
    assert isinstance(content, bytes)
    return content


async def story(town: Town) -> list[EmailMessage]:
    """All of it; the mails that came of it, in order."""
    flor, olga, ana = await town.telephone("flor", Role.FOCAL_POINT), await town.telephone("olga", Role.ORGANISER), town.browser()
    await begun_in_telegram(town, flor)
    await completed_on_the_web(town, ana, flor)
    await moved_by_the_organiser(olga)
    await ana.hears("One of your events has changed")
    await town.mails(4)
    await ended_in_slack(town, ana.chat)
    return await town.mails(5)


async def begun_in_telegram(town: Town, flor: TelegramScreen) -> None:
    """The focal point of a city puts a colleague on the list."""
    await flor.say("register a colleague for Gwangju", "city or organisation")
    await flor.say("Girona", "one person a line")
    await flor.say(f"Ana Puig, mayor, {MAIL}", "Ana Puig: registered")
    (made,) = town.records()
    assert (made.details.role, made.guest != "", made.revision) == ("elected", True, 0)


async def completed_on_the_web(town: Town, ana: Browser, flor: TelegramScreen) -> None:
    """She fills in the public page, is recognised, proves her mailbox, and says what she needs."""
    said = {"name": "Ana Puig", "city": "Girona", "role": "elected", "needs": "", "language": "en"}
    assert "Is this you?" in (await ana.register(**said)).text
    await ana.hears("Is this you?")
    await ana.chat.press("Yes, that is me", "connect the mail address that they gave for you")
    await prove(ana.chat, town, mails=1)
    await ana.register(**said)
    await ana.hears("Is this you?")
    await ana.chat.press("Yes, that is me", "You are registered")
    await flor.person.expect("Ana Puig answers for their own place now", within=PATIENCE)
    await flor.say("mine", "not registered for any coming event")
    await town.mails(2)
    assert "You are registered" in (await ana.page()).text
    await ana.chat.press("Change", "answers so far")
    await ana.chat.fill(["Ana Puig", "Girona", "elected", "Step-free access", "es"], "Your seat is kept")
    await town.mails(3)


async def moved_by_the_organiser(olga: TelegramScreen) -> None:
    """A week later, in another house."""
    await olga.say("organise Gwangju", "1 of 3 seats taken")
    await olga.press("Change date or place", "First day")
    await olga.fill(["2027-05-20", "10:00", "2027-05-21", "12:00", "Asia/Seoul", "Gwangju", "Town hall"], "One person is being told")


async def ended_in_slack(town: Town, chat: WebScreen) -> None:
    """The same person on a third channel sees the same place, and gives it up."""
    slack = SlackScreen(town.slack.person("ana", "en"))
    await slack.say("help", "")
    await join(chat, slack)
    assert "Town hall" in await slack.say("mine", "You are registered")
    await slack.press("Cancel registration", "Give up your seat")
    await slack.press("Yes, cancel it", "Your registration is cancelled")


async def test_one_registration_goes_through_every_channel_and_a_calendar_follows_by_mail_alone(town: Town) -> None:
    letter, taken, completed, moved, over = await story(town)
    (ended,) = town.records()
    assert (ended.state.value, ended.details.needs, ended.guest) == ("cancelled", "Step-free access", "")
    assert {str(mail["To"]) for mail in (letter, taken, completed, moved, over)} == {MAIL}
    assert (held(letter), held(completed)) == (b"", b"")  # neither changes what stands in the calendar
    told = [entry(mail) for mail in (taken, moved, over)]
    assert [(method, str(one["STATUS"])) for method, one in told] == [
        ("REQUEST", "CONFIRMED"),
        ("REQUEST", "CONFIRMED"),
        ("CANCEL", "CANCELLED"),
    ]
    assert {str(one["UID"]) for _, one in told} == {ended.uid}
    assert [int(one["SEQUENCE"]) for _, one in told] == [1, 2, 3]
    assert [one.start.isoformat() for _, one in told[:2]] == ["2027-05-13T09:30:00+09:00", "2027-05-20T10:00:00+09:00"]
    assert all(ended.code in str(one["DESCRIPTION"]) for _, one in told)


@pytest.mark.ical
@second_reader
async def test_another_calendar_reads_the_same_from_those_mails(town: Town) -> None:
    read = [understood(held(mail)) for mail in await story(town) if held(mail)]
    assert [one["method"] for one in read] == ["REQUEST", "REQUEST", "CANCEL"]
    entries = [one["entries"][0] for one in read]
    assert [one["status"] for one in entries] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert len({one["uid"] for one in entries}) == 1
    assert [one["start"] for one in entries] == ["2027-05-13T00:30:00Z", "2027-05-20T01:00:00Z", "2027-05-20T01:00:00Z"]
    assert [[who["address"] for who in one["attendees"]] for one in entries] == [[f"mailto:{MAIL}"]] * 3


async def test_a_form_begun_in_telegram_is_finished_on_the_web_page_with_what_was_answered_there(town: Town) -> None:
    ben, browser = await town.telephone("ben"), town.browser()
    await ben.say("register Gwangju", "Your name")
    await ben.say("Ben Soler", "Your city")
    await browser.chat.say("help", "")
    await join(ben, browser.chat)
    asked = {one["name"]: one["value"] for one in (await browser.page()).all("input") if one.attributes.get("name", "").startswith("f.")}
    assert asked["f.name"] == "Ben Soler"
    assert "You are registered" in (await browser.register(name="Ben Soler", city="Girona", role="official", needs="", language="en")).text
    (made,) = town.records()
    assert made.code in await ben.say("mine", "You are registered")
