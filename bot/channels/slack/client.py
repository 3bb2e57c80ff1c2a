"""Slack as a channel: opens the app, listens over HTTP or Socket Mode, sends."""

import logging
from contextlib import AsyncExitStack
from dataclasses import dataclass

from slack_bolt.app.async_app import AsyncApp

from bot.channels.slack.client_api import SlackApi
from bot.channels.slack.client_bolt import Socket, bolt
from bot.channels.slack.client_web import PREFIX, pages
from bot.channels.slack.listener import USUAL, Listener, Membership, Patience
from bot.channels.slack.ongoing import Ongoing
from bot.channels.slack.people import People
from bot.channels.slack.refusals import SHORTLY
from bot.channels.slack.sender import Sender
from bot.channels.slack.settings import SlackSettings
from bot.model.ports import Asgi, Busy, Delivery, Inlet, Mailbox, Refused, Sent, Unknown

log = logging.getLogger(__name__)

CONNECTED = 5.0  # seconds `open` waits for the socket, which goes on trying in the background


@dataclass(slots=True)
class _Line:
    """What exists while the channel is open."""

    api: SlackApi
    sender: Sender
    app: AsyncApp
    ongoing: Ongoing
    socket: Socket | None = None


class SlackChannel:
    """One app in one workspace. `pace` is messages per second for the whole workspace; a modal asks all questions at once.

    `membership`, if given, is told of members whose account was closed: (address, "dead"). `stopped` says why Slack refuses us."""

    name: str = "slack"
    batch: int = 100
    pace: float = 5.0

    def __init__(self, settings: SlackSettings, membership: Membership | None = None, patience: Patience = USUAL) -> None:
        self._settings = settings
        self._membership = membership
        self._patience = patience
        self.stopped = ""
        self._line: _Line | None = None
        self._listening = False

    async def open(self, inlet: Inlet, mailbox: Mailbox) -> None:
        """Learn the workspace and start listening. Slack being away, or refusing us, is logged, and the rest of the house opens."""
        async with AsyncExitStack() as undo:
            api, ongoing = SlackApi(self._settings), Ongoing()
            undo.push_async_callback(api.close)
            sender = Sender(api)
            team = await self._team(api)
            listener = Listener(inlet, sender, People(api.person), ongoing, team, self._membership, self._patience)
            self._line = _Line(api, sender, bolt(self._settings, listener.take, lambda: self._listening), ongoing)
            undo.pop_all()
        self._listening = True
        if self._settings.app_token:
            await self._connect(self._line)

    async def close(self) -> None:
        """Take nothing new (Slack will push it again), end what is under way, hang up."""
        line, self._listening = self._line, False
        if line is None:
            return
        await line.ongoing.quiet()
        if line.socket:
            await line.socket.close()
        await line.api.close()
        self._line = None

    async def send(self, delivery: Delivery) -> Sent:
        """Post one message; see `Sender.send`."""
        if self._line is None or not self._listening:
            raise Busy(SHORTLY)
        with self._line.ongoing.one():
            return await self._line.sender.send(delivery)

    def identity(self, address: str) -> str:
        """The workspace an address belongs to: `slack:<team>`."""
        return ":".join(address.split(":")[:2])

    def web(self) -> tuple[str, Asgi] | None:
        """`POST /slack/events`, when there is a secret to check signatures with."""
        if not self._settings.signing_secret:
            return None
        return PREFIX, pages(lambda: self._line.app if self._line and self._listening else None)

    async def _connect(self, line: _Line) -> None:
        line.socket = Socket(line.app, self._settings, line.api.web)
        if not await line.socket.open(CONNECTED):
            log.warning("slack: the socket is not open yet; trying on")

    async def _team(self, api: SlackApi) -> str:
        try:
            return await api.team()
        except Refused as refusal:
            self.stopped = refusal.reason
            log.error("slack: our bot token is refused (%s); nothing can be sent until it is mended", refusal.reason)
        except (Busy, Unknown) as problem:
            log.warning("slack: nobody says which workspace this is (%s); every one is taken for ours", problem)
        return ""
