"""What was heard in a question: its language, words and phrases, and the numbers, dates, symbols and places in it."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from bot.knowledge.lexicon import SHARED, Lexicon
from bot.knowledge.numerals import in_digits
from bot.knowledge.phrases import Mention
from bot.knowledge.text import Token, fold, roman, tokens
from bot.model.charters import EUROPEAN, GLOBAL

YEARS = range(1948, 2100)
LONGEST_QUESTION = 90
"""Tokens that are looked at; more than that is no question."""

NUMBERED = ("art", "number", "numero", "pro", "dis", "adi", "add")
"""How the words begin after which a number may be spelt out (`article six`, `disposición dos`; but `the right one`)."""

FAR = 6
"""From this many words between them on a number does not belong to a counting word."""

LONGEST_MONTH = 31
TWENTY = 20
SHORT = 14
BEFORE, AFTER = 5, 2
"""So far from the word for signing stands the city that signs."""
ARTICLES = ("la", "the", "le", "el", "hrc", "cdh", "unhrc")
CYCLES = frozenset({"cycle", "cycles", "ciclo", "ciclos"})
SMALL_TALK = 4
"""A text that has no more words without its politeness is taken with it: it may be nothing but thanks."""

_ROMAN_IN_CAPITALS = re.compile(r"\b[IVX]{1,6}\b")
_CAPITALISED = re.compile(r"(?<=[\w,;:'’(] )[A-ZÀ-Þ][\w'’-]+|(?<=['’])[A-ZÀ-Þ]\w+")
_LETTER = re.compile(r"\b[ABC]\b")
_SYMBOL = re.compile(r"(?:a/hrc/(?:res/|dec/)?)?\d+/(?:l\.?)?\d+|l\.\d+")


@dataclass(frozen=True)
class Heard:
    """One question taken apart; the getters name what is in it, first things first, each thing once."""

    text: str
    language: str
    tokens: tuple[Token, ...]
    words: tuple[str, ...]
    mentions: tuple[Mention, ...]
    lexicon: Lexicon

    def all(self, group: str) -> tuple[str, ...]:
        """The values of a group that were mentioned."""
        return tuple(self._groups.get(group, ()))

    def has(self, group: str, *values: str) -> bool:
        """Whether a group (or one of these values of it) was mentioned."""
        found = self._groups.get(group)
        return found is not None and (not values or not found.keys().isdisjoint(values))

    def asks(self, *values: str) -> bool:
        """Whether one of these things is asked for."""
        return self.has("ask", *values)

    def leads(self, one: tuple[str, str], other: tuple[str, str], reach: int = 2) -> bool:
        """Whether the first thing is said right before the second (`would like to sign`), at most `reach` words between them."""
        first, second = ([m for m in self.mentions if (m.group, m.value) == named] for named in (one, other))
        return any(0 <= after.start - before.end <= reach for before in first for after in second)

    def length(self, group: str, value: str) -> int:
        """How many words said it, at the longest; 0 when it was not said."""
        return self._groups.get(group, {}).get(value, 0)

    @cached_property
    def _groups(self) -> Mapping[str, Mapping[str, int]]:
        """Per group the values that were mentioned, first ones first, with how many words said them at the longest."""
        found: dict[str, dict[str, int]] = {}
        for group, value, start, end in self.mentions:
            values = found.setdefault(group, {})
            values[value] = max(values.get(value, 0), end - start)
        return found

    def about(self, charters: tuple[str, ...]) -> "Heard":
        """The same clause, about the charters of the whole question when it names none itself."""
        open_ended = self.has("topic") or self.has("article") or self.has("generic", "article-word") or self.has("act", "sign")
        if self.has("charter") or not charters or not open_ended:
            return self
        return replace(self, mentions=(*self.mentions, *(Mention("charter", charter, 0, 0) for charter in charters)))

    @cached_property
    def charters(self) -> tuple[str, ...]:
        """The charters mentioned by name."""
        named = [value for value in self.all("charter") if value not in ("any", "both")]
        return tuple(dict.fromkeys((*named, *((EUROPEAN, GLOBAL) if self.has("charter", "both") else ()))))

    @cached_property
    def years(self) -> tuple[int, ...]:
        """The years mentioned."""
        return tuple(dict.fromkeys(n for t in self.tokens if t.text.isdigit() and (n := int(t.text)) in YEARS))

    @cached_property
    def months(self) -> tuple[int, ...]:
        """The months mentioned, 1 to 12."""
        by_name = self.lexicon.months[self.language]
        return tuple(dict.fromkeys(by_name[word] for word in self.words if word in by_name))

    @cached_property
    def dates(self) -> tuple[str, ...]:
        """The dates mentioned, as exactly as they were said: `2012-12-11`, else `2012-12`, else `2012`."""
        if not self.years or len(self.months) > 1:
            return tuple(map(str, self.years))
        if not self.months:
            return (str(self.years[0]),)
        month = f"{self.years[0]}-{self.months[0]:02}"
        spot = next(n for n, word in enumerate(self.words) if word in self.lexicon.months[self.language])
        beside = (self.tokens[n].number for n in (spot - 1, spot + 1, spot - 2) if 0 <= n < len(self.tokens))
        return tuple(f"{month}-{day:02}" for day in beside if day and day <= LONGEST_MONTH)[:1] or (month,)

    @cached_property
    def symbols(self) -> tuple[str, ...]:
        """UN symbols (`57/12`, `a/hrc/56/32`), folded."""
        return tuple(dict.fromkeys(t.text for t in self.tokens if _SYMBOL.fullmatch(t.text)))

    @cached_property
    def romans(self) -> frozenset[str]:
        """Roman numerals that were typed in capitals, folded."""
        return frozenset(found.group().lower() for found in _ROMAN_IN_CAPITALS.finditer(self.text))

    def numbers(self, kind: str, reach: int = 1, least: int = 1, most: int = 999) -> tuple[int, ...]:
        """Numbers, ordinals and roman numerals within `reach` words of a word that counts this kind of thing.

        Plain digits count only after it, but for sessions (`12 rights` is no right number 12)."""
        near = self.lexicon.numbering[self.language][kind]
        if near.isdisjoint(self.words):
            return ()
        spots = [n for n, word in enumerate(self.words) if word in near]
        found = []
        for place in range(len(self.words)):
            value = self._value(place, kind)
            if (
                value is None
                or not least <= value <= most
                or (kind in ("session", "review") and (self._dated(place) or self._cyclic(place)))
            ):
                continue
            before = kind in ("session", "review") or not self.words[place].isdigit()
            if any(self._close(spot, place, reach) for spot in spots if before or spot < place):
                found.append(value)
        return tuple(dict.fromkeys(found))

    def _cyclic(self, place: int) -> bool:
        """Whether the number counts a cycle of the review, and no session (`the third cycle`)."""
        return not CYCLES.isdisjoint(self.words[max(place - 1, 0) : place + 2])

    @property
    def cycles(self) -> tuple[int, ...]:
        """The cycles of the review that are mentioned by number."""
        values = (self._value(n, "review") for n in range(len(self.words)) if self._cyclic(n))
        return tuple(value for value in values if value)

    def _dated(self, place: int) -> bool:
        """Whether the number at this place is the day of a month (`20 March`, `5 de abril`)."""
        if (self.tokens[place].number or 0) > LONGEST_MONTH:
            return False
        months, around = self.lexicon.months[self.language], (place - 2, place - 1, place + 1, place + 2)
        near = [n for n in around if 0 <= n < len(self.words) and self.words[n] in months]
        return any(abs(n - place) == 1 or self.words[(n + place) // 2] in ("de", "of", "the", "du") for n in near)

    def bare(self, known: Collection[int]) -> tuple[int, ...]:
        """Known numbers that stand alone behind an article or with an ordinal's ending (`la 60`, `the 58th`, `57e`), and are no day."""
        found = []
        for place, token in enumerate(self.tokens):
            if token.number in known and not self._dated(place) and not self._counts(place):
                ordinal = not token.text.isdigit()
                if ordinal or (place and self.words[place - 1] in ARTICLES):
                    found.append(token.number)
        return tuple(dict.fromkeys(number for number in found if number is not None))

    def _counts(self, place: int) -> bool:
        """Whether the number counts what comes after it, or belongs to something that was mentioned."""
        after = self.words[place + 1] if place + 1 < len(self.words) else ""
        small = self.lexicon.small[self.language]
        counted = bool(after) and after not in small and after not in self.lexicon.everyday and not after.isdigit()
        return counted or any(m.start <= place < m.end for m in self.mentions)

    def _close(self, spot: int, place: int, reach: int) -> bool:
        """Whether few words but numbers stand between a counting word and a number."""
        between = range(min(spot, place) + 1, max(spot, place))
        if spot == place or len(between) >= FAR:
            return False
        small, words = self.lexicon.small[self.language], self.words
        parting = (n for n in between if not (n in self._names or words[n] in small or words[n][:1].isdigit() or roman(words[n])))
        return sum(1 for _ in parting) < reach

    def _value(self, place: int, kind: str) -> int | None:
        token, word = self.tokens[place], self.words[place]
        if token.number is not None:
            return token.number
        value = roman(word)
        if value is not None and (word in self.romans or (kind in ("article", "part", "edition") and len(word) > 1 and value < 60)):
            return value
        named = place > 0 and kind in ("article", "additional") and self.words[place - 1].startswith(NUMBERED)
        spelt_out = self.lexicon.cardinals[self.language] if named else {}
        value = spelt_out.get(word)
        if value == TWENTY and place + 1 < len(self.words):
            more = spelt_out.get(self.words[place + 1], 0)
            value += more if more < TWENTY / 2 else 0
        return self.lexicon.ordinals[self.language].get(word) or value

    @cached_property
    def _names(self) -> frozenset[int]:
        """Places of the words that name a series of events or a city, which do not part a number from the word it counts."""
        return frozenset(n for m in self.mentions if m.group in ("series", "city", "org", "body") for n in range(m.start, m.end))

    @cached_property
    def letters(self) -> tuple[str, ...]:
        """The letters A to C that were typed in capitals right after a word that names a provision."""
        kinds = self.lexicon.numbering[self.language]
        near = kinds["article"] | kinds["final"] | kinds["general"]
        capitals = {letter.lower() for letter in _LETTER.findall(self.text)}
        return tuple(w for before, w in pairwise(self.words) if w in capitals and before in near)

    @cached_property
    def uncovered(self) -> tuple[str, ...]:
        """Telling words that no phrase explains."""
        covered = {place for m in self.mentions for place in range(m.start, m.end)}
        small = self.lexicon.small[self.language]
        return tuple(w for n, w in enumerate(self.words) if n not in covered and w not in small and len(w) > 1 and not w.isdigit())

    @cached_property
    def unheard_of(self) -> tuple[str, ...]:
        """Words that occur nowhere in what Plaza knows and that people do not use every day: names, perhaps."""
        common, index = self.lexicon.everyday, self.lexicon.index
        return tuple(word for word in self.uncovered if word not in common and not index.knows(word))

    @cached_property
    def stranger(self) -> str:
        """A word never read before, where the name of a city stands: alone among common words, in capitals, or behind `of` and `in`.

        In a long sentence only one of two signs will do: anything may be said there."""
        unknown = [n for n, word in enumerate(self.words) if word in self.unheard_of and len(word) > 2 and word.isalpha()]
        spoken = [n for n in unknown if self.tokens[n].text == self.words[n]]
        signs = {n: self._written_large(n) + 2 * self._placed(n) for n in spoken}
        likely = max(spoken, key=lambda n: (signs[n], len(self.words[n])), default=None)
        if likely is None or (not signs[likely] and (len(unknown) > 2 or len(self.words) > SHORT)):
            return ""
        return self.words[likely]

    def named(self, place: int) -> bool:
        """Whether the word at this place looks like a name: written with a capital, or standing where places stand."""
        return self._written_large(place) or self._placed(place)

    def placed(self, word: str) -> bool:
        """Whether this word stands where places stand, at least once."""
        return any(self._placed(n) for n, one in enumerate(self.words) if one == word)

    def _written_large(self, place: int) -> bool:
        """Whether this word is written with a capital in a text that is not all capitals."""
        if self.text.isupper():
            return False
        return any(fold(found) == self.words[place] for found in _CAPITALISED.findall(self.text))

    def _placed(self, place: int) -> bool:
        """Whether a word stands before it that stands before places."""
        return place > 0 and self.words[place - 1] in self.lexicon.before_places[self.language]

    @property
    def only(self) -> bool:
        """Whether the question names one thing and says nothing about it."""
        return len(self.mentions) == 1 and not self.uncovered

    @cached_property
    def telling(self) -> tuple[str, ...]:
        """All words but the small ones."""
        small = self.lexicon.small[self.language]
        return tuple(word for word in self.words if word not in small and (len(word) > 1 or word.isdigit()))


