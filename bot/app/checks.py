"""`plaza messages check`: does every language say everything, with the same data, and does the code name only what exists?"""

from collections.abc import Iterator
from pathlib import Path

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from bot.app import checks_code
from bot.config import home
from bot.engine.texts import Texts
from bot.engine.texts_asked import blocks, wording
from bot.engine.texts_files import BadTemplate
from bot.engine.words import BadWords, Words
from bot.knowledge.check import check as check_files

LONG_ENOUGH, SURE = 40, 0.9
SOURCE = Path(__file__).resolve().parent.parent


def check() -> bool:
    """Print what is missing, one line each; True when nothing is."""
    problems = list(messages(home()))
    for problem in problems:
        print(problem)
    if not problems:
        print("messages: complete")
    return not problems


def knowledge() -> bool:
    """Print every problem of config/knowledge, one line each; True when there is none."""
    problems = check_files(home() / "config" / "knowledge")
    for problem in problems:
        print(problem)
    if not problems:
        print("knowledge: complete")
    return not problems


def messages(where: Path) -> Iterator[str]:
    """Every problem: file, what, and what to do."""
    texts = Texts(where / "messages")
    try:
        Words(where / "messages", texts.languages)
    except BadWords as problem:
        yield str(problem)
        return
    yield from words(where / "messages", texts.languages)
    try:
        known = {language: blocks(texts, language) for language in texts.languages}
    except BadTemplate as problem:
        yield str(problem)
        return
    yield from differences(known)
    yield from checks_code.problems(SOURCE, known["en"])
    yield from foreign(texts)


def differences(known: dict[str, dict[str, set[str]]]) -> Iterator[str]:
    """Blocks and data that one language has and another lacks."""
    everything = set().union(*known.values())
    for language, ours in known.items():
        for name in sorted(everything - ours.keys()):
            feature, _, block = name.partition(".")
            yield f"messages/{language}/{feature}.j2: no block {block}; copy it from another language and translate it"
        for name in sorted(ours.keys() & known["en"].keys()):
            if strange := ours[name] ^ known["en"][name]:
                feature, _, block = name.partition(".")
                verb = "asks for" if strange & ours[name] else "leaves out"
                yield f"messages/{language}/{feature}.j2: block {block} {verb} {sorted(strange)}, unlike English; use the same data"


def foreign(texts: Texts) -> Iterator[str]:
    """Messages that are in another language than their folder, as far as their words tell."""
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(texts.languages)
    for language in texts.languages:
        for name, said in wording(texts, language).items():
            guess, surely = identifier.classify(said)
            if len(said) >= LONG_ENOUGH and guess != language and surely >= SURE:
                feature, _, block = name.partition(".")
                yield f"messages/{language}/{feature}.j2: block {block} reads like {guess}; translate it"


def words(folder: Path, languages: list[str]) -> Iterator[str]:
    """Commands that one language has no word for."""
    tables = Words(folder, languages).tables
    for table in ("words", "say"):
        every = {key for language in languages for key in tables[language].get(table, {})}
        for language in languages:
            for key in sorted(every - set(tables[language].get(table, {}))):
                yield f"messages/{language}/words.toml: [{table}] has no {key}; add the words people use for it"
