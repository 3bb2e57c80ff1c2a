"""Block Kit as Slack enforces it: what it refuses, what a person reads, and what they can press or fill in."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

Thing = dict[str, Any]
MESSAGE_BLOCKS, VIEW_BLOCKS, ALL_CHARACTERS = 50, 100, 13_200
COMMON = {"type", "block_id"}
BLOCKS = {
    "rich_text": {"elements"},
    "header": {"text"},
    "actions": {"elements"},
    "input": {"label", "element", "hint", "optional", "dispatch_action"},
}
ELEMENTS = {
    "button": {"text", "value", "url", "style", "accessibility_label"},
    "static_select": {"options", "option_groups", "initial_option", "placeholder"},
    "radio_buttons": {"options", "initial_option"},
    "plain_text_input": {"multiline", "initial_value", "max_length", "min_length", "placeholder"},
    "number_input": {"is_decimal_allowed", "initial_value"},
    "datepicker": {"initial_date"},
    "timepicker": {"initial_time"},
}
RICH = {"rich_text_section", "rich_text_list", "rich_text_quote"}


@dataclass
class Checker:
    """Collects what Slack would refuse; a block or field this checker does not know is refused too."""

    surface: str
    faults: list[str] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    characters: int = 0

    def need(self, condition: object, why: str) -> bool:
        """Note a fault unless the condition holds."""
        if not condition:
            self.faults.append(why)
        return bool(condition)

    def text(self, value: object, most: int, where: str, least: int = 1) -> None:
        """A string between `least` and `most` characters."""
        if self.need(isinstance(value, str), f"{where}: must be a string"):
            length = len(str(value))
            self.characters += length
            self.need(length >= least, f"{where}: must be more than {least - 1} characters")
            self.need(length <= most, f"{where}: must be less than {most + 1} characters")

    def label(self, value: object, most: int, where: str) -> None:
        """A plain_text object; this project uses no mrkdwn object anywhere."""
        if self.need(isinstance(value, dict), f"{where}: must be a text object"):
            assert isinstance(value, dict)
            self.need(value.get("type") == "plain_text", f"{where}: unsupported type {value.get('type')}")
            self.need(set(value) <= {"type", "text", "emoji"}, f"{where}: additional fields {sorted(value)}")
            self.need(value.get("emoji") is False, f"{where}: colons would become emoji")
            self.text(value.get("text"), most, where)

    def blocks(self, blocks: object) -> None:
        """A message's or a view's blocks."""
        most = MESSAGE_BLOCKS if self.surface == "message" else VIEW_BLOCKS
        if not self.need(isinstance(blocks, list) and blocks, "blocks: must provide at least 1 items"):
            return
        assert isinstance(blocks, list)
        self.need(len(blocks) <= most, f"blocks: no more than {most} items allowed")
        for n, block in enumerate(blocks):
            self.block(block, f"blocks/{n}")
        self.need(self.surface != "message" or self.characters <= ALL_CHARACTERS, "msg_blocks_too_long")

    def block(self, block: Thing, where: str) -> None:
        """One block."""
        kind = block.get("type", "")
        if not self.need(kind in BLOCKS and (kind != "input" or self.surface == "modal"), f"{where}: unsupported type {kind}"):
            return
        self.need(set(block) <= BLOCKS[kind] | COMMON, f"{where}: additional fields {sorted(block)}")
        if name := block.get("block_id"):
            self.need(name not in self.ids and len(name) <= 255, f"{where}: block_id must be unique")
            self.ids.add(name)
        checks: dict[str, Callable[[Thing, str], None]] = {
            "rich_text": self.rich,
            "header": lambda b, w: self.label(b.get("text"), 150, w),
            "actions": self.actions,
            "input": self.input,
        }
        checks[kind](block, where)

    def actions(self, block: Thing, where: str) -> None:
        """A row of buttons."""
        elements = block.get("elements") or []
        self.need(1 <= len(elements) <= 25, f"{where}: no more than 25 items allowed")
        names = [e.get("action_id") for e in elements]
        self.need(len(set(names)) == len(names), f"{where}: action_id must be unique")
        for element in elements:
            self.need(element.get("type") == "button", f"{where}: unsupported element {element.get('type')}")
            self.element(element, where)

    def input(self, block: Thing, where: str) -> None:
        """A question of a modal."""
        self.label(block.get("label"), 2000, f"{where}/label")
        if "hint" in block:
            self.label(block["hint"], 2000, f"{where}/hint")
        self.need(block.get("element", {}).get("type") != "button", f"{where}: a button is no input")
        self.element(block.get("element", {}), where)

    def element(self, element: Thing, where: str) -> None:
        """A button or an input."""
        kind = element.get("type", "")
        if not self.need(kind in ELEMENTS, f"{where}: unsupported element {kind}"):
            return
        self.need(set(element) <= ELEMENTS[kind] | {"type", "action_id"}, f"{where}: additional fields {sorted(element)}")
        self.need(0 < len(element.get("action_id", "")) <= 255, f"{where}: action_id")
        if kind == "button":
            self.label(element.get("text"), 75, where)
            self.need(len(element.get("value", "")) <= 2000, f"{where}: value must be less than 2001 characters")
            self.need(len(element.get("url", "")) <= 3000, f"{where}: url must be less than 3001 characters")
            self.need(element.get("style", "primary") in ("primary", "danger"), f"{where}: style")
        if kind in ("static_select", "radio_buttons"):
            self.options(element, where)
        if kind == "plain_text_input":
            longest = element.get("max_length", 3000)
            self.need(1 <= longest <= 3000 and len(element.get("initial_value", "")) <= longest, f"{where}: length")

    def options(self, element: Thing, where: str) -> None:
        """The choices of a menu, in groups or not."""
        groups = element.get("option_groups")
        self.need((groups is None) != ("options" not in element) or bool(groups) != bool(element.get("options")), f"{where}: options")
        lists = [g["options"] for g in groups] if groups else [element.get("options") or []]
        self.need(len(lists) <= 100, f"{where}: no more than 100 groups allowed")
        most = 10 if element["type"] == "radio_buttons" else 100
        for group in groups or []:
            self.label(group.get("label"), 75, f"{where}/group")
        for choices in lists:
            self.need(1 <= len(choices) <= most, f"{where}: no more than {most} options allowed")
            for option in choices:
                self.label(option.get("text"), 75, f"{where}/option")
                self.need(0 < len(option.get("value", "")) <= 150, f"{where}: option value")
        first = element.get("initial_option")
        self.need(first is None or any(first in choices for choices in lists), f"{where}: initial_option is not among the options")

    def rich(self, block: Thing, where: str) -> None:
        """Rich text: sections, lists and quotes of text and links, none of them empty."""
        elements = block.get("elements")
        if not self.need(isinstance(elements, list) and elements, f"{where}: elements"):
            return
        assert isinstance(elements, list)
        for element in elements:
            kind = element.get("type")
            self.need(kind in RICH, f"{where}: unsupported element {kind}")
            if kind == "rich_text_list":
                self.need(element.get("style") in ("bullet", "ordered"), f"{where}: list style")
                sections = element.get("elements") or []
                self.need(sections and all(s.get("type") == "rich_text_section" for s in sections), f"{where}: list of sections")
            else:
                sections = [element]
            for section in sections:
                self.need(section.get("elements"), f"{where}: an empty section")
                for part in section.get("elements", []):
                    self.part(part, where)

    def part(self, part: Thing, where: str) -> None:
        """A run of characters, or a link."""
        kind = part.get("type")
        self.need(kind in ("text", "link"), f"{where}: unsupported part {kind}")
        self.need(set(part) <= {"type", "text", "url", "style"}, f"{where}: additional fields {sorted(part)}")
        self.text(part.get("text"), 100_000, where)
        if kind == "link":
            self.need(str(part.get("url", "")).startswith(("https://", "http://", "mailto:")), f"{where}: url")
            self.text(part.get("url"), 3000, where)
        self.need(set(part.get("style", {})) <= {"bold", "italic", "strike", "code"}, f"{where}: style")


def message_faults(blocks: object) -> list[str]:
    """Why Slack would answer `invalid_blocks`; empty when it would not."""
    checker = Checker("message")
    checker.blocks(blocks)
    return checker.faults


def view_faults(view: Thing) -> list[str]:
    """Why Slack would refuse a modal."""
    checker = Checker("modal")
    checker.need(view.get("type") == "modal", "view: type")
    for name, required in (("title", True), ("submit", True), ("close", False)):
        if required or name in view:
            checker.label(view.get(name), 24, f"view/{name}")
    checker.need(len(view.get("private_metadata", "")) <= 3000, "view: private_metadata")
    checker.need(len(view.get("callback_id", "")) <= 255, "view: callback_id")
    checker.blocks(view.get("blocks"))
    return checker.faults


def words(blocks: list[Thing]) -> str:
    """All a person reads, a line per block, label or list item."""
    lines = []
    for block in blocks:
        if block["type"] == "rich_text":
            lines += [_run(section) for element in block["elements"] for section in _sections(element)]
        elif block["type"] == "header":
            lines.append(block["text"]["text"])
        elif block["type"] == "input":
            lines += [block[key]["text"] for key in ("label", "hint") if key in block]
    return "\n".join(lines)


def _sections(element: Thing) -> list[Thing]:
    return element["elements"] if element["type"] == "rich_text_list" else [element]


def _run(section: Thing) -> str:
    return "".join(part["text"] for part in section["elements"])


@dataclass(frozen=True)
class Control:
    """Something to press or to fill in, as a person finds it: by its label."""

    label: str
    kind: str
    block_id: str
    element: Thing
    optional: bool = True

    @property
    def options(self) -> list[Thing]:
        """The choices, whatever group they stand in."""
        groups = self.element.get("option_groups") or [{"options": self.element.get("options", [])}]
        return [option for group in groups for option in group["options"]]


def controls(blocks: list[Thing]) -> Iterator[Control]:
    """Buttons and inputs in reading order."""
    for block in blocks:
        if block["type"] == "actions":
            for element in block["elements"]:
                yield Control(element["text"]["text"], "button", block.get("block_id", ""), element)
        elif block["type"] == "input":
            element = block["element"]
            yield Control(block["label"]["text"], element["type"], block["block_id"], element, block.get("optional", False))
