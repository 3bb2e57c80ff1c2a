"""To a real SMTP server: one envelope a reader, a few connections used in turn, and every refusal told apart."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.channels.email.client import EmailChannel
from bot.channels.email.settings import EmailSettings, Relay
from bot.model.mail import Notice, read_return_path
from bot.model.ports import Busy, Delivery, Refused, Sent, Stream, Unknown
from tests.channels.email.mailroom import SECRETS, Session, bulk, delivery, part, reading, relay, settings
from tests.paper import PaperInlet, PaperMailbox, words


async def nobody(token: str, sure: bool) -> Notice | None:
    """No link is known."""
    return None


def channel(given: EmailSettings) -> EmailChannel:
    """A channel without pages behind it."""
    return EmailChannel(given, nobody)


def refuse(at: str, reply: str, times: int = 1) -> Callable[[str, Session], str | None]:
    """A relay's reply to the first so many commands of this name."""
    left = [times]

    def answer(command: str, it: Session) -> str | None:
        if command != at or not left[0]:
            return None
        left[0] -= 1
        return reply

    return answer


def vanish(at: str, times: int = 1) -> Callable[[str, Session], str | None]:
    """A relay that hangs up at this command."""
    left = [times]

    def answer(command: str, it: Session) -> str | None:
        if command == at and left[0]:
            left[0] -= 1
            raise ConnectionError
        return None

    return answer


async def outcome(mails: EmailChannel, it: Delivery) -> Any:
    """What became of a message."""
    try:
        return await mails.send(it)
    except (Busy, Refused, Unknown) as trouble:
        return trouble


async def test_a_mail_goes_in_an_envelope_of_its_own_and_a_bounce_would_find_its_delivery(tmp_path: Path) -> None:
    async with relay() as post:
        mails = channel(settings(tmp_path, post.relay, bounce_domain="bounce.city.example"))
        await mails.open(PaperInlet(), PaperMailbox())
        sent = await mails.send(delivery("Hello", id=31))
        await mails.close()
    (it,) = post.mails
    assert it.recipients == ["ana@city.example"]
    assert it.sender.endswith("@bounce.city.example")
    assert read_return_path(SECRETS, it.sender) == (Stream.PERSONAL, 31)
    mail = reading(it.content)
    assert isinstance(sent, Sent)
    assert sent.platform_id == mail["Message-ID"]
    assert str(mail["Message-ID"]).startswith("<31.")
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Date"].datetime.isoformat() == "2026-11-25T09:00:00+00:00"
    assert not [name for name in mail if name.startswith("List-")]
    assert post.open == 0, "a closed channel leaves no connection"


async def test_alerts_and_broadcasts_are_streams_of_their_own_that_can_be_left_with_one_click(tmp_path: Path) -> None:
    async with relay() as post:
        mails = channel(settings(tmp_path, post.relay))
        await mails.send(bulk("Deadline", id=1))
        await mails.send(bulk("News", id=2, stream=Stream.BROADCASTS, topic="event:forum"))
    alert, news = (reading(it.content) for it in post.mails)
    assert [read_return_path(SECRETS, it.sender) for it in post.mails] == [(Stream.ALERTS, 1), (Stream.BROADCASTS, 2)]
    assert [mail["List-Id"] for mail in (alert, news)] == ["<alerts.city.example>", "<broadcasts.city.example>"]
    for mail in (alert, news):
        assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert mail["X-Auto-Response-Suppress"] == "All"
        link = str(mail["List-Unsubscribe"]).strip("<>")
        assert link.startswith("https://plaza.example/u/")
        assert "ana" not in link
        for kind in ("plain", "html"):
            assert link in part(mail, kind)
    assert "/u/s7." in alert["List-Unsubscribe"]
    assert news["List-Unsubscribe"].endswith(".forum>")


async def test_a_resend_carries_the_same_message_id(tmp_path: Path) -> None:
    async with relay() as post:
        mails = channel(settings(tmp_path, post.relay))
        for _ in range(2):
            await mails.send(delivery("Hello", id=5))
    assert len({reading(it.content)["Message-ID"] for it in post.mails}) == 1


