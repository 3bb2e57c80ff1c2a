"""Telegram's updates, read into what happened. Pure, and total: whatever JSON object comes in, nothing is raised."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.model.inbound import Commanded, Inbound, Origin, Pressed, Said

Json = Mapping[str, Any]

CHANNEL = "telegram"


@dataclass(frozen=True, slots=True)
class Me:
    """Our own bot as Telegram knows it; `username` without @."""

    id: int
    username: str


@dataclass(frozen=True, slots=True)
class Spot:
    """The message an input came from: what its answer may edit (`pressed`, `editable`) or quote."""

    chat: int
    message: int
    private: bool
    pressed: bool = False
    editable: bool = False


def read(update: Json, me: Me) -> Inbound | None:
    """What happened, or None for what Plaza does not listen to (edits, joins, pictures without words, talk between others)."""
    key = f"{me.id}:{_number(update, 'update_id')}"
    if "callback_query" in update:
        return _press(key, _part(update, "callback_query"))
    return _message(key, _part(update, "message"), me)


def query(update: Json) -> str:
    """The id of the press that waits for an answer, or nothing."""
    return _text(_part(update, "callback_query"), "id")


def spot(update: Json) -> Spot | None:
    """Where the input stands, if it stands in a message."""
    pressed = "callback_query" in update
    message = _part(_part(update, "callback_query"), "message") if pressed else _part(update, "message")
    chat = _part(message, "chat")
    if not _number(chat, "id") or not _number(message, "message_id"):
        return None
    # An InaccessibleMessage has date 0; a message with a picture or a file has no text to edit.
    editable = pressed and bool(_number(message, "date")) and "text" in message
    return Spot(_number(chat, "id"), _number(message, "message_id"), _text(chat, "type") == "private", pressed, editable)


def membership(update: Json) -> tuple[str, str] | None:
    """Whose private chat was closed to us or opened again: (address, "blocked" or "active")."""
    change = _part(update, "my_chat_member")
    person = _number(_part(change, "from"), "id")
    if not person or _text(_part(change, "chat"), "type") != "private":
        return None
    return f"{CHANNEL}:{person}", "blocked" if _text(_part(change, "new_chat_member"), "status") == "kicked" else "active"


def _press(key: str, press: Json) -> Inbound | None:
    origin, token = _origin(_part(press, "from"), _part(press, "message")), clean(_text(press, "data"))
    return Pressed(key, origin, token) if origin and token else None


def _message(key: str, message: Json, me: Me) -> Inbound | None:
    """A command, or words that are meant for us."""
    origin = _origin(_part(message, "from"), message)
    field = "text" if "text" in message else "caption"
    text, entities = _text(message, field), message.get("entities" if field == "text" else "caption_entities")
    if origin is None or not text.strip():
        return None
    if command := _command(text, entities):
        word, _, bot = text[1:command].partition("@")
        ours = not bot or bot.lower() == me.username.lower()
        return Commanded(key, origin, word, clean(text[command:]).strip()) if ours else None
    return _said(key, origin, clean(text), message, me)


def _said(key: str, origin: Origin, text: str, message: Json, me: Me) -> Inbound | None:
    """In a group only what names the bot or replies to it counts, whatever its privacy mode lets through."""
    if origin.private:
        return Said(key, origin, text)
    words, named = re.subn(rf"(?<!\w)@{re.escape(me.username)}\b", " ", text, flags=re.IGNORECASE) if me.username else (text, 0)
    replies = _number(_part(_part(message, "reply_to_message"), "from"), "id") == me.id
    if not named and not replies:
        return None
    words = words.strip() if named else text
    return Said(key, origin, words) if words else Commanded(key, origin, "help")


def _command(text: str, entities: object) -> int:
    """How long the command at the very start is, as Telegram marked it; 0 when there is none."""
    for entity in entities if isinstance(entities, list) else ():
        if isinstance(entity, dict) and entity.get("type") == "bot_command" and entity.get("offset") == 0:
            length = _number(entity, "length")
            # A command is ASCII, so Telegram's UTF-16 length counts our characters too.
            return length if text[:1] == "/" and length > 1 and text[:length].isascii() else 0
    return 0


def _origin(person: Json, message: Json) -> Origin | None:
    """Who and where. Bots, channels and anonymous admins are nobody."""
    number, chat = _number(person, "id"), _part(message, "chat")
    if not number or person.get("is_bot"):
        return None
    place = str(_number(chat, "id") or number)
    # Outside topics the thread id only names a chain of replies, and nothing can be sent to it.
    if message.get("is_topic_message") is True and _number(message, "message_thread_id"):
        place += f":{_number(message, 'message_thread_id')}"
    return Origin(
        channel=CHANNEL,
        address=f"{CHANNEL}:{number}",
        chat=place,
        private=not chat or _text(chat, "type") == "private",
        name=clean(f"{_text(person, 'first_name')} {_text(person, 'last_name')}").strip(),
        language=_text(person, "language_code")[:2].lower(),
    )


def clean(text: str) -> str:
    """The text without what no database keeps: NUL and halves of surrogate pairs."""
    return text.replace("\0", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _part(value: Json, key: str) -> Json:
    found = value.get(key)
    return found if isinstance(found, dict) else {}


def _number(value: Json, key: str) -> int:
    found = value.get(key)
    return found if isinstance(found, int) and not isinstance(found, bool) else 0


def _text(value: Json, key: str) -> str:
    found = value.get(key)
    return found if isinstance(found, str) else ""
