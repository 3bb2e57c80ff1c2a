"""`plaza messages check`: does every language say everything, with the same data, and does the code name only what exists?"""

import ast
from collections.abc import Iterator
from pathlib import Path

from bot.config import home
from bot.engine.texts import Texts
from bot.engine.texts_asked import BadTemplate, blocks
from bot.engine.words import BadWords, Words
from bot.knowledge.check import check as check_files

NAMED = {"Reply": 0, "Wrong": 1}
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
    yield from (
        f"{where}: {name} is said but not written; add its block to messages/*/" for name, where in said() if name not in known["en"]
    )


def differences(known: dict[str, dict[str, set[str]]]) -> Iterator[str]:
    """Blocks and data that one language has and another lacks."""
    everything = set().union(*known.values())
    for language, ours in known.items():
        for name in sorted(everything - ours.keys()):
            feature, _, block = name.partition(".")
            yield f"messages/{language}/{feature}.j2: no block {block}; copy it from another language and translate it"
        for name in sorted(ours.keys() & known["en"].keys()):
            if strange := ours[name] - known["en"][name]:
                feature, _, block = name.partition(".")
                place = f"messages/{language}/{feature}.j2: block {block}"
                yield f"{place} asks for {sorted(strange)}, which English does not have; use the same names"


def words(folder: Path, languages: list[str]) -> Iterator[str]:
    """Commands that one language has no word for."""
    tables = Words(folder, languages).tables
    for table in ("words", "say"):
        every = {key for language in languages for key in tables[language].get(table, {})}
        for language in languages:
            for key in sorted(every - set(tables[language].get(table, {}))):
                yield f"messages/{language}/words.toml: [{table}] has no {key}; add the words people use for it"


def said() -> Iterator[tuple[str, str]]:
    """Every message that the code names outright, and where."""
    for file in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in NAMED:
                place = NAMED[node.func.id]
                first = node.args[place] if len(node.args) > place else None
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    yield first.value, f"{file.relative_to(SOURCE.parent)}, line {node.lineno}"
