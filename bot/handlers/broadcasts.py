"""Broadcasts in conversation: write, look at exactly what will go to whom, send once, see how it went; moderators to their event."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bot.actions import broadcasts
from bot.actions.event_scope import asked, at, by_audience, by_broadcast, somewhere
from bot.handlers.router import Router, Turn
from bot.model.broadcasts import Audience, BadBroadcast, Preview
from bot.model.event_roles import Deed
from bot.model.form import Field, Form, Kind, Option
from bot.model.person import Role
from bot.model.reply import Button, Reply, Wrong
from bot.storage import broadcasts as storage
from bot.storage import events
from bot.storage.broadcasts import Broadcast

router = Router()


@dataclass(frozen=True, slots=True)
class Compose:
    """What an organiser writes; English is required, the other languages fall back to it."""

    audience: str
    text: str
    text_es: str
    text_fr: str


COMPOSE = Form(
    "broadcasts.compose",
    Compose,
    (
        Field("audience", Kind.CHOICE),
        Field("text", Kind.LONG_TEXT, longest=3000),
        Field("text_es", Kind.LONG_TEXT, required=False, longest=3000),
        Field("text_fr", Kind.LONG_TEXT, required=False, longest=3000),
    ),
)


@router.command("broadcast", Role.ORGANISER, somewhere(Deed.MESSAGE))
def begin(turn: Turn, words: str) -> Reply:
    """Open the form; what was typed after the word is its English text already. Moderators write to their events alone."""
    everybody, theirs = broadcasts.audiences(turn.tx, turn.library, turn.wording, turn.now), asked(Deed.MESSAGE, "key", by_audience)
    whom = [one for one in everybody if turn.person.may(Role.ORGANISER) or theirs(turn.tx, turn.person, one)]
    return _opened(whom, words) if whom else Reply("broadcasts.nobody", personal=True)


@router.press("broadcasts.event", Role.ORGANISER, at(Deed.MESSAGE))
def begin_at_event(turn: Turn, slug: str) -> Reply:
    """Open the form for the people of one event."""
    event = events.by_slug(turn.tx, slug)
    if event is None:
        return Reply("broadcasts.gone", personal=True)
    return _opened(broadcasts.event_audiences(event, turn.wording))


def _opened(whom: Sequence[Audience], text: str = "") -> Reply:
    audience, english, *others = COMPOSE.fields
    options = tuple(Option(one.key, one.names) for one in whom)
    fields = (replace(audience, options=options), replace(english, default=text[: english.longest]), *others)
    return Reply("broadcasts.begin", form=replace(COMPOSE, fields=fields), personal=True)


@router.form(COMPOSE, Role.ORGANISER, asked(Deed.MESSAGE, "audience", by_audience))
def compose(turn: Turn, answers: Compose) -> Reply:
    """Keep the draft and show it as it will go."""
    given = {"en": answers.text, "es": answers.text_es, "fr": answers.text_fr}
    try:
        whom = broadcasts.audience(turn.tx, turn.library, turn.wording, answers.audience)
        made = broadcasts.draft(turn.tx, whom, given, _me(turn), turn.now)
    except BadBroadcast as bad:
        raise Wrong(bad.field_name, f"broadcasts.{bad.reason}", **bad.data) from bad
    one = storage.of(turn.tx, made)
    assert one is not None
    return _preview(broadcasts.preview(turn.tx, one, whom, turn.now))


def _preview(shown: Preview) -> Reply:
    value = str(shown.id)
    ready = (Button("broadcasts.send", value, {"people": shown.people}, style="primary"),) if shown.people else ()
    buttons = (*ready, Button("broadcasts.test", value), Button("broadcasts.drop", value, style="danger"))
    return Reply("broadcasts.preview", {"preview": shown}, buttons, personal=True)


@router.press("broadcasts.test", Role.ORGANISER, at(Deed.MESSAGE, by_broadcast))
def test(turn: Turn, value: str) -> list[Reply]:
    """Send every version to the organiser alone, as its readers will get it."""
    one, whom = _draft(turn, value)
    if one is None or whom is None:
        return [Reply("broadcasts.gone", personal=True)]
    said = broadcasts.message(one, whom)
    return [replace(said, language=language, buttons=(), personal=True) for language in one.texts]


@router.press("broadcasts.send", Role.ORGANISER, at(Deed.MESSAGE, by_broadcast))
def send(turn: Turn, value: str) -> Reply:
    """Send it. Pressing twice sends once."""
    one, whom = _draft(turn, value)
    if one is None or whom is None:
        return Reply("broadcasts.gone", personal=True)
    count = broadcasts.send(turn.tx, one, whom, _me(turn), turn.now, before=("draft", "approved"))
    if count is not None:
        return Reply("broadcasts.sent", {"people": count, "names": whom.names}, _running(value), edits=True, personal=True)
    if one.sent_at is None:
        return Reply("broadcasts.gone", edits=True, personal=True)
    return Reply("broadcasts.sent_already", {"at": one.sent_at}, _running(value), personal=True)


@router.press("broadcasts.drop", Role.ORGANISER, at(Deed.MESSAGE, by_broadcast))
def drop(turn: Turn, value: str) -> Reply:
    """Cancel: a draft is dropped, of a running broadcast what has not gone out."""
    one, _ = _draft(turn, value)
    count = broadcasts.cancel(turn.tx, one, _me(turn), turn.now) if one else None
    if one is None or count is None:
        return Reply("broadcasts.gone", personal=True)
    return Reply("broadcasts.dropped", {"sent": one.sent_at is not None, "cancelled": count}, edits=True, personal=True)


@router.press("broadcasts.pause", Role.ORGANISER, at(Deed.MESSAGE, by_broadcast))
def pause(turn: Turn, value: str) -> Reply:
    """Hold what has not gone out."""
    return _turned(turn, value, broadcasts.pause)


@router.press("broadcasts.resume", Role.ORGANISER, at(Deed.MESSAGE, by_broadcast))
def resume(turn: Turn, value: str) -> Reply:
    """Let it go on."""
    return _turned(turn, value, broadcasts.resume)


def _turned(turn: Turn, value: str, deed: Callable[..., bool]) -> Reply:
    one, _ = _draft(turn, value)
    if one is not None:
        deed(turn.tx, one, _me(turn), turn.now)
    return _report(turn, value)


@router.press("broadcasts.report", Role.ORGANISER, at(Deed.MESSAGE, by_broadcast))
def report(turn: Turn, value: str) -> Reply:
    """How it went so far, by channel."""
    return _report(turn, value)


def _report(turn: Turn, value: str) -> Reply:
    one, whom = _draft(turn, value)
    if one is None or whom is None:
        return Reply("broadcasts.gone", personal=True)
    stands = broadcasts.standing(turn.tx, one, whom)
    more = {"running": (Button("broadcasts.pause", value),), "paused": (Button("broadcasts.resume", value),)}.get(one.state, ())
    end = (Button("broadcasts.drop", value, {"sent": True}, label="broadcasts.button_end", style="danger"),) if more else ()
    return Reply("broadcasts.report", {"stands": stands}, (Button("broadcasts.report", value), *more, *end), edits=True, personal=True)


def _running(value: str) -> tuple[Button, ...]:
    return (Button("broadcasts.report", value), Button("broadcasts.pause", value))


def _me(turn: Turn) -> str:
    return f"person:{turn.person.id}"


def _draft(turn: Turn, value: str) -> tuple[Broadcast | None, Audience | None]:
    """The broadcast of this id with its audience; None for what is not there any more."""
    one = storage.of(turn.tx, int(value)) if value.isdigit() else None
    if one is None:
        return None, None
    try:
        return one, broadcasts.audience(turn.tx, turn.library, turn.wording, one.audience)
    except BadBroadcast:
        return one, None
