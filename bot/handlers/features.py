"""The visible list of what Plaza can do. A feature is one line here."""

from bot.handlers import start
from bot.handlers.router import Router, merged


def everything() -> Router:
    """All features as one router."""
    return merged([start.router])
