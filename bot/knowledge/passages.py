"""The records of a library as passages to search."""

from collections.abc import Iterator

from bot.knowledge.index import Passage
from bot.knowledge.library import Library
from bot.model.charters import Article


def passages(library: Library) -> Iterator[Passage]:
    """Every record that can be an answer, but signatories, which are found by place."""
    yield from _charters(library)
    yield from _council(library)
    yield from _movement(library)
    yield from _monitoring(library)


def _charters(library: Library) -> Iterator[Passage]:
    for charter in library.charters.values():
        says = (
            charter.summary,
            charter.history,
            charter.how_to_join,
            charter.implementation,
            charter.monitoring,
            charter.place,
            charter.body,
        )
        yield Passage(charter.id, "charter", (charter.names,), says, (charter.adopted[:4],))
        for article in charter.articles:
            yield Passage(article.id, "article", (article.title,), (article.summary, *_measures(article)))


def _measures(article: Article) -> Iterator[dict[str, str]]:
    for measures in article.measures.values():
        yield from (dict(measure) for measure in measures)


def _council(library: Library) -> Iterator[Passage]:
    for deadline in library.deadlines.values():
        says = (deadline.rule, deadline.advice, deadline.note, *deadline.concerns)
        yield Passage(f"hrc:deadline:{deadline.id}", "deadline", (deadline.names,), says)
    for meeting in library.meetings.values():
        says = (meeting.recurrence, meeting.why, meeting.access, meeting.note)
        yield Passage(f"hrc:meeting:{meeting.id}", "meeting", (meeting.names,), says)
    for step in library.track:
        says = (step.asked_for, step.next_step, step.note, step.sponsors)
        yield Passage(f"hrc:track:{step.id}", "step", (step.title,), says, (step.symbol, step.number, step.date[:4]))


def _movement(library: Library) -> Iterator[Passage]:
    places = library.vocabulary["places"].get("cities", [])
    called = {name: place for place in places for name in (place["en"], *place.get("also", ()))}
    for event in library.events.values():
        spots = tuple(str(v) for v in called.get(event.city, {"en": event.city}).values() if isinstance(v, str))
        says = (event.theme, event.outcome, event.venue, event.date_note, *event.organisers)
        yield Passage(f"event:{event.id}", "event", (event.names,), says, (*spots, str(event.year)))
    for moment in library.moments:
        spots = tuple(str(v) for v in called.get(moment.place, {"en": moment.place}).values() if isinstance(v, str))
        yield Passage(moment.id, "moment", (moment.what,), (moment.note,), (*spots, moment.date[:4]))
    for organisation in library.organisations.values():
        yield Passage(
            f"org:{organisation.id}", "organisation", (organisation.names,), (organisation.role, organisation.note), organisation.acronyms
        )


def _monitoring(library: Library) -> Iterator[Passage]:
    programme = library.programme
    says = (programme.what, programme.cost, programme.duration, *programme.aims, *programme.steps)
    yield Passage("monitoring:programme", "programme", (programme.names,), says)
    for stage in programme.stages:
        yield Passage(f"monitoring:{stage.id}", "stage", (stage.names,), (stage.what, *stage.who))
    for area in programme.areas:
        yield Passage(f"monitoring:{area.id}", "area", (area.names,), tuple(i.text for i in area.indicators))
