"""Slack's payloads as what happened: pure, and deaf to robots, edits and everything Plaza does not know."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from bot.channels.slack.place import Payload, Place, place_of, team_of, text_of
from bot.channels.slack.wording import clean, plain, without_mention
from bot.model.inbound import Answered, Commanded, Inbound, Origin, Pressed, Said

CANCEL = "cancel:"  # a modal's callback_id: this, then the token of its close button
SHORTCUTS = {"register_event": "register"}
_PERSON_WROTE = {"", "file_share", "thread_broadcast", "me_message"}


def read(payload: Payload) -> Inbound | None:
    """What a person did, or None for what is only to be acknowledged. The key is the same on every retry by Slack."""
    inbound = _read(payload) if team_of(payload) else None
    return inbound if inbound and inbound.key and not inbound.origin.address.endswith(":") else None


def _read(payload: Payload) -> Inbound | None:
    match payload:
        case {"type": "event_callback", "event_id": str(key), "event": dict() as event}:
            return _event(key, event, payload)
        case {"command": str(), "user_id": str(user), "trigger_id": str(key)}:
            return _asked(key, _private(payload, user, text_of(payload, "user_name")), text_of(payload, "text"))
        case {"type": str(), "user": {"id": str(user)} as who}:
            name = text_of(who, "name") or text_of(who, "username")
            return _interaction(payload, _private(payload, user, name, _own_team(who)))
    return None


def _event(key: str, event: Payload, payload: Payload) -> Inbound | None:
    bot = _bot(payload)
    match event:
        case {"bot_id": str()} | {"hidden": True} | {"edited": dict()}:
            return None
        case {"subtype": str(subtype)} if subtype not in _PERSON_WROTE:
            return None
        case {"user": str(user)} if user in (bot, "USLACKBOT"):
            return None
        case {"type": "message", "channel": str(channel), "user": str(), "text": str(text)} if channel.startswith("D"):
            words = plain(without_mention(text, bot)).strip()
            return Said(key, _wrote(event, payload, text_of(event, "thread_ts"), True), words) if words else None
        case {"type": "app_mention", "channel": str(channel), "user": str(), "text": str(text)} if not channel.startswith("D"):
            origin = _wrote(event, payload, text_of(event, "thread_ts") or text_of(event, "ts"), False)
            return _asked(key, origin, without_mention(text, bot))
    return None


def _wrote(event: Payload, payload: Payload, thread: str, private: bool) -> Origin:
    """Who wrote a message, and the conversation it stands in: in shared rooms a thread of its own."""
    team = team_of(payload)
    chat = ":".join(filter(None, (team, text_of(event, "channel"), thread)))
    return Origin(channel="slack", address=f"slack:{_own_team(event) or team}:{event['user']}", chat=chat, private=private)


def _asked(key: str, origin: Origin, text: str) -> Inbound:
    """What stood after `/plaza` or the mention; nothing at all is a call for help."""
    words = plain(text).strip()
    return Said(key, origin, words) if words else Commanded(key, origin, "help")


def _interaction(payload: Payload, origin: Origin) -> Inbound | None:
    match payload:
        case {"type": "block_actions", "trigger_id": str(key), "actions": [dict() as action, *_]}:
            token = _value(action)
            return Pressed(key, _where_pressed(place_of(payload), origin), token) if token else None
        case {"type": "view_submission", "view": {"id": str(view), "private_metadata": str(token)} as shown} if token:
            answers = _answers(shown)
            return Answered(text_of(payload, "trigger_id") or _digest(view, shown, answers), origin, token, answers)
        case {"type": "view_closed", "view": {"id": str(view), "callback_id": str(callback)}} if callback.startswith(CANCEL):
            return Pressed(f"{view}:closed", origin, callback.removeprefix(CANCEL))
        case {"type": "shortcut", "trigger_id": str(key), "callback_id": str(name)} if name in SHORTCUTS:
            return Commanded(key, origin, SHORTCUTS[name])
    return None


def _where_pressed(place: Place, origin: Origin) -> Origin:
    """A button's answer belongs under the button, unless only the person sees it or it stands in a modal."""
    if not place.channel or place.hidden:
        return origin
    thread = place.thread or (place.message if place.shared else "")
    chat = ":".join(filter(None, (place.team, place.channel, thread)))
    return Origin(channel="slack", address=origin.address, chat=chat, private=not place.shared, name=origin.name)


def _private(payload: Payload, user: str, name: str, own_team: str = "") -> Origin:
    """Somebody who acted where only they see the answer; `<team>:<user>` names their conversation with Plaza."""
    team = team_of(payload)
    return Origin(channel="slack", address=f"slack:{own_team or team}:{user}", chat=f"{team}:{user}", name=name)


def _own_team(who: Payload) -> str:
    """The workspace of the person, which in a channel shared between organisations may not be the app's."""
    found = (who.get(key) for key in ("user_team", "team_id", "team"))
    return next((team for team in found if isinstance(team, str) and team.startswith("T")), "")


def _bot(payload: Payload) -> str:
    match payload:
        case {"authorizations": [{"user_id": str(bot), "is_bot": True}, *_]}:
            return bot
    return ""


def _value(state: Mapping[str, Any]) -> str:
    """What a control says: a button's value, the chosen option, the date, the text."""
    match state:
        case {"selected_option": {"value": str(value)}} | {"value": str(value)}:
            return clean(value)
        case {"selected_date": str(value)} | {"selected_time": str(value)}:
            return value
    return ""


def _answers(view: Payload) -> dict[str, str]:
    match view:
        case {"state": {"values": dict() as values}}:
            return {str(name): next(map(_value, states.values()), "") for name, states in values.items() if isinstance(states, dict)}
    return {}


def _digest(view: str, shown: Payload, answers: Mapping[str, str]) -> str:
    """A key for a submission without trigger: the view and its hash stay the same after field errors, so the answers count too."""
    said = json.dumps([shown.get("hash"), sorted(answers.items())], ensure_ascii=False)
    return f"{view}:{hashlib.sha256(said.encode('utf-8', 'replace')).hexdigest()[:16]}"
