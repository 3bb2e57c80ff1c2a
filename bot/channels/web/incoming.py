"""The page's requests in Plaza's words (pure): what was typed, pressed or filled in becomes an Inbound."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import Literal
from zoneinfo import available_timezones

from bot.model.inbound import Answered, Commanded, Inbound, Origin, Pressed, Said

Kind = Literal["say", "press", "answer"]
Body = Mapping[str, object]

FIELD = "f."
_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
_COMMAND = re.compile(r"/(\w[\w-]*)(?:\s+(.*))?", re.DOTALL)
_KEY = re.compile(r"[^/]+/(say|press|answer)/([0-9]{1,18})/[A-Za-z0-9_-]{8,64}/([0-9a-f]{12})")


class BadInput(ValueError):
    """The page sent something it never would; `block` names the sentence for the reader."""

    def __init__(self, block: str) -> None:
        super().__init__(block)
        self.block = block


@dataclass(frozen=True, slots=True)
class Asked:
    """What a key tells about its input: its kind, the message whose button or form it was (0: none), and a digest of what was sent."""

    kind: str
    message: int
    digest: str


def clean(text: str) -> str:
    """The text without what no database keeps: NUL goes, halves of a surrogate pair become U+FFFD."""
    return text.replace("\0", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def digest(text: str) -> str:
    """Twelve hex digits that stand for a text in a key or in the page's markup."""
    return sha256(text.encode("utf-8", "replace")).hexdigest()[:12]


def make_key(address: str, asked: Asked, nonce: str) -> str:
    """The input's key: the page's own id makes a double click or a retry one input.

    The digest keeps a page that the browser shows again, with the id it had, from swallowing another text."""
    return f"{address}/{asked.kind}/{asked.message}/{nonce}/{asked.digest}"


def read_key(key: str) -> Asked | None:
    """The inverse of `make_key`, or None for a key of another kind."""
    found = _KEY.fullmatch(key)
    return Asked(found[1], int(found[2]), found[3]) if found else None


def zone(name: str) -> str:
    """The browser's time zone if it is an IANA name, else nothing."""
    return name if name in _zones() else ""


def from_form(pairs: Iterable[tuple[str, str]]) -> Body:
    """A plain form's pairs in the shape of the page's JSON: `f.<name>` becomes one of the `fields`."""
    body: dict[str, object] = {}
    fields: dict[str, str] = {}
    for name, value in pairs:
        if name.startswith(FIELD):
            fields[name.removeprefix(FIELD)] = value
        else:
            body[name] = value
    return body | {"fields": fields}


def read(kind: Kind, body: Body, origin: Origin) -> Inbound:
    """One request as an Inbound. Raises BadInput when a part is missing or malformed."""
    if kind == "say":
        return _said(body, origin)
    token = _text(body, "token")
    message = _text(body, "message") or "0"
    if not token or not re.fullmatch("[0-9]{1,18}", message):
        raise BadInput("unreadable")
    if kind == "press":
        return Pressed(_key(body, origin, Asked(kind, int(message), digest(token))), origin, token)
    answers = _answers(body)
    said = digest(token + "\0".join(f"{name}={answers[name]}" for name in sorted(answers)))
    return Answered(_key(body, origin, Asked(kind, int(message), said)), origin, token, answers)


def _said(body: Body, origin: Origin) -> Said | Commanded:
    text = _text(body, "text").strip()
    if not text:
        raise BadInput("empty")
    key = _key(body, origin, Asked("say", 0, digest(text)))
    if found := _COMMAND.fullmatch(text):
        return Commanded(key, origin, found[1], (found[2] or "").strip())
    return Said(key, origin, text)


def _answers(body: Body) -> dict[str, str]:
    fields = body.get("fields", {})
    if not isinstance(fields, Mapping):
        raise BadInput("unreadable")
    return {clean(str(name)): _text(fields, str(name)) for name in fields}


def _key(body: Body, origin: Origin, asked: Asked) -> str:
    nonce = _text(body, "id")
    if not _ID.fullmatch(nonce):
        raise BadInput("unreadable")
    return make_key(origin.address, asked, nonce)


def _text(body: Body, name: str) -> str:
    value = body.get(name, "")
    if not isinstance(value, str):
        raise BadInput("unreadable")
    return clean(value)


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())
