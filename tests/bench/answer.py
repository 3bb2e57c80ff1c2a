"""The whole answer, words included, against the bare look-up in the index it rests on; and whether its confidence can be trusted."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from statistics import median

from bot.app.ask import Desk
from bot.knowledge.index import Index, postings
from bot.knowledge.lexicon import lexicon
from bot.knowledge.library import Library
from bot.knowledge.passages import passages
from bot.knowledge.text import words
from tests.bench.measure import CHECKOUT, ROUNDS, Line, own_home, percentile, resident
from tests.bench.reliability import table
from tests.questions.score import read

QUESTIONS = CHECKOUT / "tests" / "questions" / "dev.jsonl"
OTHERS = CHECKOUT / "tests" / "questions" / "more.jsonl"
TODAY = "2026-11-23T09:00:00+00:00"
ECHO = "import sys\nfor line in sys.stdin: print(flush=True)"
PLAZA = f"import bot.__main__, bot.app.ask\n{ECHO}"
"""A process that has loaded the code of `plaza ask`, and no knowledge."""


def lines() -> Iterator[Line | str]:
    """Questions per second and p99 in this process, the making of the index, memory, and the table of confidence."""
    questions = read(str(QUESTIONS))
    asked, others = ([str(question["q"]) for question in read(str(file))] for file in (QUESTIONS, OTHERS))
    with own_home() as home:
        desk = Desk(home, TODAY)
        answers = {question["id"]: desk.one(str(question["q"])) for question in questions}
        yield from speed(desk, asked)
        yield from first_time(desk, others)
        yield Line("answer: index built", median(build(desk.library) for _ in range(ROUNDS)) * 1000, "ms", limit=300)
        bare, code = at_rest("-c", ECHO, asked=asked), at_rest("-c", PLAZA, asked=asked)
        full = at_rest("-m", "bot", "ask", "--batch", "-", asked=asked)
        yield Line("answer: memory", full, "MB resident", "bare interpreter", bare)
        yield Line("answer: knowledge", full - code, "MB resident", "bare Plaza", code, limit=60)
    yield from table(questions, answers)


def speed(desk: Desk, asked: Sequence[str]) -> Iterator[Line]:
    """Both sides in turn over all questions; they were asked once before."""
    index = lexicon(desk.library).index
    ours, bare = [], []
    for _ in range(ROUNDS):
        ours.append(each(desk.one, asked))
        bare.append(each(lambda question: index.search(words(question)), asked))
    rate, floor = (median(len(asked) / sum(one) for one in side) for side in (ours, bare))
    yield Line("answer: questions/s", rate, "/s", "index look-up", floor)
    tail, floor = (median(percentile(one, 0.99) for one in side) * 1000 for side in (ours, bare))
    yield Line("answer: p99", tail, "ms", "index look-up", floor, limit=10)


def first_time(desk: Desk, others: Sequence[str]) -> Iterator[Line]:
    """Questions that were never asked before, once each: what is remembered of earlier ones hardly helps."""
    spent = each(desk.one, others)
    yield Line("answer: new questions/s", len(others) / sum(spent), "/s")
    yield Line("answer: new, p99", percentile(spent, 0.99) * 1000, "ms", limit=10)


def each(work: Callable[[str], object], asked: Sequence[str]) -> list[float]:
    """Seconds for each question."""
    spent = []
    for question in asked:
        begin = time.perf_counter()
        work(question)
        spent.append(time.perf_counter() - begin)
    return spent


def build(library: Library) -> float:
    """Seconds to make the index from the records, nothing of it kept from before."""
    words.cache_clear()
    begin = time.perf_counter()
    every = tuple(passages(library))
    Index(every, postings(every))
    return time.perf_counter() - begin


def at_rest(*command: str, asked: Sequence[str]) -> float:
    """Memory in MB of a process that has answered every line and waits for more."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, *command], text=True, encoding="utf-8", **pipes) as process:  # type: ignore[call-overload]
        for number, question in enumerate(asked):
            print(json.dumps({"id": str(number), "q": question}), file=process.stdin, flush=True)
            process.stdout.readline()
        found = resident(process.pid)
        process.stdin.close()
    return found
