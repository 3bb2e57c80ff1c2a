"""All that Plaza knows, as one unchanging object: typed records from `config/knowledge`, with their translations."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from bot.knowledge.records import charters, council, movement
from bot.knowledge.records.fields import Document, Texts
from bot.knowledge.records.files import BadKnowledge, Files, as_mapping
from bot.knowledge.records.vocabulary import vocabulary
from bot.model.alerts import Rules
from bot.model.charters import Article, Charter, Signature
from bot.model.curated import Curated
from bot.model.knowledge import DateChange, Deadline, Meeting, Session, Step, Words
from bot.model.movement import Event, Moment, Organisation, Programme, Watch
from bot.model.person import LANGUAGES


@dataclass(frozen=True, eq=False)
class Library:
    """What Plaza knows. Two libraries are equal only when they are the same one, so derived indexes can be kept per library.

    `listed` is the day the list of signatories was last imported, None while it is the one in the files."""

    charters: Mapping[str, Charter]
    signatures: tuple[Signature, ...]
    sessions: Mapping[int, Session]
    reviews: Mapping[int, Session]
    review_pattern: Words
    pattern: Words
    pattern_url: str
    meetings: Mapping[str, Meeting]
    deadlines: Mapping[str, Deadline]
    track: tuple[Step, ...]
    events: Mapping[str, Event]
    watches: Mapping[str, Watch]
    moments: tuple[Moment, ...]
    organisations: Mapping[str, Organisation]
    programme: Programme
    milestones: tuple[str, ...]
    anchor_names: Mapping[str, Words]
    vocabulary: Mapping[str, Any]
    compiled: date
    files: Files
    rules: Rules = field(default_factory=Rules)
    listed: date | None = None
    changes: tuple[DateChange, ...] = ()
    curated: tuple[Curated, ...] = ()

    @classmethod
    def load(cls, folder: Path, cache: Path | None = None) -> "Library":
        """Read the folder of knowledge files; `cache` is a file to keep them parsed in. Raises BadKnowledge at the first mistake."""
        return read(Files(folder, cache))

    def article(self, identifier: str) -> Article | None:
        """The article with this citation id."""
        return self._articles.get(identifier)

    @cached_property
    def _articles(self) -> Mapping[str, Article]:
        every = [article for charter in self.charters.values() for article in charter.articles]
        return {article.id: article for article in reversed(every)}  # the first one where two have one id


def read(files: Files, problems: list[BadKnowledge] | None = None) -> Library:
    """The library in these files. Wrong records are left out and added to `problems`; without it the first one is raised."""
    texts = translations(files)
    hrc = Document(files, council.FILE, texts, problems)
    meetings = Document(files, movement.EVENTS, texts, problems)
    known = charters.charters(Document(files, charters.FILE, texts, problems))
    pattern = hrc.record("usual_pattern", "usual_pattern")
    return Library(
        charters=known,
        signatures=charters.signatures(files, known, problems),
        sessions=council.sessions(hrc),
        reviews=council.reviews(hrc),
        review_pattern=hrc.record("upr_working_group", "upr_working_group").words("pattern"),
        pattern=pattern.words("text"),
        pattern_url=(pattern.links("sources") or ("",))[0],
        meetings=council.meetings(hrc),
        deadlines=council.deadlines(hrc),
        track=council.track(hrc),
        events=movement.events(meetings),
        watches=movement.watches(meetings),
        moments=movement.moments(Document(files, movement.TIMELINE, texts, problems)),
        organisations=movement.organisations(Document(files, movement.ORGANISATIONS, texts, problems)),
        programme=movement.programme(Document(files, movement.MONITORING, texts, problems)),
        milestones=tuple(f"timeline:{day}" for day in as_mapping(files.yaml("calendar.yaml")).get("milestones", ())),
        anchor_names=_anchor_names(files),
        vocabulary=vocabulary(files, problems),
        compiled=hrc.record("meta", "meta").day("compiled") or date.min,
        files=files,
    )


def translations(files: Files) -> Texts:
    """The texts beside the English ones, one file per language."""
    return Texts({language: as_mapping(files.yaml(f"translations/{language}.yaml")) for language in LANGUAGES if language != "en"})


def _anchor_names(files: Files) -> Mapping[str, Words]:
    document = Document(files, "calendar.yaml", Texts({}))
    names = document.record("anchor_names", "anchor_names")
    return {kind: names.words(kind) for kind in document.raw["anchor_names"]}