async def test_what_answers_a_mail_has_no_way_back(tmp_path: Path) -> None:
    async with relay() as post:
        await channel(settings(tmp_path, post.relay)).send(delivery("Hello", answers="key"))
    assert post.mails[0].sender in ("", "<>")
    assert reading(post.mails[0].content)["Auto-Submitted"] == "auto-replied"


@pytest.mark.parametrize(
    ("at", "reply", "becomes"),
    [
        ("RCPT", "550 5.1.1 No such user", "person"),
        ("RCPT", "550 No such user here", "person"),
        ("RCPT", "550 5.2.1 Disabled", "person"),
        ("RCPT", "553 5.1.10 Null MX", "person"),
        ("RCPT", "550 5.4.4 No such host", "person"),
        ("RCPT", "552 5.2.2 Over quota", "this person later"),
        ("RCPT", "450 4.2.1 Mailbox busy", "this person later"),
        ("RCPT", "451 4.7.1 Greylisted", "later"),
        ("RCPT", "452 4.3.1 Disk full", "later"),
        ("RCPT", "550 5.7.1 Relaying denied", "sender"),
        ("MAIL", "451 4.3.0 Try again", "later"),
        ("MAIL", "550 5.1.8 Bad sender", "sender"),
        ("MAIL", "530 5.7.0 Log in first", "sender"),
        ("DATA", "554 5.6.0 Cannot read that", "payload"),
        ("DATA", "552 5.3.4 Too big", "payload"),
        ("DATA", "550 5.7.26 Not authenticated", "sender"),
        ("DATA", "550 5.7.515 Access denied", "sender"),
        ("DATA", "550 5.1.1 Gone after all", "person"),
        ("DATA", "451 4.3.0 As the rule says", "later"),
    ],
)
async def test_a_refusal_is_about_the_person_the_message_or_ourselves(tmp_path: Path, at: str, reply: str, becomes: str) -> None:
    async with relay() as post:
        mails = channel(settings(tmp_path, post.relay))
        post.at = refuse(at, reply)
        found = await outcome(mails, delivery("Hello"))
        match found:
            case Refused(whom=whom):
                assert whom == becomes
            case Busy(alone=str(reason)):
                assert ("this person later" if reason else "later") == becomes
            case _:
                raise AssertionError(found)
        assert isinstance(await mails.send(delivery("The next one")), Sent), "a refusal must not spoil the connection"
        assert len(post.mails) == 1


async def test_a_full_server_that_hangs_up_is_waited_for(tmp_path: Path) -> None:
    async with relay() as post:
        post.at = refuse("RCPT", "421 4.3.2 Closing")
        assert isinstance(await outcome(channel(settings(tmp_path, post.relay)), delivery("Hello")), Busy)


@pytest.mark.parametrize(("at", "becomes"), [("MAIL", Busy), ("RCPT", Busy), ("DATA", Unknown)])
async def test_a_lost_line_is_unknown_only_once_the_mail_was_on_its_way(tmp_path: Path, at: str, becomes: type[Exception]) -> None:
    async with relay() as post:
        post.at = vanish(at)
        assert isinstance(await outcome(channel(settings(tmp_path, post.relay)), delivery("Hello")), becomes)


async def test_a_kept_connection_that_died_meanwhile_costs_nothing(tmp_path: Path) -> None:
    async with relay() as post:
        mails = channel(settings(tmp_path, post.relay))
        await mails.send(delivery("One"))
        post.hang_up()
        await mails.send(delivery("Two"))
        post.at = refuse("MAIL", "421 4.4.2 Idle too long")
        await mails.send(delivery("Three"))
    assert len(post.mails) == 3
    assert post.connections == 3


async def test_few_connections_carry_many_mails(tmp_path: Path) -> None:
    async with relay() as post:
        post.slow = 0.01
        mails = channel(settings(tmp_path, post.relay, connections=4))
        await asyncio.gather(*(mails.send(bulk("Deadline", f"p{n}@city.example")) for n in range(60)))
    assert len(post.mails) == 60
    assert sorted({it.recipients[0] for it in post.mails}) == sorted(f"p{n}@city.example" for n in range(60))
    assert post.connections == 4


