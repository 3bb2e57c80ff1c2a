"""The language of a short text: a vote of telling words and letters; only an open vote asks how the text is spelt."""

from collections.abc import Callable, Iterable, Mapping

from bot.model.person import LANGUAGES

ENOUGH = 1.0
LETTERS = {"es": "¿¡ñ", "fr": "çœèêâîûëïù"}
WEAK_LETTERS = {"es": "áíóú", "fr": "éà"}


class Languages:
    """The languages Plaza tells apart, by their small words (`function_words`) and by the words their texts use.

    `spelt` guesses a text's language from its letters; it is called when several are as likely."""

    def __init__(
        self, function_words: Mapping[str, Iterable[str]], corpus: Mapping[str, Iterable[str]], spelt: Callable[[str], str]
    ) -> None:
        self._spelt = spelt
        votes: dict[str, dict[str, float]] = {}
        small = {language: frozenset(words) for language, words in function_words.items()}
        every = frozenset().union(*small.values())
        for language, words in corpus.items():
            foreign = every - small[language]  # a name in another language's text does not make its `of` a word of this one
            for word in words:
                if word not in foreign and not word[0].isdigit():
                    votes.setdefault(word, {})[language] = 0.6
        for language, known in small.items():
            for word in known:
                votes.setdefault(word, {})[language] = 1.0
        pool: dict[tuple[tuple[str, float], ...], Mapping[str, float]] = {}  # thousands of words vote in a dozen ways
        shared = ((word, _shared(found)) for word, found in votes.items() if len(found) < len(LANGUAGES))
        self._votes = {word: pool.setdefault(tuple(vote.items()), vote) for word, vote in shared}

    def of(self, text: str, tokens: Iterable[str], hint: str = "") -> str:
        """The language the text is written in; `hint` (the reader's own) settles what the text leaves open."""
        scores = dict.fromkeys(LANGUAGES, 0.0)
        words = list(tokens)
        for word in words:
            for language, vote in self._votes.get(word, {}).items():
                scores[language] += vote
        used = frozenset(text.casefold())
        for letters, weight in ((LETTERS, 1.5), (WEAK_LETTERS, 0.5)):
            for language, signs in letters.items():
                scores[language] += weight * (not used.isdisjoint(signs))
        ranked = sorted(scores.items(), key=lambda item: -item[1])
        if ranked[0][1] - ranked[1][1] >= min(ENOUGH, 0.5 + 0.1 * len(words)):
            return ranked[0][0]
        return self._settle(text, [name for name, score in ranked if score >= ranked[0][1] - 0.3], hint, len(words))

    def _settle(self, text: str, leaders: list[str], hint: str, words: int) -> str:
        if hint in leaders:
            return hint
        if words >= 3 and len(leaders) > 1:
            guess = self._spelt(text)
            if guess in leaders:
                return guess
        return leaders[0] if len(leaders) < len(LANGUAGES) else hint or "en"


def _shared(found: Mapping[str, float]) -> dict[str, float]:
    """A word of two languages tells only against the third."""
    return {language: vote / len(found) ** 2 for language, vote in found.items()}
