"""Drawing for mail (pure): an Outgoing becomes a MIME message, text first and HTML second, with a gap where the reader's own link goes.

Nothing in it is one reader's alone but that gap, so that a broadcast is drawn once for all who read the same language."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from textwrap import shorten

from bot.channels.email.addresses import plain
from bot.channels.email.layouts import direction, render
from bot.channels.email.settings import EmailSettings
from bot.channels.kit import clean, html_blocks, safe_url
from bot.model.mail import EVENT
from bot.model.outgoing import Block, File, Heading, Outgoing, Paragraph, plain_blocks
from bot.model.ports import Delivery, Stream

GAP = "QplazaZwayZoutQ" * 3
"""Stands for the reader's token until `fill`; letters only, so that no encoding changes it."""
LONGEST_SUBJECT = 150
SHORT = 40
_GAP = re.compile("(?:=\r\n)?".join(GAP).encode())
ONE_CLICK = "List-Unsubscribe=One-Click"
PICTURES = ("image/png", "image/jpeg", "image/gif")


@dataclass(frozen=True, slots=True)
class Shape:
    """All that the drawing of a message depends on; equal shapes are drawn once.

    `leaves` is the block that says what its way out ends; empty when it has none."""

    outgoing: Outgoing
    stream: Stream = Stream.PERSONAL
    leaves: str = ""
    answers: bool = False

    @classmethod
    def of(cls, it: Delivery) -> "Shape":
        """The shape of a message; the tokens of its buttons, which differ from reader to reader, are not drawn."""
        buttons = tuple(replace(press, token="", style="") for press in it.outgoing.buttons)
        leaves = ("leave_event" if it.topic.startswith(EVENT) else "leave") if it.topic and it.address_id else ""
        return cls(replace(it.outgoing, buttons=buttons, edits=False), it.stream, leaves, bool(it.answers))

    @property
    def key(self) -> tuple[object, ...]:
        """What makes two shapes equal, in values that can be looked up."""
        said = self.outgoing
        return said.blocks, said.language, said.buttons, said.files, said.form, self.stream, self.leaves, self.answers


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture shown in the text, by the name it has inside the mail."""

    name: str
    file: File

    @property
    def alt(self) -> str:
        """What is seen there."""
        return self.file.alt or self.file.name


@dataclass(frozen=True, slots=True)
class Parts:
    """What stands around the words: links, what to do in the chat (and the word to type for it), pictures, the way out."""

    say: Callable[[str], str]
    chat: str
    links: tuple[tuple[str, str], ...] = ()
    hints: tuple[tuple[str, str], ...] = ()
    form: str = ""
    asked: tuple[str, ...] = ()
    carry_on: str = ""
    pictures: tuple[Picture, ...] = ()
    way_out: str = ""
    leaves: str = ""


def draw(shape: Shape, settings: EmailSettings) -> Sequence[bytes]:
    """The whole message but for the headers of one reader, lines ended as on the wire; in pieces, with a gap between each two."""
    said = shape.outgoing
    parts = around(shape, settings)
    mail = EmailMessage(policy=SMTP)
    _head(mail, shape, settings)
    mail.set_content(clean(in_text(said, parts)), cte="quoted-printable")
    values = {
        "parts": parts,
        "body": html_blocks(said.blocks, "h2"),
        "language": said.language,
        "direction": direction(said.language),
        "title": str(mail["Subject"]),
        "name": settings.name,
    }
    mail.add_alternative(render("message.html", **values), subtype="html", cte="quoted-printable")
    _invite(mail, [file for file in said.files if file.invites])
    _attach(mail, parts.pictures, [file for file in said.files if file.media_type not in PICTURES])
    mail["Content-Language"] = said.language  # last, because parts that are added take such headers with them
    for part in mail.walk():
        if part is not mail:
            del part["MIME-Version"]
    return _GAP.split(mail.as_bytes())


def fill(drawn: Sequence[bytes], token: str) -> bytes:
    """The message with one reader's token in its gaps; a soft line break on either side keeps every line short."""
    return f"=\r\n{token}=\r\n".encode("ascii").join(drawn)


def subject(outgoing: Outgoing, otherwise: str) -> str:
    """The first line of what is said; a short one takes the next along."""
    lines = [line for line in (plain(line) for line in plain_blocks(outgoing.blocks).splitlines()) if line]
    if not lines:
        return plain(outgoing.form.title if outgoing.form else "") or otherwise
    first = lines[0].rstrip(" .:")
    text = f"{first}: {lines[1]}" if len(first) < SHORT and len(lines) > 1 and _opens(outgoing.blocks) else first
    return shorten(text, LONGEST_SUBJECT, placeholder=" …") if " " in text else text[:LONGEST_SUBJECT]