async def test_no_relay_there_means_later(tmp_path: Path) -> None:
    async with relay() as post:
        gone = post.relay
    assert isinstance(await outcome(channel(settings(tmp_path, gone)), delivery("Hello")), Busy)


async def test_a_password_is_used_and_a_wrong_one_shuts_the_sender_not_the_people(tmp_path: Path) -> None:
    async with relay() as post:
        for password, right in (("right", True), ("wrong", False)):
            mails = channel(settings(tmp_path, Relay("127.0.0.1", post.port, user="plaza", password=password)))
            found = await outcome(mails, delivery("Hello"))
            assert isinstance(found, Sent) if right else isinstance(found, Refused) and found.whom == "sender"
    assert post.logins == [b"right", b"wrong"] or set(post.logins) == {b"right", b"wrong"}


async def test_a_password_never_travels_in_clear_to_another_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.channels.email.settings.LOOPBACK", ())
    async with relay() as post:
        given = settings(tmp_path, Relay("127.0.0.1", post.port, user="plaza", password="right"))
        found = await outcome(channel(given), delivery("Hello"))
    assert isinstance(found, Refused)
    assert "TLS" in found.reason
    assert post.logins == []


async def test_domains_travel_in_ascii_and_local_parts_only_where_the_relay_can_take_them(tmp_path: Path) -> None:
    async with relay() as post:
        mails = channel(settings(tmp_path, post.relay))
        await mails.send(delivery("Hello", "ana@faß.example"))
        await mails.send(delivery("Hello", "josé@bücher.example"))
    plain, wide = post.mails
    assert plain.recipients == ["ana@xn--fa-hia.example"]
    assert "SMTPUTF8" not in plain.options
    assert wide.recipients == ["josé@xn--bcher-kva.example"]
    assert "SMTPUTF8" in wide.options
    assert "To: josé@xn--bcher-kva.example\r\n".encode() in wide.content
    async with relay(enable_SMTPUTF8=False) as old:
        found = await outcome(channel(settings(tmp_path, old.relay)), delivery("Hello", "josé@city.example"))
    assert isinstance(found, Refused)
    assert found.whom == "person"


@pytest.mark.parametrize(
    "bad", ["", "ana", "ana@", "@city.example", "a b@city.example", "ana@city.example\r\nRCPT TO:<eve@x.example>", '"a"@x.y']
)
async def test_what_is_no_address_is_refused_before_anything_is_said(tmp_path: Path, bad: str) -> None:
    async with relay() as post:
        found = await outcome(channel(settings(tmp_path, post.relay)), delivery("Hello", bad))
    assert isinstance(found, Refused)
    assert found.whom == "person"
    assert post.connections == 0


async def test_without_a_relay_mails_are_files_that_only_their_owner_reads(tmp_path: Path) -> None:
    folder = tmp_path / "var" / "mail"
    mails = channel(settings(folder))
    await mails.send(bulk(words("Deadline", language="fr"), id=12))
    await mails.send(bulk(words("Deadline", language="fr"), id=12))
    (file,) = folder.iterdir()
    assert file.name == "00000012.eml"
    assert file.stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700
    mail = reading(file.read_bytes())
    assert read_return_path(SECRETS, str(mail["Return-Path"]).strip("<>")) == (Stream.ALERTS, 12)
    assert mail["Content-Language"] == "fr"


async def test_a_folder_that_cannot_be_written_means_later(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("a file in the way")
    assert isinstance(await outcome(channel(settings(tmp_path / "mail")), delivery("Hello")), Busy)


@pytest.mark.parametrize(
    ("url", "means"),
    [
        ("", None),
        ("smtp://mail.example", Relay("mail.example", 587)),
        ("smtps://u%40x:p%2Fw@mail.example", Relay("mail.example", 465, True, "u@x", "p/w")),
        ("smtp://127.0.0.1:8025", Relay("127.0.0.1", 8025)),
    ],
)
def test_a_relay_is_written_as_an_address(url: str, means: Relay | None) -> None:
    assert Relay.read(url) == means


@pytest.mark.parametrize("url", ["mail.example", "http://mail.example", "smtp://", "smtp://x:y"])
def test_what_is_no_relay_is_said_to_be_none(url: str) -> None:
    with pytest.raises(ValueError):
        Relay.read(url)
