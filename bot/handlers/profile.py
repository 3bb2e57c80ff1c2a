"""Who a person is to Plaza: name, language, time zone, city and role, addresses; and how to change them."""

from dataclasses import dataclass

from bot.actions import people as deeds
from bot.handlers.router import Router, Said, Turn
from bot.knowledge.tongues import language_named
from bot.model.form import Field, Form, Kind
from bot.model.person import LANGUAGES
from bot.model.reply import Button, Reply
from bot.storage import cities, people

router = Router()


@dataclass(frozen=True, slots=True)
class Name:
    """How a person is called."""

    name: str


@dataclass(frozen=True, slots=True)
class Zone:
    """Where a person's clock is; an IANA name."""

    zone: str


NAME = Form("profile.name", Name, (Field("name", longest=100),))
ZONE = Form("profile.zone", Zone, (Field("zone", Kind.ZONE),))
TONGUES = tuple(Button("profile.speak", language) for language in LANGUAGES)


@router.command("me")
def show(turn: Turn, words: str = "") -> Reply:
    """All that Plaza knows of this person, and a button for each part."""
    who = people.by_id(turn.tx, turn.person.id) or turn.person
    data = {
        "name": who.name,
        "language": who.language,
        "zone": who.zone,
        "city": who.city,
        "roles": sorted(role.value for role in who.roles),
        "addresses": [{"channel": a.channel, "value": a.value, "lost": a.state != "active"} for a in people.addresses(turn.tx, who.id)],
        "claims": [claim.city for claim in cities.pending(turn.tx, who.id)],
    }
    buttons = (
        Button("profile.rename"),
        Button("profile.tongues"),
        Button("profile.move"),
        Button("claims.start"),
        Button("command.link", label="profile.button_link"),
        Button("command.privacy", label="profile.button_privacy"),
    )
    return Reply("profile.me", data, buttons, personal=True)


@router.press("profile.rename")
def ask_name(turn: Turn, value: str) -> Reply:
    """Ask for another name."""
    return Reply("profile.changing", form=NAME, personal=True)


@router.form(NAME)
def rename(turn: Turn, answers: Name) -> Reply:
    """Take it."""
    deeds.rename(turn.tx, turn.person.id, answers.name)
    return Reply("profile.renamed", {"name": answers.name}, personal=True)


@router.press("profile.move")
def ask_zone(turn: Turn, value: str) -> Reply:
    """Ask for another time zone."""
    return Reply("profile.changing", form=ZONE, personal=True)


@router.form(ZONE)
def move(turn: Turn, answers: Zone) -> Reply:
    """Take it, and say what time it is there, so that a mistake shows."""
    deeds.move_zone(turn.tx, turn.person.id, answers.zone)
    return Reply("profile.moved", {"zone": answers.zone, "now": turn.now}, personal=True)


@router.press("profile.tongues")
def tongues(turn: Turn, value: str) -> Reply:
    """Offer the languages, each under its own name."""
    return Reply("profile.tongues", buttons=TONGUES)


@router.press("profile.speak")
def speak(turn: Turn, value: str) -> Said:
    """Speak the chosen language from now on; this answer already does."""
    if value not in LANGUAGES:
        return tongues(turn, value)
    deeds.choose_language(turn.tx, turn.person.id, value, turn.now)
    return Reply("profile.spoken", language=value)


@router.command("language")
def language(turn: Turn, words: str) -> Said:
    """Change the language to the one named, in whichever language it is named; without a name, offer them."""
    if not words.strip():
        return tongues(turn, "")
    named = language_named(words)
    return speak(turn, named) if named else Reply("profile.unknown_language", {"word": words.strip()[:40]}, TONGUES)
