"""Who is looking (pure): the address behind a cookie, the demo's role, the page's language, and whether a request is from our own page."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import urlsplit

from bot.model.person import LANGUAGES

_SESSION = re.compile(r"[A-Za-z0-9_-]{43}")
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True, slots=True)
class Visitor:
    """One browser. `session` is its cookie's value, never shown or stored; `fresh` until the browser has it; `role` only in a demo."""

    address: str
    language: str
    session: str
    fresh: bool = False
    role: str = ""

    @property
    def query(self) -> str:
        """What the page's own links and forms carry so that a demo's role stays."""
        return f"?as={self.role}" if self.role else ""


def recognise(cookie: str | None, language: str, role: str, demo: Mapping[str, str] | None) -> Visitor:
    """The visitor behind a session cookie, or a new one; in a demo the role decides the address, outside it is ignored."""
    known = cookie if cookie and _SESSION.fullmatch(cookie) else ""
    session = known or secrets.token_urlsafe(32)
    if demo:
        role = role if role in demo else next(iter(demo))
        return Visitor(demo[role], language, session, not known, role)
    return Visitor(address_of(session), language, session, not known)


def address_of(session: str) -> str:
    """The address a session speaks from; the cookie cannot be told from it."""
    return "web:" + sha256(b"plaza web session " + session.encode()).hexdigest()[:32]


def choose_language(cookie: str | None, accepted: str) -> str:
    """The language chosen with the switch, else the best of Accept-Language, else English."""
    if cookie in LANGUAGES:
        return cookie
    ranked = sorted((_weight(part) for part in accepted.split(",")[:30]), key=lambda pair: -pair[0])
    return next((tag for weight, tag in ranked if weight > 0 and tag in LANGUAGES), LANGUAGES[0])


def is_own(headers: Mapping[str, str], public_url: str, *, form_token_good: bool = False) -> bool:
    """Whether a request that changes something came from our own page.

    Sec-Fetch-Site decides where a browser sends it, else Origin. Without both (an old browser, and a plain form under
    `no-referrer` says Origin: null) only a form's own token counts."""
    if site := headers.get("sec-fetch-site"):
        return site == "same-origin"
    origin = headers.get("origin", "null")
    if origin == "null":
        return form_token_good
    scheme, host, _ = _split(origin)
    return bool(host) and ((scheme, host) == _split(public_url)[:2] or host == headers.get("host"))


def is_known_host(host: str, public_url: str) -> bool:
    """Whether a demo, which lets anybody speak as an organiser, is called by its own name: a stranger's name that leads here is refused."""
    name = _split(f"//{host}")[2]
    return name in _LOOPBACK or name.endswith(".localhost") or name == _split(public_url)[2]


def _weight(part: str) -> tuple[float, str]:
    tag, _, more = part.strip().partition(";")
    found = re.fullmatch(r"\s*q=([01](?:\.\d{0,3})?)\s*", more)
    return float(found[1]) if found else 1.0, tag.strip().lower().partition("-")[0]


def _split(url: str) -> tuple[str, str, str]:
    """Scheme, host with port, and bare host; empty for what is no address at all."""
    try:
        parts = urlsplit(url)
        return parts.scheme, parts.netloc, parts.hostname or ""
    except ValueError:
        return "", "", ""