def _opens(blocks: tuple[Block, ...]) -> bool:
    """Whether the second line belongs to the first: they stand in one paragraph, or the first is a heading."""
    return isinstance(blocks[0], Heading) or (isinstance(blocks[0], Paragraph) and "\n" in plain_blocks(blocks[:1]))


def _head(mail: EmailMessage, shape: Shape, settings: EmailSettings) -> None:
    here = settings.mailbox
    mail["From"] = Address(settings.name, here.local, here.domain)
    mail["Subject"] = subject(shape.outgoing, settings.name)
    mail["Auto-Submitted"] = "auto-replied" if shape.answers else "auto-generated"
    if shape.stream is not Stream.PERSONAL:
        mail["X-Auto-Response-Suppress"] = "All"
        mail["List-Id"] = f"<{shape.stream}.{here.domain}>"
    if shape.leaves:
        mail["List-Unsubscribe-Post"] = ONE_CLICK


def around(shape: Shape, settings: EmailSettings) -> Parts:
    """Buttons do nothing in a mail: those with an address are links, the others say what to type in the chat. The button that
    ends everything is the way out, where there is one."""
    said, language = shape.outgoing, shape.outgoing.language
    buttons = [press for press in said.buttons if not press.url and not (shape.leaves and press.command == "stop")]
    hints = tuple((plain(press.label), settings.typed(press.command, language) if press.command else "") for press in buttons)
    pictures = enumerate(file for file in said.files if file.media_type in PICTURES)
    return Parts(
        lambda block: settings.words(language, block),
        f"{settings.public_url}/",
        tuple((plain(press.label), safe_url(press.url)) for press in said.buttons if safe_url(press.url)),
        () if said.form else hints,
        plain(said.form.title) if said.form else "",
        tuple(plain(question.label) for question in said.form.questions) if said.form else (),
        settings.typed("continue", language),
        tuple(Picture(f"picture{n}@{settings.mailbox.domain}", file) for n, file in pictures),
        f"{settings.public_url}/u/{GAP}" if shape.leaves else "",
        shape.leaves,
    )


def in_text(said: Outgoing, parts: Parts) -> str:
    """The plain version: the words, then pictures as words, links, what to do in the chat, and why and how to end it."""
    say = parts.say
    out = [plain_blocks(said.blocks), *(f"[{picture.alt}]" for picture in parts.pictures)]
    out += [f"{label}: {url}" for label, url in parts.links]
    if parts.form:
        asked = [f"- {question}" for question in parts.asked]
        out.append("\n".join([parts.form, *asked, f"{say('carry_on')} {parts.carry_on}", parts.chat]))
    if parts.hints:
        lines = [f"- {label} – {say('type')} {word}" if word else f"- {label}" for label, word in parts.hints]
        out.append("\n".join([f"{say('in_chat')} {parts.chat}", *lines]))
    ends = [say("footer"), *([f"{say(parts.leaves)}\n{parts.way_out}"] if parts.way_out else [])]
    return "\n\n".join([*(part for part in out if part), "\n".join(["-- ", *ends])]) + "\n"


def _invite(mail: EmailMessage, files: list[File]) -> None:
    """An invitation as one more version of the mail, the last, which is what calendars look for (RFC 6047, 2.4)."""
    for file in files:
        kind, subtype, params = media(file)
        mail.add_alternative(file.content, kind, subtype, params=params)


def media(file: File) -> tuple[str, str, dict[str, str]]:
    """A file's type and subtype, and the parameters after them."""
    full, *given = [part.strip() for part in file.media_type.split(";")]
    kind, _, subtype = full.partition("/")
    return kind, subtype or "octet-stream", dict(pair.partition("=")[::2] for pair in given if "=" in pair)


def _attach(mail: EmailMessage, pictures: tuple[Picture, ...], files: list[File]) -> None:
    """Pictures beside the HTML that shows them; everything else as an attachment, a calendar file with its method.

    An invitation is attached under a type that no program acts on twice: it is for who opens files by hand."""
    html = mail.get_body(("html",))
    for picture in pictures:
        kind, _, subtype = picture.file.media_type.partition("/")
        if isinstance(html, EmailMessage):
            name = file_name(picture.file.name)
            html.add_related(picture.file.content, kind, subtype, cid=f"<{picture.name}>", filename=name, disposition="inline")
    for file in files:
        kind, subtype, params = ("application", "ics", {}) if file.invites else media(file)
        mail.add_attachment(file.content, kind, subtype, filename=file_name(file.name), params=params)


def file_name(name: str) -> str:
    """A name any mail program can save a file under."""
    return re.sub(r"[^\w .()+-]", "-", plain(name)).strip(". ")[-100:] or "file"
