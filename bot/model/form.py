"""One form for every channel: typed fields, asked in batches of whatever size the channel can show."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Generic, TypeVar

T = TypeVar("T")


class Kind(StrEnum):
    """What a field takes; `dialog` reads the text a person gave into it."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    CHOICE = "choice"
    YES_NO = "yes_no"
    NUMBER = "number"
    DATE = "date"
    TIME = "time"
    ZONE = "zone"


@dataclass(frozen=True, slots=True)
class Option:
    """One choice. Its label is a literal (an event's title per language) or, if empty, the block `<form>__<field>__<value>`."""

    value: str
    label: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Field:
    """One question. Its words are the blocks `<form>__<name>` and, if there is one, `<form>__<name>__hint`."""

    name: str
    kind: Kind = Kind.TEXT
    required: bool = True
    options: tuple[Option, ...] = ()
    default: str = ""
    longest: int = 200
    least: int | None = None
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Form(Generic[T]):
    """A named set of fields that becomes one `shape` when every field has a good answer.

    `given` holds what is known already (an event's slug) and is handed to the shape too. Only name, fields and given
    are stored; the router finds the shape again by name."""

    name: str
    shape: type[T]
    fields: tuple[Field, ...]
    given: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        shape = {f.name for f in fields(self.shape)}  # type: ignore[arg-type]
        known = {f.name for f in self.fields} | set(self.given)
        if not {f.name for f in self.fields} <= shape:
            raise ValueError(f"form {self.name}: no such field in {self.shape.__name__}: {sorted(known - shape)}")
