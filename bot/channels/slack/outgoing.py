"""Plaza's messages as Slack draws them: complete plain text, rich text, and buttons; pure, and within Block Kit's limits."""

from functools import lru_cache
from typing import Any

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.basic_objects import JsonObject
from slack_sdk.models.blocks import ActionsBlock, ButtonElement, HeaderBlock, PlainTextObject

from bot.channels.slack.rich import Element, Writer
from bot.channels.slack.wording import clean, cut, fallback
from bot.model.outgoing import Block, Heading, Outgoing, Press, Sheet, Text, plain_blocks, plain_inline
from bot.model.ports import Refused

MOST_BLOCKS = 50
MOST_ROWS = 20
A_ROW = 5
LONGEST_HEADER = 150


def draw(outgoing: Outgoing) -> dict[str, Any]:
    """The arguments `text` and `blocks` of a message. A form becomes a button that brings its questions, and its cancel button.

    Raises Refused when a token or an address is longer than Slack carries. Text beyond 12,000 characters is cut in the blocks only."""
    rows = buttons((*outgoing.buttons, *(_sheet_buttons(outgoing.form) if outgoing.form else ())))
    title = outgoing.form.title if outgoing.form else ""
    said = outgoing.blocks or ((Heading((Text(title),)),) if title else ())
    text = plain_blocks(said) if clean(plain_blocks(said)).strip() else ", ".join(file.name for file in outgoing.files)
    return {"text": fallback(text) or "…", "blocks": [*words(said, MOST_BLOCKS - len(rows)), *rows] or None}


def words(said: tuple[Block, ...], room: int) -> list[Element]:
    """The text as at most `room` blocks: one per paragraph, or several paragraphs in one where there are too many."""
    writer = Writer()
    pieces = [(block, found) for block in said if (found := writer.elements(block))]
    if len(pieces) > room:
        size = -(-len(pieces) // max(1, room))
        return [_joined([found for _, found in pieces[n : n + size]]) for n in range(0, len(pieces), size)][: max(0, room)]
    return [_header(block) if isinstance(block, Heading) else _rich(found) for block, found in pieces]


def buttons(presses: tuple[Press, ...]) -> list[Element]:
    """Rows of five buttons; of 25 when there are more than a hundred, which keeps up to 500."""
    size = A_ROW if len(presses) <= A_ROW * MOST_ROWS else ActionsBlock.elements_max_length
    numbered = [_button(n, press) for n, press in enumerate(presses)]
    rows = [{"type": ActionsBlock.type, "elements": numbered[n : n + size]} for n in range(0, len(numbered), size)]
    return rows[:MOST_ROWS]


def label(text: str, most: int) -> PlainTextObject:
    """Words that Slack neither formats nor turns into emoji."""
    return PlainTextObject(text=cut(clean(text).strip() or "…", most), emoji=False)


def checked(thing: JsonObject) -> Element:
    """What goes to the wire, once the SDK has found it within Slack's limits; raises Refused when it is not."""
    try:
        return thing.to_dict()
    except SlackObjectFormationError as problem:
        raise Refused("payload", str(problem)) from problem


def _button(number: int, press: Press) -> Element:
    """One button. A broadcast differs in its tokens only, so what the SDK has checked once is not checked for everybody again."""
    if len(press.token) > ButtonElement.value_max_length:
        raise Refused("payload", f"a button's token of {len(press.token)} characters")
    value = {"value": press.token} if press.token else {}
    return {**_face(press.label, press.style, press.url), "action_id": f"press-{number}", **value}


@lru_cache(maxsize=1_000)
def _face(words: str, style: str, url: str) -> Element:
    text = label(words, ButtonElement.text_max_length)
    return checked(ButtonElement(text=text, url=url or None, style=style or None))


def _sheet_buttons(sheet: Sheet) -> tuple[Press, ...]:
    return (Press(sheet.open or sheet.title, sheet.token, "primary"), sheet.cancel)


def _header(block: Heading) -> Element:
    text = plain_inline(block.inside)
    if len(text) <= LONGEST_HEADER and text.strip():
        return _headline(text)
    return _rich(Writer().elements(block))


@lru_cache(maxsize=1_000)
def _headline(text: str) -> Element:
    return checked(HeaderBlock(text=label(text, LONGEST_HEADER)))


def _rich(elements: list[Element]) -> Element:
    return {"type": "rich_text", "elements": elements}


def _joined(pieces: list[list[Element]]) -> Element:
    """Several pieces in one block, an empty line between them."""
    gap: Element = {"type": "rich_text_section", "elements": [{"type": "text", "text": "\n"}]}
    return _rich([element for piece in pieces for element in (*piece, gap)][:-1])
