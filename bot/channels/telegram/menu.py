"""The commands that Telegram offers in its menu, as calls."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

SCOPES = ("default", "all_private_chats")
FALLBACK = "en"  # what readers of a language we do not speak are shown
MOST = 100
LONGEST = 256

Commands = Mapping[str, Sequence[tuple[str, str]]]


def menus(commands: Commands) -> Iterator[dict[str, Any]]:
    """Arguments of setMyCommands for every language and for the rest of the world, in every scope."""
    if not commands:
        return
    rest = commands.get("") or commands.get(FALLBACK) or next(iter(commands.values()))
    for language, offered in {**commands, "": rest}.items():
        for scope in SCOPES:
            yield {"commands": _menu(offered), "language_code": language, "scope": {"type": scope}}


def _menu(offered: Sequence[tuple[str, str]]) -> list[dict[str, str]]:
    """Without the words Telegram cannot offer: it takes small letters of ASCII, digits and underscores."""
    usable = [(word, text.strip()[:LONGEST]) for word, text in offered if re.fullmatch(r"[a-z0-9_]{1,32}", word)]
    return [{"command": word, "description": text} for word, text in usable if text][:MOST]
