"""What to say, without saying it: a message's name and its data; the words come later, in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.model.form import Form


@dataclass(frozen=True, slots=True)
class Button:
    """A deed offered: `action` is the router's name for it (`events.pick`), `value` goes to the handler; `command.mine` runs a command.

    Its label is the block `button_<rest of action>` of the action's file, or `label` when that is given
    (another block's full name). `data` fills the label's template; `style` is "", "primary" or "danger"."""

    action: str
    value: str = ""
    data: Mapping[str, object] = field(default_factory=dict)
    label: str = ""
    style: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Attach:
    """A file to go with a message, named here and made at delivery by the router's maker of that name."""

    maker: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a handler says: a message's name and its data, never words.

    `message` is `<feature>.<block>`; `to` a person's id (None answers whoever spoke); `edits` asks the channel to
    turn the pressed message into this one where it can; `personal` keeps it out of shared rooms; `language` overrides
    the reader's own (a question asked in Spanish is answered in Spanish)."""

    message: str
    data: Mapping[str, object] = field(default_factory=dict)
    buttons: tuple[Button, ...] = ()
    form: Form[Any] | None = None
    to: int | None = None
    attach: tuple[Attach, ...] = ()
    edits: bool = False
    personal: bool = False
    language: str = ""


class Wrong(Exception):
    """A form's handler found an answer wrong: the question stays open with this message as the reason."""

    def __init__(self, field_name: str, message: str, **data: object) -> None:
        super().__init__(f"{field_name}: {message}")
        self.field_name = field_name
        self.message = message
        self.data = data
