"""What a button carries: an id and our signature, 64 bytes at most, so that nobody can press what nobody drew."""

from dataclasses import dataclass

from bot.model.ports import Secrets

DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class ButtonToken:
    """Button number `index` of outbox row `row`."""

    row: int
    index: int


@dataclass(frozen=True, slots=True)
class SheetToken:
    """The open form `dialog`; `act` is "" (show it), "x" (leave it), "b" (back), "s" (skip), "d" (keep what stood there) or an option."""

    dialog: int
    act: str = ""
    field: int = 0
    option: int = 0


def base36(number: int) -> str:
    """A short way to write an id."""
    out = ""
    while True:
        number, digit = divmod(number, 36)
        out = DIGITS[digit] + out
        if not number:
            return out


def button_token(secrets: Secrets, row: int, index: int) -> str:
    """The token of a message's button."""
    return f"b{base36(row)}.{index}.{secrets.sign(f'b{row}.{index}')}"


def sheet_token(secrets: Secrets, dialog: int) -> str:
    """The token of an open form; `.x`, `.b`, `.s2`, `.d2` or `.o2.5` after it name a deed in it."""
    return f"f{base36(dialog)}.{secrets.sign(f'f{dialog}')}"


def read_token(secrets: Secrets, token: str) -> ButtonToken | SheetToken | None:
    """What a token stands for; None when it is not ours, whatever it looks like."""
    parts = token[:100].split(".")
    if len(parts) < 2 or not all(p.isascii() and p for p in parts):
        return None
    try:
        number = int(parts[0][1:], 36)
        if parts[0][0] == "b" and len(parts) == 3:
            index = int(parts[1])
            return ButtonToken(number, index) if secrets.verify(f"b{number}.{index}", parts[2]) else None
        if parts[0][0] == "f" and secrets.verify(f"f{number}", parts[1]):
            return _sheet(number, parts[2:])
    except ValueError:
        return None
    return None


def _sheet(dialog: int, rest: list[str]) -> SheetToken | None:
    match rest:
        case []:
            return SheetToken(dialog)
        case ["x" | "b" as act]:
            return SheetToken(dialog, act)
        case [act] if act[0] in "sd":
            return SheetToken(dialog, act[0], int(act[1:]))
        case [act, option] if act[0] == "o":
            return SheetToken(dialog, "o", int(act[1:]), int(option))
    return None
