"""Outgoing to lines of plain text: buttons and choices are numbered, so that typing the number presses them."""

from bot.model.outgoing import Outgoing, Press, Sheet


def draw(said: Outgoing) -> str:
    """What the terminal prints for one message."""
    parts = [said.plain] if said.plain.strip() else []
    if said.form:
        parts.append(_sheet(said.form))
    parts += [f"[{file.name}, {len(file.content)} bytes]{f' {file.alt}' if file.alt else ''}" for file in said.files]
    numbered = choices(said)
    if numbered:
        parts.append("\n".join(f"{n}. {press.label}{f' ({press.url})' if press.url else ''}" for n, press in enumerate(numbered, 1)))
    return "\n\n".join(parts)


def _sheet(sheet: Sheet) -> str:
    lines = [f"{sheet.title} ({sheet.step}/{sheet.steps})"]
    for question in sheet.questions:
        lines += [f"! {question.error}"] * bool(question.error)
        lines += [question.label]
        lines += [question.hint] * bool(question.hint)
        lines += [f"[{question.value}]"] * bool(question.value and question.kind == "number")
    return "\n".join(lines)


def choices(said: Outgoing) -> list[Press]:
    """What a typed number presses: the message's buttons, then the open question's choices, then leaving the form.

    Nothing while a number is asked for: then a typed number is the answer, and `cancel` leaves the form."""
    if said.form and any(question.kind == "number" for question in said.form.questions):
        return []
    found = list(said.buttons)
    if said.form:
        for question in said.form.questions:
            found += [Press(choice.label, choice.token) for choice in question.options]
        found.append(said.form.cancel)
    return found
