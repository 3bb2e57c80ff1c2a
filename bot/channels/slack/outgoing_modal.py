"""A form as a Slack modal, and what its rejection looks like; pure, and within Block Kit's limits."""

import re
from typing import Any

from slack_sdk.models.blocks import (
    DatePickerElement,
    InputBlock,
    InputInteractiveElement,
    NumberInputElement,
    Option,
    OptionGroup,
    PlainTextInputElement,
    RadioButtonsElement,
    StaticSelectElement,
    TimePickerElement,
)
from slack_sdk.models.views import View

from bot.channels.slack.incoming import CANCEL
from bot.channels.slack.outgoing import checked, label, words
from bot.channels.slack.place import Place
from bot.channels.slack.rich import Element
from bot.channels.slack.wording import clean, cut
from bot.model.outgoing import Choice, Heading, Outgoing, Question, Sheet, Text

MOST_BLOCKS = 100
FEW = 5
ANSWER = "answer"


def modal(outgoing: Outgoing, sheet: Sheet) -> dict[str, Any]:
    """The view that asks a sheet's questions under the message's words. Its close button is the sheet's cancel button.

    Raises Refused when a token is longer than Slack carries."""
    callback = CANCEL + sheet.cancel.token
    closes = bool(sheet.cancel.token) and len(callback) <= View.callback_id_max_length
    view = View(
        type="modal",
        title=label(sheet.title, View.title_max_length),
        submit=label(sheet.submit, View.submit_max_length),
        close=label(sheet.cancel.label, View.close_max_length),
        private_metadata=sheet.token,
        callback_id=callback if closes else "sheet",
        notify_on_close=closes,
        blocks=[*_words(outgoing, sheet), *(_input(q) for q in sheet.questions)],
    )
    return checked(view)


def verdict(outgoing: Outgoing, sheet: Sheet, place: Place) -> dict[str, Any]:
    """The answer to a submitted modal that leaves questions: reasons beside the fields when it asks for nothing new, else the new modal."""
    errors = {q.name: cut(clean(q.error), InputBlock.hint_max_length) for q in sheet.questions if q.error}
    if errors and sheet.token == place.form and {q.name for q in sheet.questions} <= place.fields:
        return {"response_action": "errors", "errors": errors}
    return {"response_action": "update", "view": modal(outgoing, sheet)}


def _words(outgoing: Outgoing, sheet: Sheet) -> list[Element]:
    """What stands above the questions; the whole title too, where the modal's own was cut."""
    title = (Heading((Text(sheet.title),)),) if len(sheet.title) > View.title_max_length else ()
    return words((*title, *outgoing.blocks), MOST_BLOCKS - len(sheet.questions))


def _input(question: Question) -> InputBlock:
    hint = "\n".join(filter(None, (f"⚠️ {question.error}" if question.error else "", question.hint)))
    return InputBlock(
        block_id=question.name,
        label=label(question.label, InputBlock.label_max_length),
        hint=label(hint, InputBlock.hint_max_length) if hint else None,
        optional=not question.required,
        element=_element(question),
    )


def _element(question: Question) -> InputInteractiveElement:
    value = question.value.strip()
    choices = [choice for choice in question.options if choice.value]  # an empty one skips the question; here that is leaving it empty
    if choices and all(len(choice.value) <= Option.value_max_length for choice in choices):
        return _choices(question, choices)
    match question.kind:
        case "date":
            return DatePickerElement(action_id=ANSWER, initial_date=value if re.fullmatch(r"\d{4}-\d\d-\d\d", value) else None)
        case "time":
            return TimePickerElement(action_id=ANSWER, initial_time=value if re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value) else None)
        case "number":
            number = value if re.fullmatch(r"-?[0-9]{1,9}", value) else None
            return NumberInputElement(action_id=ANSWER, is_decimal_allowed=False, initial_value=number)
    longest = min(max(1, question.longest), 3_000)
    return PlainTextInputElement(
        action_id=ANSWER,
        initial_value=cut(clean(question.value), longest) or None,
        multiline=question.kind == "long_text" or None,
        max_length=longest,
    )


def _choices(question: Question, choices: list[Choice]) -> InputInteractiveElement:
    options = [_option(choice) for choice in choices]
    chosen = next((option for option in options if option.value == question.value), None)
    if question.required and len(options) <= FEW:
        return RadioButtonsElement(action_id=ANSWER, options=options, initial_option=chosen)
    if len(options) <= StaticSelectElement.options_max_length:
        return StaticSelectElement(action_id=ANSWER, options=options, initial_option=chosen)
    groups = [_group(options[n : n + OptionGroup.options_max_length]) for n in range(0, len(options), OptionGroup.options_max_length)]
    return StaticSelectElement(action_id=ANSWER, option_groups=groups, initial_option=chosen)


def _option(choice: Choice) -> Option:
    return Option(text=label(choice.label or choice.value, Option.label_max_length), value=choice.value)


def _group(options: list[Option]) -> OptionGroup:
    first, last = (cut(option.text or "", 35) for option in (options[0], options[-1]))
    return OptionGroup(label=label(f"{first} – {last}", OptionGroup.label_max_length), options=options)
