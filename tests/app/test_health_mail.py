"""The doctor at the relay: what an operator can mend is named, nothing is sent, and no password is shown."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.app.health_mail import mail
from bot.config import BadSettings, read
from tests.channels.email.mailroom import Post, relay

Prepare = Callable[[Post], None]


def said(**given: str) -> list[str]:
    """The doctor's lines about mail."""
    return [verdict.line for verdict in mail(read(**given))]


async def at_a_relay(prepare: Prepare, given: dict[str, str], user: str = "") -> tuple[list[str], Post]:
    """The doctor's lines about a real relay."""
    async with relay() as post:
        prepare(post)
        return await asyncio.to_thread(said, smtp_url=f"smtp://{user}127.0.0.1:{post.port}", **given), post


def as_it_is(post: Post) -> None:
    """A relay in good health."""


OURS = {"email_from": "Plaza <plaza@city.example>", "public_url": "https://plaza.example"}


def test_mail_that_is_off_is_no_fault(home: Path) -> None:
    assert said() == ["ok email: off"]


def test_without_a_relay_the_doctor_says_where_the_files_are(home: Path) -> None:
    (line,) = said(email_from="plaza@city.example")
    assert line.startswith(f"warn email: no relay: mails are written to {home}/var/mail/*.eml; set PLAZA_SMTP_URL")


async def test_a_relay_that_takes_our_mail_is_fine_and_gets_none(home: Path) -> None:
    lines, post = await at_a_relay(as_it_is, OURS)
    assert lines == [f"ok email: 127.0.0.1:{post.port} takes mail from plaza@city.example"]
    assert post.mails == []


async def test_a_login_that_is_refused_is_named_without_its_password(home: Path) -> None:
    lines, _ = await at_a_relay(as_it_is, OURS, "plaza:canary-password@")
    assert lines == ["fail email: 127.0.0.1 refuses the login: 535; check the user and password in PLAZA_SMTP_URL"]


async def test_a_sender_that_is_refused_is_named(home: Path) -> None:
    def refusing(post: Post) -> None:
        post.at = lambda command, it: "550 5.7.1 Not from there" if command == "MAIL" else None

    lines, _ = await at_a_relay(refusing, OURS)
    assert lines[0].startswith("fail email: 127.0.0.1 does not take mail from plaza@city.example: 550 5.7.1 Not from there")


async def test_links_that_are_not_https_and_a_sender_that_is_not_set_are_noticed(home: Path) -> None:
    lines, _ = await at_a_relay(as_it_is, {"public_url": "http://plaza.example"})
    assert [line.partition(":")[0] for line in lines] == ["fail email", "warn email", "ok email"]


async def test_no_relay_there(home: Path) -> None:
    async with relay() as post:
        port = post.port
    (line,) = said(smtp_url=f"smtp://127.0.0.1:{port}", **OURS)
    assert line == f"fail email: 127.0.0.1:{port} cannot be asked: ConnectionRefusedError; check PLAZA_SMTP_URL and the network"


@pytest.mark.parametrize(
    "given",
    [
        {"smtp_url": "mail.example:25"},
        {"smtp_url": "http://mail.example"},
        {"email_from": "Plaza"},
        {"email_from": "a@b\r\nBcc: c@d"},
        {"email_bounce_domain": "bounces@city.example"},
    ],
)
def test_a_setting_that_cannot_be_used_is_named_at_the_start(home: Path, given: dict[str, str]) -> None:
    with pytest.raises(BadSettings, match=f"PLAZA_{next(iter(given)).upper()}.*write"):
        read(**given)


def test_a_password_is_not_shown_when_a_setting_is_wrong(home: Path) -> None:
    with pytest.raises(BadSettings) as wrong:
        read(smtp_url="smtp:/plaza:canary-password@mail.example")
    assert "canary" not in str(wrong.value)