def hear(text: str, lexicon: Lexicon, *, language: str = "", hint: str = "") -> Heard:
    """Take a question apart; `language` fixes its language, `hint` is the reader's own."""
    text = text if text.isprintable() else "".join(c if c.isprintable() else " " for c in text)
    spoken = language or lexicon.languages.of(text, [t.text for t in tokens(text)[:LONGEST_QUESTION]], hint)
    folded = fold(text)
    found = tokens(lexicon.plain(folded, spoken))[:LONGEST_QUESTION]
    if len(found) <= SMALL_TALK:
        found = tokens(folded)[:LONGEST_QUESTION]
    found = in_digits(found, spoken, lexicon.ordinals[spoken], lexicon.cardinals[spoken])
    words = tuple(lexicon.corrected(token.text, spoken) for token in found)
    mentions = tuple(_settled(lexicon.phrases(spoken).find(words)))
    heard = Heard(text, spoken, found, words, mentions, lexicon)
    return heard if lexicon.places.homonyms.isdisjoint(words) else replace(heard, mentions=tuple(_places(heard)))


def _places(heard: Heard) -> Iterator[Mention]:
    """The mentions without cities whose name is only an everyday word here (`have a nice weekend`)."""
    signs = [m for m in heard.mentions if m.group == "act"]
    for one in heard.mentions:
        word = heard.words[one.start] if one.group == "city" and one.end == one.start + 1 else ""
        beside = any(sign.start - BEFORE <= one.start < sign.end + AFTER for sign in signs) or len(heard.words) == 1
        if word not in heard.lexicon.places.homonyms or beside or heard.named(one.start):
            yield one


def _settled(mentions: Iterable[Mention]) -> Iterator[Mention]:
    """Drop a generic meaning of words that also name something."""
    found = list(mentions)
    names = {(m.start, m.end) for m in found if m.group in SHARED and m.value not in ("any", "both")}
    for mention in found:
        if mention.group == "generic" and (mention.start, mention.end) in names:
            continue
        yield mention
