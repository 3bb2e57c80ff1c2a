"""A registration in the mail is an invitation: the calendar takes it in, moves it and takes it out again without a hand."""

from collections.abc import Callable
from datetime import date, time
from email.message import EmailMessage
from functools import partial
from typing import Any

import pytest
from icalendar import Calendar

from bot.actions import events as deeds
from bot.model.events import Span
from bot.model.person import LANGUAGES
from bot.storage import people
from tests.channels.email.house import House
from tests.clocks import START
from tests.events_world import BY, open_event, plan
from tests.platforms.calendar import second_reader, understood
from tests.talk import Talk
from tests.townspeople import at, settle_in

Somebody = Callable[..., Talk]
MAIL = "ana@city.example"
SEAT = {"name": "Ana", "city": "Lyon", "role": "official", "needs": "", "language": "en"}
LATER = Span(date(2027, 5, 20), time(10, 0), date(2027, 5, 21), time(12, 0), "Asia/Seoul")


def with_mailbox(mailing: House, mail: str = MAIL, address: str = "sheet:ana", language: str = "en") -> int:
    """Somebody who talks in a chat and has a mailbox beside it."""
    who = settle_in(mailing.plaza, address, language=language)
    add = partial(people.add_address, person_id=who, channel="email", value=f"email:{mail}", identity="email", now=START)
    mailing.plaza.database.write(add)
    mailing.plaza.clock.forward(minutes=1)  # type: ignore[attr-defined]
    return who


async def registered(mailing: House, talk: Somebody, address: str = "sheet:ana", language: str = "en") -> Talk:
    """They take a place in the forum."""
    who = talk(mailing.plaza, address, language=language)
    await who.command("register", "gwangju")
    await who.fill(SEAT)
    return who


def version(mail: EmailMessage) -> EmailMessage:
    """The part of the mail that a calendar acts on."""
    (found,) = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    return found


def held(mail: EmailMessage) -> bytes:
    """What stands in it."""
    content = version(mail).get_payload(decode=True)
    assert isinstance(content, bytes)
    return content


def entry(mail: EmailMessage) -> tuple[str, Any]:
    """Its method, and the entry in it."""
    calendar = Calendar.from_ical(held(mail))
    assert isinstance(calendar, Calendar)
    (event,) = calendar.events
    return str(calendar["METHOD"]), event


async def test_registered_then_moved_then_called_off_is_one_entry_that_follows(mailing: House, talk: Somebody) -> None:
    forum = mailing.plaza.database.write(open_event)
    with_mailbox(mailing)
    await registered(mailing, talk)
    await mailing.mails()
    mailing.plaza.database.write(lambda tx: deeds.move(tx, forum.slug, LATER, "Gwangju", "Town hall", BY, START))
    await mailing.mails()
    mailing.plaza.database.write(lambda tx: deeds.cancel(tx, forum.slug, BY, START))
    told = [entry(mail) for mail in await mailing.mails()]
    assert [(method, str(event["STATUS"])) for method, event in told] == [
        ("REQUEST", "CONFIRMED"),
        ("REQUEST", "CONFIRMED"),
        ("CANCEL", "CANCELLED"),
    ]
    assert len({str(event["UID"]) for _, event in told}) == 1
    sequences = [event["SEQUENCE"] for _, event in told]
    assert sequences == sorted(set(sequences))
    assert [event.start.isoformat() for _, event in told[:2]] == ["2027-05-13T09:30:00+09:00", "2027-05-20T10:00:00+09:00"]


async def test_who_withdraws_has_it_taken_out_of_the_calendar(mailing: House, talk: Somebody) -> None:
    mailing.plaza.database.write(open_event)
    with_mailbox(mailing)
    who = await registered(mailing, talk)
    await mailing.mails()
    await who.press("Cancel registration")
    await who.press("Yes, cancel it")
    (asked, first), (ended, last) = [entry(mail) for mail in await mailing.mails()]
    assert (asked, ended, last["UID"]) == ("REQUEST", "CANCEL", first["UID"])
    assert last["SEQUENCE"] > first["SEQUENCE"]


