"""Carries messages to Slack: from the outbox, and as the answer to somebody who is waiting."""

from collections.abc import Awaitable

from bot.channels.slack.client_api import SlackApi
from bot.channels.slack.outgoing import draw
from bot.channels.slack.outgoing_modal import modal
from bot.channels.slack.place import Place
from bot.channels.slack.refusals import GONE, NOT_EDITABLE
from bot.model.outgoing import Outgoing, Sheet
from bot.model.ports import Delivery, Refused, Sent


class Sender:
    """Every method ends as Sent or raises Busy, Refused or Unknown."""

    def __init__(self, api: SlackApi) -> None:
        self._api = api

    async def send(self, delivery: Delivery) -> Sent:
        """Post a message where the delivery says; its files are with Slack before the words appear, and shown right after them."""
        person, message = user(delivery), draw(delivery.outgoing)
        channel, thread = target(delivery)
        staged = [await self._api.stage(file) for file in delivery.outgoing.files]
        try:
            posted, ts = await self._api.post(channel, message, thread, delivery.id)
        except Refused as refusal:
            if channel == person or refusal.whom != "person":
                raise
            # It is the room that is closed to us, not the person.
            thread = ""
            posted, ts = await self._api.post(person, message, thread, delivery.id)
        if staged:
            await self._api.share(staged, posted, thread)
        return Sent(f"{posted}:{ts}")

    async def answer(self, place: Place, delivery: Delivery) -> Sent:
        """Answer by the best means the place offers: a modal, the pressed message, a note for one person, else a message."""
        outgoing = delivery.outgoing
        drawn: Sent | None = None
        if outgoing.form:
            drawn = await self._ask(place, outgoing, outgoing.form)
        elif outgoing.edits and place.message and not outgoing.files:
            drawn = await self._edit(place, outgoing)
        elif _whispered(place, outgoing):
            drawn = await self._whisper(place, outgoing)
        return drawn or await self.send(delivery)

    async def _ask(self, place: Place, outgoing: Outgoing, sheet: Sheet) -> Sent | None:
        if not place.trigger:
            return None
        view = modal(outgoing, sheet)
        opened = self._api.update_modal(place.view, view) if place.view else self._api.open_modal(place.trigger, view)
        return await _unless(GONE | NOT_EDITABLE, opened)

    async def _edit(self, place: Place, outgoing: Outgoing) -> Sent | None:
        message = draw(outgoing)
        if place.hidden:
            return await _unless(NOT_EDITABLE, self._api.respond(place.url, message, replace=True))
        return await _unless(NOT_EDITABLE, self._api.update(place.channel, place.message, message))

    async def _whisper(self, place: Place, outgoing: Outgoing) -> Sent | None:
        return await _unless(NOT_EDITABLE, self._api.respond(place.url, draw(outgoing)))


def user(delivery: Delivery) -> str:
    """The member a delivery is for. Raises Refused when the address is none of Slack's."""
    match delivery.address.split(":"):
        case ["slack", str(team), str(user)] if team and user:
            return user
    raise Refused("person", "not a Slack address")


def target(delivery: Delivery) -> tuple[str, str]:
    """The channel (or person) and thread a delivery goes to. What is personal never goes to a room others read."""
    where, _, thread = delivery.chat.partition(":")[2].partition(":")
    if where and (where[0] in "DUW" or not delivery.outgoing.personal):
        return where, thread
    return user(delivery), ""


def _whispered(place: Place, outgoing: Outgoing) -> bool:
    """Whether the answer is for one person's eyes in a room that others read; Slack cannot put files into such a note."""
    elsewhere = place.hidden and not place.channel.startswith("D")
    return bool(place.url) and not outgoing.files and (elsewhere or (outgoing.personal and place.shared))


async def _unless(codes: set[str], call: Awaitable[Sent]) -> Sent | None:
    """The call's outcome, or nothing when it fails with a code that says this means is gone: then a message will do."""
    try:
        return await call
    except Refused as refusal:
        if refusal.reason in codes:
            return None
        raise
