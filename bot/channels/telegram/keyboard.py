"""Buttons as Telegram's inline keyboards: one or two a row by the length of their labels."""

from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from bot.channels.telegram.markup import tidy
from bot.model.outgoing import Press

Key = dict[str, str]
Row = tuple[Key, ...]

LONGEST_TOKEN = 64  # bytes of callback_data (Bot API, InlineKeyboardButton)
SHORT = 16  # two labels of this length stand side by side on a narrow telephone
MOST_KEYS = 100  # more than that under one message is refused as too long


def rows(presses: Iterable[Press]) -> list[Row]:
    """The presses in their order; raises ValueError for one that could never be pressed."""
    out: list[Row] = []
    for key in map(_key, presses):
        beside = out[-1] if out else ()
        if len(beside) == 1 and len(beside[0]["text"]) <= SHORT and len(key["text"]) <= SHORT:
            out[-1] = (*beside, key)
        else:
            out.append((key,))
    return out


def boards(lines: list[Row]) -> Iterator[list[Row]]:
    """The rows in as many keyboards as it takes; always at least one, which may be empty."""
    board: list[Row] = []
    for line in lines:
        if sum(map(len, board)) + len(line) > MOST_KEYS:
            yield board
            board = []
        board.append(line)
    yield board


def openable(press: Press) -> bool:
    """Whether Telegram takes the address of a link button: it refuses other schemes and hosts without a dot, with the whole message."""
    try:
        address = urlsplit(press.url)
        host = address.hostname or ""
    except ValueError:
        return False
    return address.scheme in {"http", "https"} and "." in host and not any(c.isspace() for c in press.url)


def _key(press: Press) -> Key:
    label = tidy(press.label).strip()
    if not label:
        raise ValueError("a button without a label")
    if press.url:
        return {"text": label, "url": press.url} | _style(press)
    if not 1 <= len(press.token.encode()) <= LONGEST_TOKEN:
        raise ValueError(f"button {label!r}: a token has 1 to {LONGEST_TOKEN} bytes, this one {len(press.token.encode())}")
    return {"text": label, "callback_data": press.token} | _style(press)


def _style(press: Press) -> Key:
    return {"style": press.style} if press.style in {"primary", "danger", "success"} else {}