async def test_who_waited_and_gets_a_seat_sees_it_turn_certain(mailing: House, talk: Somebody) -> None:
    forum = mailing.plaza.database.write(partial(open_event, capacity=1))
    with_mailbox(mailing)
    other = await registered(mailing, talk, "sheet:bea")
    await registered(mailing, talk)
    mailing.plaza.database.write(lambda tx: deeds.move(tx, forum.slug, LATER, "Gwangju", "", BY, START))
    await mailing.mails()
    await other.press("Cancel registration")
    await other.press("Yes, cancel it")
    (waits, before), (seated, after) = [entry(mail) for mail in (await mailing.mails())[-2:]]
    assert (waits, str(before["STATUS"]), before["ATTENDEE"].params["PARTSTAT"]) == ("REQUEST", "TENTATIVE", "TENTATIVE")
    assert (seated, str(after["STATUS"]), after["ATTENDEE"].params["PARTSTAT"]) == ("REQUEST", "CONFIRMED", "ACCEPTED")
    assert (after["UID"], after["SEQUENCE"] > before["SEQUENCE"]) == (before["UID"], True)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_each_mail_names_who_invites_and_its_one_reader_and_nobody_else(mailing: House, talk: Somebody, language: str) -> None:
    mailing.plaza.database.write(open_event)
    with_mailbox(mailing, language=language)
    with_mailbox(mailing, "bea@city.example", "sheet:bea", language)
    await registered(mailing, talk, language=language)
    await registered(mailing, talk, "sheet:bea", language)
    mails = await mailing.mails()
    assert sorted(str(mail["To"]) for mail in mails) == [MAIL, "bea@city.example"]
    for mail in mails:
        _, event = entry(mail)
        assert str(event["ATTENDEE"]) == f"mailto:{mail['To']}"
        assert str(event["ORGANIZER"]) == "mailto:plaza@city.example"
        assert str(event["SUMMARY"]) == plan().titles[language]
        other = ({MAIL, "bea@city.example"} - {str(mail["To"])}).pop()
        assert other not in mail.as_string()


async def test_the_invitation_is_the_last_version_of_the_words_and_a_file_for_who_opens_it_by_hand(mailing: House, talk: Somebody) -> None:
    mailing.plaza.database.write(open_event)
    with_mailbox(mailing)
    await registered(mailing, talk)
    mail = await mailing.last()
    alternatives, file = mail.iter_parts()
    assert [part.get_content_type() for part in alternatives.iter_parts()] == ["text/plain", "multipart/related", "text/calendar"]
    assert (version(mail).get_param("method"), version(mail).get_param("charset")) == ("REQUEST", "utf-8")
    assert (file.get_content_type(), file.get_filename()) == ("application/ics", "world-human-rights-cities-forum.ics")
    assert file.get_payload(decode=True) == held(mail)


async def test_in_the_chat_the_same_place_stays_a_file_that_names_nobody(mailing: House, talk: Somebody) -> None:
    mailing.plaza.database.write(open_event)
    with_mailbox(mailing)
    who = await registered(mailing, talk)
    file, _ = [file for said in who.heard for file in said.files]
    assert b"METHOD:PUBLISH" in file.content
    assert b"ATTENDEE" not in file.content


async def test_a_change_of_the_event_reaches_a_mailbox_once_and_the_chat_once(mailing: House, talk: Somebody) -> None:
    forum = mailing.plaza.database.write(open_event)
    with_mailbox(mailing)
    who = await registered(mailing, talk)
    changed = mailing.plaza.database.write(lambda tx: deeds.move(tx, forum.slug, LATER, "Gwangju", "", BY, START))
    mails = await mailing.mails()
    assert changed.told == 1
    assert len(mails) == 2
    assert [said.plain.splitlines()[0] for said in who.came()] == ["One of your events has changed."]


async def test_who_is_reached_by_mail_alone_is_not_told_twice(mailing: House, talk: Somebody) -> None:
    forum = mailing.plaza.database.write(open_event)
    with_mailbox(mailing)
    await registered(mailing, talk)
    mailing.plaza.database.write(lambda tx: people.lose(tx, "sheet:ana", "blocked", "left us"))
    mailing.plaza.database.write(lambda tx: deeds.cancel(tx, forum.slug, BY, START))
    assert len(await mailing.mails()) == 2
    assert at(mailing.plaza, f"email:{MAIL}")


@pytest.mark.ical
@second_reader
async def test_another_calendar_reads_the_same_story(mailing: House, talk: Somebody) -> None:
    forum = mailing.plaza.database.write(open_event)
    with_mailbox(mailing)
    await registered(mailing, talk)
    await mailing.mails()
    mailing.plaza.database.write(lambda tx: deeds.move(tx, forum.slug, LATER, "Gwangju", "", BY, START))
    await mailing.mails()
    mailing.plaza.database.write(lambda tx: deeds.cancel(tx, forum.slug, BY, START))
    read = [understood(held(mail)) for mail in await mailing.mails()]
    assert [one["method"] for one in read] == ["REQUEST", "REQUEST", "CANCEL"]
    entries = [one["entries"][0] for one in read]
    assert [one["start"] for one in entries] == ["2027-05-13T00:30:00Z", "2027-05-20T01:00:00Z", "2027-05-20T01:00:00Z"]
    assert len({one["uid"] for one in entries}) == 1
    assert [one["sequence"] for one in entries] == sorted({one["sequence"] for one in entries})
