"""Where on Slack something happened, and by which means the answer can be drawn there."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Payload = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Place:
    """What the wire offers for an answer. `trigger` opens one modal within 3 s; `url` (Slack's response_url) takes 5 answers in 30 min.

    `message` is the pressed message in `channel`; `hidden` means that only the person sees it. `view` is an open modal,
    `form` the token of the form in it and `fields` its questions. `waits`: the person is looking at a spinner until we answer."""

    team: str = ""
    waits: bool = False
    trigger: str = ""
    url: str = ""
    channel: str = ""
    thread: str = ""
    message: str = ""
    hidden: bool = False
    view: str = ""
    form: str = ""
    fields: frozenset[str] = frozenset()

    @property
    def shared(self) -> bool:
        """Whether others may be looking on."""
        return bool(self.channel) and not self.hidden and not self.channel.startswith("D")


def text_of(thing: Payload, key: str) -> str:
    """A field that should be text; empty when it is missing or is not."""
    value = thing.get(key)
    return value if isinstance(value, str) else ""


def team_of(payload: Payload) -> str:
    """The workspace whose installation a payload is meant for; empty when it does not say."""
    match payload:
        case {"view": {"app_installed_team_id": str(team)}} if team:
            return team
        case {"authorizations": [{"team_id": str(team)}, *_]} | {"team": {"id": str(team)}}:
            return team
        case {"user": {"team_id": str(team)}} | {"context_team_id": str(team)} | {"team_id": str(team)}:
            return team
    return ""


def place_of(payload: Payload) -> Place:
    """Where a payload came from; an empty place for what has none."""
    team = team_of(payload)
    match payload:
        case {"type": "event_callback" | "view_closed"}:
            return Place(team)
        case {"command": str()}:
            trigger, url, channel = (text_of(payload, key) for key in ("trigger_id", "response_url", "channel_id"))
            return Place(team, True, trigger, url, channel, hidden=True)
        case {"type": "view_submission", "view": {"id": str(view)} as shown}:
            return Place(team, True, view=view, form=text_of(shown, "private_metadata"), fields=_inputs(shown))
        case {"type": "block_actions", "container": {"type": "message"} as container}:
            return _pressed(payload, container)
        case {"type": "block_actions", "view": {"id": str(view)}}:
            return Place(team, True, text_of(payload, "trigger_id"), view=view)
        case {"type": "shortcut" | "block_actions"}:
            return Place(team, True, text_of(payload, "trigger_id"))
    return Place(team)


def _pressed(payload: Payload, container: Payload) -> Place:
    message = payload.get("message")
    thread = text_of(message, "thread_ts") if isinstance(message, Mapping) else ""
    return Place(
        team_of(payload),
        True,
        text_of(payload, "trigger_id"),
        text_of(payload, "response_url"),
        text_of(container, "channel_id"),
        thread or text_of(container, "thread_ts"),
        text_of(container, "message_ts"),
        hidden=container.get("is_ephemeral") is True,
    )


def _inputs(view: Payload) -> frozenset[str]:
    match view:
        case {"blocks": [*blocks]}:
            return frozenset(text_of(b, "block_id") for b in blocks if isinstance(b, Mapping) and b.get("type") == "input")
    return frozenset()
