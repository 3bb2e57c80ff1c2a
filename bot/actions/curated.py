"""Answers the secretariat approves, so that Plaza gives them from then on; and the questions that wait for one."""

from dataclasses import replace
from datetime import datetime

from bot.knowledge.answer import Answer
from bot.knowledge.library import Library
from bot.knowledge.text import words
from bot.model.curated import Curated, Verdict
from bot.model.person import Person, Role
from bot.storage import audit, verdicts
from bot.storage import curated as storage
from bot.storage.database import Connection

MOST = 8
LEAST_WORDS, LONGEST = 3, 500
_kept: dict[tuple[Library, int], Library] = {}


def known(tx: Connection, library: Library) -> Library:
    """The library with the approved answers; the same object until one changes."""
    version = storage.version(tx)
    if not version:
        return library
    found = _kept.get((library, version))
    if found is None:
        if len(_kept) >= MOST:
            _kept.clear()
        found = _kept[library, version] = replace(library, curated=storage.standing(tx))
    return found


def approve(tx: Connection, by: Person, now: datetime, *, entry: int, language: str, question: str, answer: str, draft: str = "") -> int:
    """From now on this answers that question; entry 0 begins a new one. The number of the entry.

    Drafts of the question are settled, and the draft with the number `draft` however its question was put."""
    role = Role.ADMIN if Role.ADMIN in by.roles else Role.ORGANISER
    number = storage.add(tx, Curated(entry, language, question, answer, role.value, now), by.id)
    asked = verdicts.draft(tx, int(draft)) if draft else None
    for one in {mark(language, question), *([mark(*asked)] if asked else [])}:
        verdicts.settle(tx, one)
    audit.note(tx, f"person:{by.id}", "curated.approve", f"curated:{number}", now, language=language)
    return number


def withdraw(tx: Connection, by: Person, entry: int, now: datetime) -> bool:
    """Plaza no longer gives this answer in any language; False when it did not."""
    held = storage.of(tx, entry)
    for one in held.values():
        storage.add(tx, replace(one, answer="", at=now), by.id)
    if held:
        audit.note(tx, f"person:{by.id}", "curated.withdraw", f"curated:{entry}", now)
    return bool(held)


def mark(language: str, question: str) -> str:
    """What equal questions have in common, whatever their case, accents and punctuation."""
    return f"{language} {' '.join(words(question))}"[:300]


def rate(tx: Connection, person_id: int, language: str, question: str, kind: Verdict, now: datetime) -> None:
    """Keep what somebody thought of an answer; one who changes their mind has one opinion."""
    verdicts.keep(tx, person_id, mark(language, question), kind, now, language=language, question=question[:LONGEST])


def missed(tx: Connection, person_id: int, question: str, found: Answer, now: datetime) -> None:
    """A question that Plaza could not answer is a draft; what no secretariat could answer (the weather, an insult) is none."""
    out_of_scope = bool(found.reading.needs) and found.reading.needs[0].intent in ("refuse", "talk")
    if found.abstained and not out_of_scope and len(words(question)) >= LEAST_WORDS and len(question) <= LONGEST:
        rate(tx, person_id, found.language, question, Verdict.UNANSWERED, now)


def dismiss(tx: Connection, by: Person, draft_id: int, now: datetime) -> bool:
    """A question needs no answer of its own; False when it is settled already."""
    found = verdicts.draft(tx, draft_id)
    if found is None:
        return False
    verdicts.settle(tx, mark(*found))
    audit.note(tx, f"person:{by.id}", "curated.dismiss", f"draft:{draft_id}", now)
    return True
