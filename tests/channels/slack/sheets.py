"""A form and its pieces, as the engine hands them to a channel."""

from bot.model.outgoing import Choice, Outgoing, Paragraph, Press, Question, Sheet, Text

CITY = Question("city", "Your city", "text", True, hint="As on the map")
MEAL = Question("meal", "Meal", "choice", True, options=(Choice("Vegan", "vegan", "t-1"), Choice("Anything", "any", "t-2")))
WHEN = Question("arrives", "Arrival", "date", False, value="2026-05-14")


def sheet(*questions: Question, token: str = "form-1") -> Sheet:
    """The questions under one token, with the buttons every form has."""
    return Sheet(token, "Sign up", "Send", Press("Leave", "leave-1"), questions or (CITY, MEAL, WHEN), open="Continue")


def asking(*questions: Question, token: str = "form-1") -> Outgoing:
    """A message that brings a form."""
    return Outgoing((Paragraph((Text("World Human Rights Cities Forum"),)),), form=sheet(*questions, token=token))
