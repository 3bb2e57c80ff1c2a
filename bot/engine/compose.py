"""From a stored reply to an Outgoing: words, buttons with their tokens, and the questions of a form this channel asks now."""

from collections.abc import Mapping
from textwrap import shorten
from typing import Any

from bot.engine.texts import Reader, Texts
from bot.engine.tokens import button_token, sheet_token
from bot.model.codec import pack, unpack
from bot.model.form import Field, Kind, Option
from bot.model.outgoing import Choice, File, Outgoing, Press, Question, Sheet
from bot.model.ports import Secrets


def field_of(spec: Mapping[str, Any]) -> Field:
    """A stored field as it was defined."""
    options = tuple(Option(o["value"], o["label"]) for o in spec["options"])
    return Field(**{**spec, "kind": Kind(spec["kind"]), "options": options})


class Composer:
    """Makes Outgoings. Holds nothing but the words and the key."""

    def __init__(self, texts: Texts, secrets: Secrets) -> None:
        self.texts = texts
        self.secrets = secrets

    def outgoing(self, row: int, reply: Mapping[str, Any], reader: Reader, batch: int, files: tuple[File, ...] = ()) -> Outgoing:
        """The reply of an outbox row, in the reader's language, for a channel that asks `batch` questions at once."""
        reader = Reader(reply.get("language") or reader.language, reader.zone)
        sheet = reply.get("sheet")
        return Outgoing(
            self.texts.tree(reply["message"], reply["data"], reader),
            reader.language,
            tuple(self.press(row, index, button, reader) for index, button in enumerate(reply["buttons"])),
            self.sheet(sheet, reader, batch) if sheet else None,
            files,
            bool(reply["edits"]),
            bool(reply["personal"]),
        )

    def wording(self, message: str, data: Mapping[str, object], language: str) -> str:
        """A message as one line of plain text, as a reader of this language sees it."""
        return self.texts.line(message, unpack(pack(data)), Reader(language))

    def press(self, row: int, index: int, button: Mapping[str, Any], reader: Reader) -> Press:
        """A button with its words and token."""
        feature, _, deed = button["action"].partition(".")
        name = button["label"] or f"{feature}.button_{deed}"
        label = self.texts.line(name, {"value": button["value"], **button["data"]}, reader)
        token = "" if button["url"] else button_token(self.secrets, row, index)
        return Press(label, token, button["style"], button["url"], deed if feature == "command" else "")

    def labels(self, form: str, field: Field, reader: Reader) -> dict[str, str]:
        """The choices of a field, value to words, in order."""
        if field.kind is Kind.YES_NO:
            return {value: self.texts.line(f"dialog.{value}", {}, reader) for value in ("yes", "no")}
        return {option.value: self._option(form, field, option, reader) for option in field.options}

    def _option(self, form: str, field: Field, option: Option, reader: Reader) -> str:
        if option.label:
            return option.label.get(reader.language) or option.label.get("en") or next(iter(option.label.values()))
        return self.texts.line(f"{form}__{field.name}__{option.value}", {}, reader)

    def sheet(self, it: Mapping[str, Any], reader: Reader, batch: int) -> Sheet:
        """The questions to ask now: all of them, or the first `batch` open ones."""
        form, answers = it["form"], it["answers"]
        fields = [field_of(spec) for spec in form["fields"]]
        token = sheet_token(self.secrets, it["id"])
        unasked = [f for f in fields if f.name not in answers]
        chosen = fields if batch >= len(fields) else (unasked or fields[-1:])[:batch]
        line = self.texts.line
        return Sheet(
            token,
            line(f"{form['name']}__title", form["given"], reader),
            line("dialog.submit", {}, reader),
            Press(line("dialog.cancel", {}, reader), f"{token}.x"),
            tuple(self.question(it, fields.index(field), field, token, reader, keep=batch == 1) for field in chosen),
            fields.index(chosen[0]) + 1 if chosen else 1,
            len(fields),
            line("dialog.skip", {}, reader),
            line("dialog.open", {}, reader),
        )

    def question(self, it: Mapping[str, Any], index: int, field: Field, token: str, reader: Reader, *, keep: bool = False) -> Question:
        """One field in words, with its last answer and what was wrong with it; `keep` offers what stands there as a choice."""
        form, given = it["form"]["name"], it["form"]["given"]
        name = f"{form}__{field.name}"
        error = it["errors"].get(field.name)
        options = [
            Choice(label, value, f"{token}.o{index}.{n}") for n, (value, label) in enumerate(self.labels(form, field, reader).items())
        ]
        if keep and field.default and not options:
            options.append(Choice(shorten(field.default, 40, placeholder="…"), "", f"{token}.d{index}"))
        if not field.required:
            options.append(Choice(self.texts.line("dialog.skip", {}, reader), "", f"{token}.s{index}"))
        return Question(
            field.name,
            self.texts.line(name, given, reader),
            field.kind.value,
            field.required,
            self.texts.line(f"{name}__hint", given, reader) if self.texts.has(f"{name}__hint", "en") else "",
            tuple(options),
            error["text"] if error else it["answers"].get(field.name, field.default),
            self.texts.line(error["message"], error["data"], reader) if error else "",
            field.longest,
        )
