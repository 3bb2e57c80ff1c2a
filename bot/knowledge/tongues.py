"""The names of languages, as people write them in any of Plaza's languages."""

from functools import lru_cache

from babel import Locale

from bot.knowledge.text import fold
from bot.model.person import LANGUAGES

ALSO = {"castellano": "es", "castilian": "es", "castillan": "es"}


@lru_cache
def _names() -> dict[str, str]:
    found = dict(ALSO)
    for reader in LANGUAGES:
        for code in LANGUAGES:
            found[fold(Locale(reader).languages[code])] = code
    return found | {code: code for code in LANGUAGES}


def language_named(text: str) -> str:
    """`es` for "Spanish", "español", "espagnol" or "es"; "" for what is no language of ours."""
    return _names().get(fold(text.strip(" .!?¡¿\"'")), "")
