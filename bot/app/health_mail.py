"""The doctor at the mail relay: is it there, does it take our password, and would it take our mail?"""

import re
import smtplib
import ssl
from collections.abc import Iterator

from bot.app.verdicts import Verdict, fail, ok, warn
from bot.channels.email.settings import Relay, sender_in
from bot.config import Settings

PATIENCE = 5.0


def mail(settings: Settings) -> Iterator[Verdict]:
    """Who writes, and through which relay; without one, where the files are. Nothing is sent."""
    if not (settings.smtp_url or settings.email_from):
        yield ok("email", "off")
        return
    try:
        relay = Relay.read(settings.smtp_url)
        sender = str(sender_in(settings.email_from))
    except ValueError as problem:
        yield fail("email", f"the relay or the sender cannot be read: {problem}", "mend PLAZA_SMTP_URL or PLAZA_EMAIL_FROM")
        return
    if not settings.email_from:
        yield fail("email", f"mail would come from {sender}", "set PLAZA_EMAIL_FROM to an address of your domain")
    if relay is None:
        folder = settings.home / "var" / "mail"
        yield warn("email", f"no relay: mails are written to {folder}/*.eml", "set PLAZA_SMTP_URL to send them")
        return
    if not settings.url.startswith("https://"):
        yield warn("email", f"one-click links lead to {settings.url}", "set PLAZA_PUBLIC_URL to https://..., as mail programs ask for")
    yield asked(relay, sender)


def asked(relay: Relay, sender: str) -> Verdict:
    """The relay's verdict on our password and our sender."""
    try:
        with _wire(relay) as wire:
            wire.ehlo()
            if not relay.tls and wire.has_extn("starttls"):
                wire.starttls(context=ssl.create_default_context())
                wire.ehlo()
            if relay.user:
                if not (relay.local or isinstance(wire.sock, ssl.SSLSocket)):
                    return fail("email", f"{relay.host} offers no TLS for the password", "use smtps:// or the relay's TLS port")
                wire.login(relay.user, relay.password)
            code, words = wire.mail(sender)
            if code >= 400:
                return fail("email", f"{relay.host} does not take mail from {sender}: {code} {_plain(words)}", "ask who runs the relay")
            wide = "" if wire.has_extn("smtputf8") else ", but no addresses with letters beyond ASCII"
            return ok("email", f"{relay.host}:{relay.port} takes mail from {sender}{wide}")
    except smtplib.SMTPAuthenticationError as error:
        return fail("email", f"{relay.host} refuses the login: {error.smtp_code}", "check the user and password in PLAZA_SMTP_URL")
    except ssl.SSLError:
        return fail("email", f"{relay.host}: its certificate is not trusted", "use the host name that stands in it")
    except (smtplib.SMTPException, OSError) as error:
        return fail("email", f"{relay.host}:{relay.port} cannot be asked: {type(error).__name__}", "check PLAZA_SMTP_URL and the network")


def _wire(relay: Relay) -> smtplib.SMTP:
    if relay.tls:
        return smtplib.SMTP_SSL(relay.host, relay.port, timeout=PATIENCE, context=ssl.create_default_context())
    return smtplib.SMTP(relay.host, relay.port, timeout=PATIENCE)


def _plain(words: bytes) -> str:
    return re.sub(r"\s+", " ", words.decode("utf-8", "replace"))[:120]
