"""What the workspace knows about people (name, language, time zone), remembered for an hour and never waited for long."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.channels.slack.wording import clean
from bot.model.inbound import Inbound, Origin
from bot.model.ports import Busy, Refused, Unknown

PATIENCE = 0.5  # seconds a first message waits for the person's profile
REMEMBERED = 3_600.0
FORGOTTEN = 60.0  # how long a failed look-up is not tried again
MOST = 10_000


@dataclass(frozen=True, slots=True)
class About:
    """One member; empty fields where the workspace does not say."""

    name: str = ""
    language: str = ""
    zone: str = ""


class People:
    """Looks members up through `person` (users.info) and adds what it learns to what they did."""

    def __init__(self, person: Callable[[str], Awaitable[Mapping[str, Any]]]) -> None:
        self._person = person
        self._known: OrderedDict[str, tuple[float, About]] = OrderedDict()

    async def introduce(self, inbound: Inbound) -> Inbound:
        """The same input with the speaker's name, language and zone, as far as they can be had in time."""
        about = await self._about(inbound.origin.address.rpartition(":")[2])
        return replace(inbound, origin=_known(inbound.origin, about))

    def forget(self, user: str) -> None:
        """Look this member up again at their next message."""
        self._known.pop(user, None)

    async def _about(self, user: str) -> About:
        until, about = self._known.get(user, (0.0, About()))
        if until > time.monotonic():
            return about
        try:
            found = _read(await asyncio.wait_for(self._person(user), PATIENCE))
        except (Busy, Refused, Unknown, TimeoutError):
            return self._keep(user, about, FORGOTTEN)
        return self._keep(user, found, REMEMBERED)

    def _keep(self, user: str, about: About, seconds: float) -> About:
        self._known[user] = (time.monotonic() + seconds, about)
        self._known.move_to_end(user)
        if len(self._known) > MOST:
            self._known.popitem(last=False)
        return about


def _known(origin: Origin, about: About) -> Origin:
    return replace(origin, name=about.name or origin.name, language=about.language, zone=about.zone)


def _read(user: Mapping[str, Any]) -> About:
    profile = user.get("profile")
    named = profile if isinstance(profile, Mapping) else {}
    name = named.get("display_name") or named.get("real_name") or user.get("real_name") or user.get("name") or ""
    language = str(user.get("locale") or "").partition("-")[0].lower()
    return About(clean(str(name)), language, str(user.get("tz") or ""))
