"""The words, ready to draw: a parsed tree of a small Markdown, with buttons, a form and files beside it."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Text:
    """Plain characters; never markup, whatever they look like."""

    text: str


@dataclass(frozen=True, slots=True)
class Strong:
    inside: tuple["Inline", ...]


@dataclass(frozen=True, slots=True)
class Emphasis:
    inside: tuple["Inline", ...]


@dataclass(frozen=True, slots=True)
class Code:
    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """A link to an http(s) or mailto address."""

    inside: tuple["Inline", ...]
    url: str


@dataclass(frozen=True, slots=True)
class Break:
    """A line break inside a paragraph."""


Inline = Text | Strong | Emphasis | Code | Link | Break


@dataclass(frozen=True, slots=True)
class Paragraph:
    inside: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    inside: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """A list, bulleted or numbered from 1; each item is one line of inlines."""

    items: tuple[tuple[Inline, ...], ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Quote:
    blocks: tuple["Block", ...]


Block = Paragraph | Heading | Listing | Quote


@dataclass(frozen=True, slots=True)
class Press:
    """A button as people see it. `token` goes to the wire and comes back in Pressed; a `url` button has no token.

    `command` is the word that does the same when it is typed, where there is one."""

    label: str
    token: str = ""
    style: str = ""
    url: str = ""
    command: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    label: str
    value: str
    token: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One field as people see it, in their language. `error` says what was wrong with the last answer."""

    name: str
    label: str
    kind: str
    required: bool
    hint: str = ""
    options: tuple[Choice, ...] = ()
    value: str = ""
    error: str = ""
    longest: int = 200


@dataclass(frozen=True, slots=True)
class Sheet:
    """The questions of a form that this channel asks now. `token` comes back in Answered; `step` of `steps` for one-by-one channels.

    A question's choices carry tokens too: pressing one answers that question."""

    token: str
    title: str
    submit: str
    cancel: Press
    questions: tuple[Question, ...]
    step: int = 1
    steps: int = 1
    optional: str = ""
    open: str = ""


@dataclass(frozen=True, slots=True)
class File:
    """Bytes with a name; `alt` describes a picture for who cannot see it.

    `invites`: an invitation to whoever reads the mail it goes with, which their program acts on (RFC 6047)."""

    name: str
    media_type: str
    content: bytes
    alt: str = ""
    invites: bool = False


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message in the reader's language. `edits`: it replaces the message whose button was pressed, where the channel can."""

    blocks: tuple[Block, ...]
    language: str = "en"
    buttons: tuple[Press, ...] = ()
    form: Sheet | None = None
    files: tuple[File, ...] = ()
    edits: bool = False
    personal: bool = False
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def plain(self) -> str:
        """The words alone, as a screen reader or a terminal would have them; links as `label (address)`."""
        return plain_blocks(self.blocks)


def plain_inline(inside: tuple[Inline, ...]) -> str:
    """Inlines as plain text."""
    out = []
    for part in inside:
        match part:
            case Text(text) | Code(text):
                out.append(text)
            case Strong(within) | Emphasis(within):
                out.append(plain_inline(within))
            case Link(within, url):
                label = plain_inline(within)
                out.append(label if label == url else f"{label} ({url})")
            case Break():
                out.append("\n")
    return "".join(out)


def plain_blocks(blocks: tuple[Block, ...]) -> str:
    """Blocks as plain text, one empty line between them."""
    out = []
    for block in blocks:
        match block:
            case Paragraph(inside) | Heading(inside):
                out.append(plain_inline(inside))
            case Listing(items, numbered):
                out.append("\n".join(f"{f'{n}.' if numbered else '-'} {plain_inline(item)}" for n, item in enumerate(items, 1)))
            case Quote(within):
                out.append("\n".join(f"> {line}" for line in plain_blocks(within).splitlines()))
    return "\n\n".join(out)
