"""An Outgoing as the calls that show it on Telegram: HTML texts, inline keyboards, files. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bot.channels.telegram import keyboard, markup
from bot.channels.telegram.keyboard import Row
from bot.model.outgoing import Block, Code, Emphasis, File, Heading, Listing, Outgoing, Paragraph, Press, Question, Sheet, Text

MORE = "…"  # stands over buttons when there are no words left to put them under
LARGEST_PHOTO = 10_000_000  # bytes; bigger pictures travel as documents
PHOTOS = {"image/png", "image/jpeg", "image/webp"}


@dataclass(frozen=True, slots=True)
class Part:
    """One message: words with a keyboard, or a file with words under it."""

    html: str = ""
    plain: str = ""
    rows: tuple[Row, ...] = ()
    file: File | None = None

    @property
    def photo(self) -> bool:
        """Whether the file can be shown as a picture."""
        return self.file is not None and self.file.media_type in PHOTOS and len(self.file.content) <= LARGEST_PHOTO

    def params(self, *, as_html: bool = True) -> dict[str, Any]:
        """The arguments of the call but for the chat and the file; `as_html=False` when Telegram could not parse it."""
        words = {"caption" if self.file else "text": self.html if as_html else self.plain}
        if as_html:
            words["parse_mode"] = "HTML"
        board = {"reply_markup": {"inline_keyboard": [list(row) for row in self.rows]}} if self.rows else {}
        preview = {} if self.file else {"link_preview_options": {"is_disabled": True}}
        return {**words, **board, **preview}


def draw(outgoing: Outgoing) -> list[Part]:
    """The messages in order, the keyboard under the last one. Raises ValueError for buttons that Telegram cannot carry."""
    sheet, blocks = outgoing.form, outgoing.blocks
    presses = [*(_choices(sheet) if sheet else ()), *outgoing.buttons]
    if sheet:
        blocks += tuple(_asked(sheet))
    blocks += tuple(Paragraph((Text(f"{p.label}: {p.url}"),)) for p in presses if p.url and not keyboard.openable(p))
    rows = keyboard.rows(p for p in presses if not p.url or keyboard.openable(p))
    if sheet and sheet.cancel.token:
        rows += keyboard.rows([sheet.cancel])
    return _parts(blocks, rows, outgoing.files)


def _parts(blocks: Sequence[Block], rows: list[Row], files: Sequence[File]) -> list[Part]:
    """Files before words, so that the keyboard stays at the foot; a lone file carries short words itself."""
    runs = markup.flatten(blocks)
    board, *further = keyboard.boards(rows)
    captions = markup.split(runs, markup.CAPTION)
    if len(files) == 1 and len(captions) <= 1:
        lone = _part(captions[0] if captions else [], board, files[0])
        return [lone, *(Part(MORE, MORE, tuple(rest)) for rest in further)]
    pieces = markup.split(runs)
    if not pieces and rows:
        pieces = [[markup.Run(MORE)]]
    words = [_part(piece, board if n == len(pieces) else []) for n, piece in enumerate(pieces, 1)]
    return [*map(_alone, files), *words, *(Part(MORE, MORE, tuple(rest)) for rest in further)]


def _part(runs: list[markup.Run], board: list[Row], file: File | None = None) -> Part:
    return Part(markup.html(runs), markup.plain(runs), tuple(board), file)


def _alone(file: File) -> Part:
    """A file that says itself what it shows."""
    pieces = markup.split([markup.Run(markup.tidy(file.alt))], markup.CAPTION)
    return _part(pieces[0] if pieces else [], [], file)


def _asked(sheet: Sheet) -> Iterator[Block]:
    """Where we are in the form, and its question (more, should the engine ask more at once)."""
    if sheet.steps > 1:
        head = f"{sheet.title} · {sheet.step}/{sheet.steps}" if sheet.title else f"{sheet.step}/{sheet.steps}"
        yield Paragraph((Emphasis((Text(head),)),))
    for question in sheet.questions:
        yield from _question(question)
        if sheet.optional and not question.required and not any(choice.token and not choice.value for choice in question.options):
            yield Paragraph((Emphasis((Text(sheet.optional),)),))


def _question(question: Question) -> Iterator[Block]:
    if question.error:
        yield Paragraph((Text(f"⚠️ {question.error}"),))
    yield Heading((Text(question.label),))
    if question.hint:
        yield Paragraph((Emphasis((Text(question.hint),)),))
    if question.value and _written(question):
        # A touch copies code, so the answer that stands there can be sent again or changed.
        yield Paragraph((Code(question.value),))
    if typed := tuple((Text(choice.label),) for choice in question.options if not choice.token):
        yield Listing(typed)


def _written(question: Question) -> bool:
    """Whether the answer is typed; a choice without a value only skips."""
    return not any(choice.value for choice in question.options)


def _choices(sheet: Sheet) -> list[Press]:
    return [Press(choice.label, choice.token) for question in sheet.questions for choice in question.options if choice.token]
