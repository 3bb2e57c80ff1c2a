"""Numbers from twenty to sixty-nine that are written out (`sixty-fourth session`, `la sesenta y cuatro`), put into digits."""

from collections.abc import Mapping, Sequence

from bot.knowledge.text import Token

_FIRST = 20
CARDINAL = {
    "en": ("twenty", "thirty", "forty", "fifty", "sixty"),
    "es": ("veinte", "treinta", "cuarenta", "cincuenta", "sesenta"),
    "fr": ("vingt", "trente", "quarante", "cinquante", "soixante"),
}
ORDINAL = {
    "en": ("twentieth", "thirtieth", "fortieth", "fiftieth", "sixtieth"),
    "es": ("vigesim", "trigesim", "cuadragesim", "quincuagesim", "sexagesim"),
    "fr": ("vingtieme", "trentieme", "quarantieme", "cinquantieme", "soixantieme"),
}
LINKS = ("y", "et", "and")
FIRST_OF = {"unieme": 1, "primer": 1, "primera": 1, "primero": 1}
"""How `first` is said after a ten, where it is another word than alone."""


def in_digits(tokens: Sequence[Token], language: str, ordinals: Mapping[str, int], cardinals: Mapping[str, int]) -> tuple[Token, ...]:
    """The tokens, with the numbers among them that are written out in two words or as a ten's ordinal as one token each."""
    found: list[Token] = []
    place = 0
    while place < len(tokens):
        tens, ordinal = _tens(tokens[place].text, language)
        if not tens:
            found.append(tokens[place])
            place += 1
            continue
        link = place + 1 < len(tokens) and tokens[place + 1].text in LINKS
        unit = tokens[place + 1 + link].text if place + 1 + link < len(tokens) else ""
        ones = FIRST_OF.get(unit) or ordinals.get(unit, 0) or (0 if ordinal else cardinals.get(unit, 0))
        counted = not ordinal and unit in cardinals
        if 0 < ones < 10:
            found.append(_token(tens + ones, ordinal=not counted))
            place += 2 + link
        else:
            found.append(_token(tens, ordinal=True) if ordinal else tokens[place])
            place += 1
    return tuple(found)


def _token(value: int, *, ordinal: bool) -> Token:
    return Token(f"{value}th" if ordinal else str(value), value)


def _tens(word: str, language: str) -> tuple[int, bool]:
    """The ten a word stands for, 0 when for none, and whether it is an ordinal."""
    if word in CARDINAL[language]:
        return _FIRST + 10 * CARDINAL[language].index(word), False
    endings = ("o", "a") if language == "es" else ("",)
    for number, root in enumerate(ORDINAL[language]):
        if word in (root + ending for ending in endings):
            return _FIRST + 10 * number, True
    return 0, False
