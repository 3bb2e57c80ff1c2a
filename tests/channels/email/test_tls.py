"""Mail about people travels encrypted wherever the relay can: a city's registrations are nobody else's to read on the way."""

from pathlib import Path

import pytest

from bot.channels.email.client import EmailChannel
from bot.channels.email.settings import Relay
from bot.model.ports import Busy, Sent
from tests.channels.email.certificates import Authority, authority
from tests.channels.email.mailroom import delivery, relay, settings
from tests.channels.email.test_send import nobody, outcome
from tests.paper import PaperInlet, PaperMailbox


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Authority:
    """An authority that this machine trusts."""
    found = authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(found.bundle))
    return found


async def sending(folder: Path, to: Relay) -> object:
    """What becomes of one mail through this relay."""
    mails = EmailChannel(settings(folder, to), nobody)
    await mails.open(PaperInlet(), PaperMailbox())
    found = await outcome(mails, delivery("Hello"))
    await mails.close()
    return found


async def test_a_relay_that_offers_encryption_gets_the_mail_encrypted(tmp_path: Path, trusted: Authority) -> None:
    async with relay(tls_context=trusted.server(tmp_path, "127.0.0.1"), require_starttls=True) as post:
        assert isinstance(await sending(tmp_path, post.relay), Sent)
    assert len(post.mails) == 1


async def test_a_password_goes_to_a_relay_that_encrypts(tmp_path: Path, trusted: Authority) -> None:
    context = trusted.server(tmp_path, "127.0.0.1")
    async with relay(tls_context=context, require_starttls=True, auth_require_tls=True, auth_required=True) as post:
        assert isinstance(await sending(tmp_path, Relay("127.0.0.1", post.port, user="plaza", password="right")), Sent)
    assert post.logins == [b"right"]


async def test_smtps_is_encrypted_from_the_first_byte(tmp_path: Path, trusted: Authority) -> None:
    async with relay(ssl=trusted.server(tmp_path, "127.0.0.1")) as post:
        assert isinstance(await sending(tmp_path, Relay("127.0.0.1", post.port, tls=True)), Sent)
    assert len(post.mails) == 1


@pytest.mark.parametrize("host", ["relay.example", "127.0.0.2"])
async def test_somebody_who_only_poses_as_the_relay_gets_nothing(tmp_path: Path, trusted: Authority, host: str) -> None:
    async with relay(tls_context=trusted.server(tmp_path, host), require_starttls=True) as post:
        assert isinstance(await sending(tmp_path, Relay("127.0.0.1", post.port, user="plaza", password="right")), Busy)
    assert not post.mails
    assert not post.logins


async def test_a_certificate_that_nobody_trusts_gets_nothing(tmp_path: Path) -> None:
    stranger = authority(tmp_path)
    async with relay(ssl=stranger.server(tmp_path, "127.0.0.1")) as post:
        assert isinstance(await sending(tmp_path, Relay("127.0.0.1", post.port, tls=True)), Busy)
    assert not post.mails
