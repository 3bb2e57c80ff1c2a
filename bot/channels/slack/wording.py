"""Slack's own text notation, both ways: what a person typed, and characters that stay characters."""

import re

LONGEST_TEXT = 40_000
_UNSPEAKABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_REFERENCE = re.compile(r"<((?:[@#!]|https?://|mailto:|tel:)[^<>|]*)(?:\|([^<>]*))?>")


def clean(text: str) -> str:
    """The text without control characters and half characters, which databases and Slack refuse; lines and tabs stay."""
    return _UNSPEAKABLE.sub("", text)


def escape(text: str) -> str:
    """Text in which nothing is a mention, a link or an entity; Slack asks for exactly these three."""
    return clean(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def cut(text: str, most: int) -> str:
    """The text, or its beginning and an ellipsis, `most` characters at the most."""
    return text if len(text) <= most else text[: max(0, most - 1)].rstrip() + "…"


def fallback(text: str) -> str:
    """The escaped text for notifications and screen readers, within what Slack keeps of it."""
    escaped = escape(text)
    if len(escaped) <= LONGEST_TEXT:
        return escaped
    return re.sub(r"&[a-z]*$", "", escaped[: LONGEST_TEXT - 1]) + "…"


def plain(text: str) -> str:
    """A person's message as they saw it: references by their name, links written out, entities undone."""
    shown = _REFERENCE.sub(lambda found: _shown(found[1], found[2] or ""), text)
    return clean(shown).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def without_mention(text: str, bot: str) -> str:
    """The text without the app's own mention; when the app's id is not known, without the first mention it begins with."""
    pattern = rf"<@{re.escape(bot)}(\|[^<>]*)?>" if bot else r"^\s*<@[^<>]*>"
    return re.sub(r"[ \t]{2,}", " ", re.sub(pattern, " ", text)).strip()


def _shown(target: str, label: str) -> str:
    if target.startswith(("@", "#")):
        return target[0] + (label.lstrip("@#") or target[1:])
    if target.startswith("!"):
        return label or "@" + target[1:]
    address = target.removeprefix("mailto:").removeprefix("tel:")
    if not label:
        return address
    return label if label in target else f"{label} ({address})"
