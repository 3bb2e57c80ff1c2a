"""What a mail carries for its way back: the return path a bounce comes to, the Message-ID, the link that ends a stream.

Each is signed, and none holds a name or an address: whoever finds one in a log learns nothing, and can end nothing by guessing."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass

from bot.model.ports import Secrets, Stream

PATHS = {Stream.PERSONAL: "b", Stream.ALERTS: "a", Stream.BROADCASTS: "n"}
"""The streams' own return paths: how often mail of one bounces says nothing of the others."""
EVENT = "event:"
_PATH = re.compile(r"([abn])\+([0-9a-f]{1,15})-([0-9a-f]{18})@[^@]+")
_OUT = re.compile(r"([se])([0-9a-f]{1,15})\.([A-Za-z0-9_-]{12})(?:\.([A-Za-z0-9_-]{1,100}))?")


def return_path(secrets: Secrets, stream: Stream, delivery: int, domain: str) -> str:
    """The envelope sender of one delivery: `b+<delivery>-<signature>@domain`, in letters whose case may be lost on the way."""
    signature = urlsafe_b64decode(secrets.sign(_path(stream, delivery))).hex()
    return f"{PATHS[stream]}+{delivery:x}-{signature}@{domain}"


def read_return_path(secrets: Secrets, address: str) -> tuple[Stream, int] | None:
    """Which stream and delivery a return path stands for; None when we did not make it."""
    found = _PATH.fullmatch(address.lower())
    if found is None:
        return None
    stream = next(stream for stream, letter in PATHS.items() if letter == found[1])
    delivery = int(found[2], 16)
    signature = urlsafe_b64encode(bytes.fromhex(found[3])).decode()
    return (stream, delivery) if secrets.verify(_path(stream, delivery), signature) else None


def message_id(secrets: Secrets, delivery: int, domain: str) -> str:
    """The same for every attempt of one delivery, and nobody else can tell it beforehand."""
    return f"<{delivery}.{secrets.sign(f'message id {delivery}')}@{domain}>"


@dataclass(frozen=True, slots=True)
class WayOut:
    """A link that ends what an address gets: everything that is subscribed to, or (with `event`, a slug) the news of one event."""

    address_id: int
    signature: str
    event: str = ""

    def ours(self, secrets: Secrets, address: str) -> bool:
        """Whether we made this link for whoever is reached at this address."""
        return secrets.verify(_out(self.address_id, self.event, address), self.signature)


def way_out(secrets: Secrets, topic: str, address_id: int, address: str) -> str:
    """The token of the link that ends this topic's stream for this address."""
    event = topic.removeprefix(EVENT) if topic.startswith(EVENT) else ""
    signature = secrets.sign(_out(address_id, event, address))
    return f"e{address_id:x}.{signature}.{event}" if event else f"s{address_id:x}.{signature}"


def read_way_out(token: str) -> WayOut | None:
    """A token as it was made; None for anything else. Whether it is ours, only its address tells."""
    found = _OUT.fullmatch(token)
    if found is None or (found[1] == "e") != bool(found[4]):
        return None
    return WayOut(int(found[2], 16), found[3], found[4] or "")


@dataclass(frozen=True, slots=True)
class Notice:
    """What the page behind a link in a mail says: `kind` of link (leave, leave_event, confirm), how far it is (ask, done, late), in
    which language, and what it is about (an event, an address)."""

    kind: str
    state: str
    language: str
    about: str = ""


def _path(stream: Stream, delivery: int) -> str:
    return f"return path {stream} {delivery}"


def _out(address_id: int, event: str, address: str) -> str:
    return f"way out {address_id} {event} {address}"
