"""Colleagues as people write them down: one a line, or semicolons between; the name, then role and mail address in any order."""

import re
from collections.abc import Callable, Mapping

from bot.actions.quotas import role_name
from bot.knowledge.text import fold
from bot.model.delegations import MOST_AT_ONCE, Colleague
from bot.model.person import LANGUAGES
from bot.model.terms import AttendsAs

Wording = Callable[[str, Mapping[str, object], str], str]
MAIL = re.compile(r"^[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+$")


class BadLine(Exception):
    """A line that cannot be read: `reason` is line (what is in it) or many (more than can be registered at once)."""

    def __init__(self, reason: str, line: str = "") -> None:
        super().__init__(f"{reason}: {line}")
        self.reason = reason
        self.line = line


def read(text: str, wording: Wording) -> list[Colleague]:
    """The people of a text. Who has no role comes as an official; a title like `mayor` is as good as the role. Raises BadLine."""
    lines = [line.strip(" \t-•*") for line in re.split(r"[\n;]", text)]
    found = [_colleague(line, wording) for line in lines if line]
    if not 1 <= len(found) <= MOST_AT_ONCE:
        raise BadLine("many")
    return found


def _colleague(line: str, wording: Wording) -> Colleague:
    name, *rest = [part.strip(" <>") for part in re.split(r"[,\t]", line)]
    email, role = "", ""
    for part in filter(None, rest):
        if MAIL.match(part):
            email = part
        elif meant := _role(part, wording):
            role = meant
        else:
            raise BadLine("line", line)
    if not name or "@" in name or len(name) > 120 or len(email) > 200:
        raise BadLine("line", line)
    return Colleague(name, role or AttendsAs.OFFICIAL.value, email)


def _role(text: str, wording: Wording) -> str:
    """The role whose name, or whose other words (`titles_<role>`: mayor, alcaldesa, maire), hold every word of this, in one language."""
    wanted = set(fold(text).split())
    for role in AttendsAs:
        names = [role_name(role.value, wording, language) for language in LANGUAGES]
        others = [wording(f"delegations.titles_{role.value}", {}, language) for language in LANGUAGES]
        if any(wanted <= set(fold(name).replace(",", " ").split()) for name in (role.value.replace("_", " "), *names, *others)):
            return role.value
    return ""
