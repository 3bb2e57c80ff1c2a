"""Everything wrong with the knowledge files at once: form, ids, links, languages, marks, and words that mean nothing."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.knowledge.library import Library, read, translations
from bot.knowledge.records import charters, council, movement
from bot.knowledge.records.fields import Document
from bot.knowledge.records.files import BadKnowledge, Files, Trail, as_mapping
from bot.knowledge.records.vocabulary import GROUPS
from bot.model.person import LANGUAGES

OTHERS = tuple(language for language in LANGUAGES if language != "en")
SECTIONS = (
    (charters.FILE, "charters", ()),
    (council.FILE, "sessions", ("sessions",)),
    (council.FILE, "reviews", ("upr_working_group", "sessions")),
    (council.FILE, "special_meetings", ("special_meetings",)),
    (council.FILE, "deadlines", ("deadlines",)),
    (council.FILE, "track", ("local_government_track",)),
    (movement.EVENTS, "events", ("events",)),
    (movement.EVENTS, "watch_list", ("watch_list",)),
    (movement.TIMELINE, "timeline", ("entries",)),
    (movement.ORGANISATIONS, "organisations", ("organisations",)),
    (movement.MONITORING, "stages", ("stages",)),
)
"""Where records with an id or a number stand: file, the section of their translations, and the way to their list."""

PROSE = """history how_to_join implementation monitoring rule advice note offset_note next_note date_note recurrence why access title
asked_for next_step sponsors vote theme outcome what expected basis role"""
"""Fields that hold a text for people."""
UNMARKED = ("charters", "stages")
"""Sections whose records carry no `verified` mark of their own: a charter's articles do, stages are suggestions."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend: file, line (1-based, 0 for the whole file), what is wrong and what to do."""

    path: Path
    line: int
    problem: str
    remedy: str

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else str(self.path)
        return f"{place}: {self.problem}; {self.remedy}"


def check(folder: Path) -> list[Problem]:
    """Every problem in the folder of knowledge files, in order; an empty list when all is well."""
    files, found = Files(folder), list[BadKnowledge]()
    try:
        library = read(files, found)
        for file, section, trail in SECTIONS:
            found += _records(Document(files, file, translations(files)), section, trail)
        found += [*_strangers(files), *_vocabulary(files, library), *_milestones(files, library)]
    except BadKnowledge as problem:
        found.append(problem)
    unique = {(p.path, p.line, p.problem): Problem(p.path, p.line, p.problem, p.remedy) for p in found}
    return sorted(unique.values(), key=lambda p: (str(p.path), p.line, p.problem))


def _records(document: Document, section: str, trail: tuple[str, ...]) -> Iterator[BadKnowledge]:
    """Ids that occur twice, marks that are missing, and texts without a translation, of one list."""
    found = document.raw
    for step in trail:
        found = as_mapping(found).get(step)
    rows = [(number, row) for number, row in enumerate(found if isinstance(found, list) else []) if isinstance(row, dict)]
    ids = Counter(_key(row) for _, row in rows)
    for number, row in rows:
        key = _key(row)
        if ids[key] > 1:
            yield document.fail((*trail, number), f"the id {key!r} occurs {ids[key]} times", "give each record an id of its own")
        if section not in UNMARKED and not isinstance(row.get("verified"), bool):
            yield document.fail((*trail, number), f"{key}: no mark `verified`", "write verified: true or verified: false")
        yield from _untranslated(document, section, key, row, (*trail, number))


def _untranslated(document: Document, section: str, key: str, row: Mapping[str, Any], trail: Trail) -> Iterator[BadKnowledge]:
    for name, value in row.items():
        if isinstance(value, dict) and "en" in value:
            missing = [one for one in OTHERS if not value.get(one)]
        elif name in PROSE.split() and isinstance(value, str):
            words = document.texts.of(section, key, name, " ".join(value.split()))
            missing = [one for one in OTHERS if one not in words]
        else:
            continue
        if missing:
            files = " and ".join(f"translations/{one}.yaml" for one in missing)
            yield document.fail(
                (*trail, name), f"{key}: `{name}` is missing in {', '.join(missing)}", f"add it in the record or in {files}"
            )


def _key(row: Mapping[str, Any]) -> str:
    """The id or number of a record, as its translations name it; an entry of the history goes by date and place."""
    return str(row.get("id") or row.get("number") or f"{row.get('date') or ''} {row.get('place') or ''}".strip())


def _strangers(files: Files) -> Iterator[BadKnowledge]:
    """Translations of records that are no longer there."""
    known: dict[str, set[str]] = {}
    for file, section, trail in SECTIONS:
        found = files.yaml(file)
        for step in trail:
            found = as_mapping(found).get(step)
        known[section] = {_key(row) for row in found or () if isinstance(row, dict)}
    for language in OTHERS:
        document = Document(files, f"translations/{language}.yaml", translations(files))
        for section, records in as_mapping(document.raw).items():
            for key in as_mapping(records) if section in known else ():
                if str(key) not in known[section]:
                    yield document.fail((section, str(key)), f"{section} has no record {key!r}", "correct the id or take the text away")


def _milestones(files: Files, library: Library) -> Iterator[BadKnowledge]:
    """Dates of the short history that the timeline does not have."""
    document, dates = Document(files, "calendar.yaml", translations(files)), {moment.id for moment in library.moments}
    for milestone in library.milestones:
        if milestone not in dates:
            yield document.fail(("milestones",), f"the timeline has no {milestone.partition(':')[2]}", "correct the date")


def _vocabulary(files: Files, library: Library) -> Iterator[BadKnowledge]:
    """Words for things that do not exist, and things that one language has no words for."""
    exist = _existing(library)
    english = as_mapping(files.yaml("vocabulary/en.yaml"))
    for language in LANGUAGES:
        document = Document(files, f"vocabulary/{language}.yaml", translations(files))
        for group in GROUPS:
            values = as_mapping(as_mapping(document.raw).get(group))
            yield from _words(document, group, values, exist.get(group))
            for value in sorted(set(as_mapping(english.get(group))) - set(values)):
                yield document.fail((group,), f"{group}: no words for {value!r}", f"add a line {value}: [...]")
    topics = Document(files, "vocabulary/topics.yaml", translations(files))
    areas = {area.id for area in library.programme.areas}
    for topic, spots in as_mapping(topics.raw).items():
        articles = as_mapping(spots).get("articles")
        gone = [str(article) for article in (articles if isinstance(articles, list) else ()) if not library.article(str(article))]
        gone += [area for area in (as_mapping(spots).get("area"),) if area and area not in areas]
        for one in gone:
            yield topics.fail((topic,), f"{topic}: there is no {one}", "correct the article or the area")


def _words(document: Document, group: str, values: Iterable[str], exist: Callable[[str], bool] | None) -> Iterator[BadKnowledge]:
    for value in values:
        if exist and not exist(value):
            yield document.fail((group, value), f"{group}: there is no {value!r}", "correct the name on the left")


def _existing(library: Library) -> Mapping[str, Callable[[str], bool]]:
    """For each group of the vocabulary that names records, whether a name is one."""
    series = {event.series for event in library.events.values()} | set(library.events)
    named: Mapping[str, Iterable[str]] = {
        "charter": (*library.charters, "any", "both"),
        "deadline": library.deadlines,
        "meeting": library.meetings,
        "series": series,
        "org": library.organisations,
        "stage": (stage.id for stage in library.programme.stages),
    }
    return {group: frozenset(names).__contains__ for group, names in named.items()}
