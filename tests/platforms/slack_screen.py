"""What stands on a person's screen in Slack, and what a filled field reports."""

from dataclasses import dataclass

from tests.platforms.slack_blocks import Control, controls, words
from tests.platforms.slack_world import Modal, Post, Thing

SELECTED = {"static_select": "selected_option", "radio_buttons": "selected_option"}
STATE = {**SELECTED, "datepicker": "selected_date", "timepicker": "selected_time"}
INITIAL = {**dict.fromkeys(SELECTED, "initial_option"), "datepicker": "initial_date", "timepicker": "initial_time"}


@dataclass(frozen=True)
class Seen:
    """A message as a person sees it. `fallback` is what a notification or a screen reader has of it."""

    post: Post
    text: str
    fallback: str
    labels: list[str]

    @property
    def ephemeral(self) -> bool:
        return bool(self.post.only)

    @property
    def thread(self) -> str:
        return self.post.thread

    @property
    def edited(self) -> bool:
        return self.post.edited

    @property
    def files(self) -> list[tuple[str, bytes]]:
        return self.post.files


@dataclass(frozen=True)
class Screen:
    """An open modal as a person sees it. `errors` are the reasons beside its fields, by label."""

    title: str
    text: str
    labels: list[str]
    errors: dict[str, str]
    view: Thing


def filled(control: Control, value: str | None) -> Thing:
    """What a filled control reports; None leaves what it showed at first."""
    name = STATE.get(control.kind, "value")
    if value is None:
        return {"type": control.kind, name: control.element.get(INITIAL.get(control.kind, "initial_value"))}
    if control.kind in SELECTED:
        chosen = [o for o in control.options if value in (o["text"]["text"], o["value"])]
        assert chosen, f"no option {value!r} among {[o['text']['text'] for o in control.options]}"
        return {"type": control.kind, name: chosen[0]}
    assert len(value) <= control.element.get("max_length", 3000), f"{control.label}: Slack takes no more characters"
    return {"type": control.kind, name: value or None}


def holds(state: dict[str, Thing], control: Control) -> bool:
    """Whether a field has an answer."""
    given = state[control.block_id][control.element["action_id"]]
    return given[STATE.get(control.kind, "value")] not in (None, "")


def seen(post: Post) -> Seen:
    """A post as a person sees it."""
    fallback = post.text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    labels = [c.label for c in controls(post.blocks)]
    return Seen(post, words(post.blocks) if post.blocks else fallback, fallback, labels)


def screen(modal: Modal) -> Screen:
    """A modal as a person sees it."""
    fields = {c.block_id: c.label for c in controls(modal.view["blocks"]) if c.kind != "button"}
    errors = {fields.get(name, name): reason for name, reason in modal.errors.items()}
    return Screen(modal.view["title"]["text"], words(modal.view["blocks"]), list(fields.values()), errors, modal.view)
