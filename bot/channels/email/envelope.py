"""One reader's mail, ready for the wire: the shared drawing with this reader's headers before it and their link in its gap."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from email.utils import format_datetime

from bot.channels.email.addresses import Mailbox
from bot.channels.email.outgoing import Shape, draw, fill
from bot.channels.email.settings import EmailSettings
from bot.model.mail import message_id, return_path, way_out
from bot.model.ports import Delivery, Stream

KEPT = 64


@dataclass(frozen=True, slots=True)
class Envelope:
    """What goes to the relay: whom bounces come to ("" for an answer to a mail, which must never bounce), one recipient, the bytes."""

    sender: str
    recipient: Mailbox
    content: bytes
    message_id: str


class Desk:
    """Makes envelopes. What goes to many is drawn once per language and kept for a while."""

    def __init__(self, settings: EmailSettings) -> None:
        self.settings = settings
        self._domain = settings.mailbox.domain
        self._returns = settings.returns
        self._drawn: OrderedDict[tuple[object, ...], Sequence[bytes]] = OrderedDict()

    def envelope(self, it: Delivery) -> Envelope:
        """One delivery. Raises NoMailbox when its address is none."""
        settings = self.settings
        to = Mailbox.read(it.address.partition(":")[2])
        shape = Shape.of(it)
        drawn = draw(shape, settings) if it.stream is Stream.PERSONAL else self._shared(shape)
        named = message_id(settings.secrets, it.id, self._domain)
        head = [f"Date: {format_datetime(settings.clock())}", f"Message-ID: {named}", f"To: {to}"]
        token = way_out(settings.secrets, it.topic, it.address_id, it.address) if shape.leaves else ""
        if token:
            head.append(f"List-Unsubscribe: <{settings.public_url}/u/{token}>")
        # RFC 3834: what answers a mail has no way back, or two machines would write to each other for ever.
        sender = "" if shape.answers else return_path(settings.secrets, it.stream, it.id, self._returns)
        return Envelope(sender, to, "".join(f"{line}\r\n" for line in head).encode() + fill(drawn, token), named)

    def _shared(self, shape: Shape) -> Sequence[bytes]:
        found = self._drawn.get(shape.key)
        if found is None:
            found = self._drawn[shape.key] = draw(shape, self.settings)
            if len(self._drawn) > KEPT:
                self._drawn.popitem(last=False)
        return found
