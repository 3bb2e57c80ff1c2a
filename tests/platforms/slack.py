"""Slack on loopback: a Web API as strict as the real one, signed pushes or Socket Mode, and the people in a workspace.

async with SlackStub() as slack:
    slack.target = channel.web()[1]                  # or "http://127.0.0.1:8080/slack/events"; None: Socket Mode
    eva = slack.person("Eva", language="es")         # the app is SlackChannel(slack.settings())
    await eva.say("hola")                            # eva.mention(room, ...), eva.command("events"), eva.press("Register")
    seen = await eva.expect("bienvenida")            # .text .labels .fallback .ephemeral .thread .edited .files
    await eva.expect_modal("Your city"); await eva.submit({"Your city": "Gwangju"}); await eva.close()
"""

from types import TracebackType
from typing import Any

from aiohttp import web

from bot.channels.slack.settings import SlackSettings
from bot.model.ports import Asgi
from tests.platforms.slack_api import Call, WebApi
from tests.platforms.slack_faults import Fault, Faults
from tests.platforms.slack_person import Person
from tests.platforms.slack_push import Push, Pusher
from tests.platforms.slack_world import Member, Room, World

LOCALES = {"en": "en-US", "es": "es-ES", "fr": "fr-FR"}


class SlackStub:
    """One workspace and one app in it. `pace` enforces that many messages per second and room.

    `patience` is how long Slack waits for an acknowledgement and how long a trigger_id lives: three seconds, more on a busy machine."""

    def __init__(self, team: str = "T1", pace: float | None = None, patience: float = 3.0) -> None:
        self.world = World(team, patience)
        self.secret, self.bot_token, self.app_token = "stub-signing-secret", f"xoxb-stub-{team}", f"xapp-stub-{team}"
        self.faults = Faults()
        self.api = WebApi(self.world, self.faults, self.bot_token, self.app_token, pace=pace)
        self.pusher = Pusher(self.world, self.secret, self.api.tickets, patience=patience)
        self.url = ""

    @property
    def target(self) -> str | Asgi | None:
        """Where Slack pushes to; None is Socket Mode."""
        return self.pusher.target

    @target.setter
    def target(self, target: str | Asgi | None) -> None:
        self.pusher.target = target

    @property
    def calls(self) -> list[Call]:
        """Every call the app made, oldest first."""
        return self.api.calls

    @property
    def pushes(self) -> list[Push]:
        """Everything pushed to the app, and how it was taken."""
        return self.pusher.pushes

    async def __aenter__(self) -> "SlackStub":
        app = web.Application(client_max_size=64 << 20)
        app.add_routes([*self.api.routes(), web.get("/link", self.pusher.link)])
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = self.api.url = self.world.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self._runner.cleanup()

    def settings(self, *, socket: bool = False) -> SlackSettings:
        """What the app needs to know to talk to this workspace."""
        return SlackSettings(self.bot_token, self.secret, self.app_token if socket else "", f"{self.url}/api/")

    def person(self, name: str, language: str = "en", zone: str = "Europe/Zurich", team: str = "") -> Person:
        """Somebody new; of another organisation when `team` names one."""
        member = Member(self.world.new("U"), name, LOCALES.get(language, language), zone, team or self.world.team)
        self.world.members[member.id] = member
        return Person(self.world, self.pusher, member)

    def room(self, name: str, *people: Person, joined: bool = True) -> Room:
        """A channel these people share, with the app in it unless it has not `joined`."""
        members = {person.id for person in people} | ({self.world.bot} if joined else set())
        return self.world.room(name, members)

    def fault(self, how: str, method: str = "", **more: Any) -> None:
        """Let the next calls of a method go wrong (see Fault)."""
        self.faults.waiting.append(Fault(method, how, **more))

    def called(self, method: str) -> list[Call]:
        """The calls of one method, oldest first."""
        return [call for call in self.calls if call.method == method]
