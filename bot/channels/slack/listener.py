"""Takes what Slack pushes: commits it first, and draws at once the answers that somebody is waiting for."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.channels.slack.incoming import read
from bot.channels.slack.ongoing import Ongoing
from bot.channels.slack.outgoing_modal import verdict
from bot.channels.slack.people import People
from bot.channels.slack.place import Payload, Place, place_of, team_of, text_of
from bot.channels.slack.sender import Sender
from bot.model.inbound import Inbound
from bot.model.ports import Busy, Delivery, Inlet, Outcome, Refused, Sent, Unknown

log = logging.getLogger(__name__)

Membership = Callable[[str, str], Awaitable[None]]  # an address, and what became of it


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds from a request until the outbox takes over (`think`), and until Slack hears from us (`acknowledge`); it gives up after 3."""

    think: float = 2.0
    acknowledge: float = 2.6


USUAL = Patience()


class Listener:
    """One workspace's ear. `team` is the workspace this app can answer in; what others send is only acknowledged."""

    def __init__(
        self,
        inlet: Inlet,
        sender: Sender,
        people: People,
        ongoing: Ongoing,
        team: str,
        membership: Membership | None = None,
        patience: Patience = USUAL,
    ) -> None:
        self._inlet = inlet
        self._sender = sender
        self._people = people
        self._ongoing = ongoing
        self._team = team
        self._membership = membership
        self._patience = patience

    async def take(self, payload: Payload) -> dict[str, Any] | None:
        """The body of the acknowledgement, which may be sent once this returns: what had to be kept is committed.

        Raises whatever the inlet raises when it cannot commit: then Slack must not be told that all is well."""
        with self._ongoing.one():
            return await self._taken(payload, time.monotonic())

    async def _taken(self, payload: Payload, began: float) -> dict[str, Any] | None:
        inbound, place = read(payload), place_of(payload)
        if inbound is None or (self._team and place.team != self._team):
            await self._note(payload)
            return None
        inbound = await self._people.introduce(inbound)
        if not place.waits:
            await self._inlet.accept(inbound)
            return None
        return await self._converse(inbound, place, began)

    async def _converse(self, inbound: Inbound, place: Place, began: float) -> dict[str, Any] | None:
        within = self._patience.think - min(time.monotonic() - began, self._patience.think / 2)
        deliveries = await self._inlet.converse(inbound, within)
        asks = next((d for d in deliveries if place.form and d.outgoing.form), None)
        body = await self._judge(place, asks) if asks else None
        rest = [d for d in deliveries if d is not asks]
        if rest:
            drawing = self._ongoing.start(self._draw(place, rest))
            await asyncio.wait({drawing}, timeout=max(0.0, self._patience.acknowledge - (time.monotonic() - began)))
        return body

    async def _judge(self, place: Place, delivery: Delivery) -> dict[str, Any] | None:
        """A submitted modal that leaves questions is answered in the acknowledgement itself."""
        outgoing = delivery.outgoing
        try:
            body = verdict(outgoing, outgoing.form, place) if outgoing.form else None
        except Refused as refusal:
            await self._inlet.settle(delivery.id, refusal)
            return None
        await self._inlet.settle(delivery.id, Sent(place.view))
        return body

    async def _draw(self, place: Place, deliveries: Sequence[Delivery]) -> None:
        for delivery in deliveries:
            outcome: Outcome
            try:
                outcome = await self._sender.answer(place, delivery)
            except (Busy, Refused, Unknown) as problem:
                outcome = problem
            await self._inlet.settle(delivery.id, outcome)

    async def _note(self, payload: Payload) -> None:
        """What is no input may still concern who can be reached, or a person who runs Plaza."""
        match payload:
            case {"event": {"type": "user_change", "user": {"id": str(user)} as who}}:
                self._people.forget(user)
                if who.get("deleted") is True and self._membership:
                    await self._membership(f"slack:{text_of(who, 'team_id') or team_of(payload)}:{user}", "dead")
            case {"event": {"type": "tokens_revoked" | "app_uninstalled" as kind}} | {"type": "app_rate_limited" as kind}:
                log.warning("slack: %s", kind)
