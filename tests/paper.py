"""Paper doubles: an inlet and a mailbox that keep what came in, and a channel that keeps what was said."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from bot.model.inbound import Inbound
from bot.model.outgoing import Outgoing, Paragraph, Text
from bot.model.ports import Asgi, Delivery, Inlet, Mailbox, Outcome, Sent

Answer = Callable[[Inbound], Sequence[Delivery]]


def words(text: str, **more: object) -> Outgoing:
    """An Outgoing of one paragraph."""
    return Outgoing((Paragraph((Text(text),)),), **more)  # type: ignore[arg-type]


@dataclass
class PaperInlet:
    """Keeps every input once per key, as the real one does; `answer` says what `converse` returns."""

    answer: Answer = lambda inbound: ()
    accepted: list[Inbound] = field(default_factory=list)
    asked: list[Inbound] = field(default_factory=list)
    settled: list[tuple[int, Outcome]] = field(default_factory=list)
    broken: bool = False

    async def accept(self, inbound: Inbound) -> None:
        if self.broken:
            raise OSError("the paper is torn: nothing can be committed")
        if inbound.key not in {i.key for i in self.accepted}:
            self.accepted.append(inbound)

    async def converse(self, inbound: Inbound, within: float = 2.0) -> Sequence[Delivery]:
        if self.broken:
            raise OSError("the paper is torn: nothing can be committed")
        if inbound.key in {i.key for i in self.asked}:
            return ()
        self.asked.append(inbound)
        return self.answer(inbound)

    async def settle(self, delivery: int, outcome: Outcome) -> None:
        self.settled.append((delivery, outcome))


@dataclass
class PaperMailbox:
    """Deliveries by address, put in by the test."""

    letters: dict[str, list[Delivery]] = field(default_factory=dict)

    async def read(self, address: str, after: int = 0, most: int = 50) -> Sequence[Delivery]:
        found = [d for d in self.letters.get(address, []) if d.id > after]
        return found[:most] if after else found[-most:]

    async def changed(self, address: str, within: float) -> bool:
        return bool(self.letters.get(address))


@dataclass
class PaperChannel:
    """A channel whose wire is a list. `failures` are raised, one per send, before anything is kept."""

    name: str = "paper"
    batch: int = 1
    pace: float = 0.0
    said: list[Delivery] = field(default_factory=list)
    failures: list[Exception] = field(default_factory=list)

    async def open(self, inlet: Inlet, mailbox: Mailbox) -> None:
        self.inlet = inlet

    async def close(self) -> None:
        return None

    async def send(self, delivery: Delivery) -> Sent:
        if self.failures:
            raise self.failures.pop(0)
        self.said.append(delivery)
        return Sent(f"paper-{len(self.said)}")

    def identity(self, address: str) -> str:
        return self.name

    def web(self) -> tuple[str, Asgi] | None:
        return None


@dataclass
class ActingChannel(PaperChannel):
    """A paper channel that does something first at every send: waits, looks around, or raises."""

    act: Callable[[Delivery], Awaitable[None]] | None = None

    async def send(self, delivery: Delivery) -> Sent:
        if self.act:
            await self.act(delivery)
        return await super().send(delivery)
