"""How a feature says what it answers to: commands, buttons, forms, timers, files; and the Turn its handlers get."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from bot.knowledge.library import Library as Library
from bot.model.form import Form
from bot.model.inbound import Origin
from bot.model.outgoing import File
from bot.model.person import Person, Role
from bot.model.ports import Organizer, Secrets
from bot.model.reply import Reply
from bot.storage.database import Connection

A = TypeVar("A")
Said = Reply | Sequence[Reply] | None
Wording = Callable[[str, Mapping[str, object], str], str]


def unworded(message: str, data: Mapping[str, object], language: str) -> str:
    """Stands in where nobody hands in the words: the message's name."""
    return message


class Keyless:
    """The Secrets of a turn that was made without a key: asking it to sign is a mistake, and says so."""

    def sign(self, text: str) -> str:
        """Never returns."""
        raise RuntimeError("this turn was made without the operator's key")

    def verify(self, text: str, signature: str) -> bool:
        """Never returns."""
        raise RuntimeError("this turn was made without the operator's key")


@dataclass(frozen=True, slots=True)
class Turn:
    """All that a handler may use: an open transaction, who speaks, from where, the present (UTC), what Plaza knows, its address, its key.

    `wording` gives a message as one plain line (name, data, language): for what must be kept as it was shown, like a consent.
    `channels` are those that are switched on."""

    tx: Connection
    person: Person
    origin: Origin
    now: datetime
    library: Library
    public_url: str = ""
    secrets: Secrets = field(default_factory=Keyless)
    wording: Wording = unworded
    channels: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Making:
    """What the drawer of a file may use: an open transaction, who reads in which language, messages as plain lines, Plaza's public address.

    The address is empty where none is set."""

    tx: Connection
    language: str
    wording: Wording = unworded
    public_url: str = ""

    def say(self, message: str, data: Mapping[str, object]) -> str:
        """A message as one plain line in the reader's language."""
        return self.wording(message, data, self.language)


Handler = Callable[[Turn, str], Said]
FormHandler = Callable[[Turn, Any], Said]
TimerHandler = Callable[[Turn, datetime], Said]
Maker = Callable[[Connection, str, str], File]
Inviter = Callable[[Connection, str, str, Organizer, str], File]
Drawer = Callable[[Making, str], File]


Admits = Callable[[Connection, Person, Any], bool]


@dataclass(frozen=True, slots=True)
class Entry:
    """A handler and the role it asks for; who lacks it may still do what `admits` lets them, asked with what was pressed or filled in."""

    run: Callable[..., Said]
    role: Role = Role.MEMBER
    admits: Admits | None = None

    def lets(self, turn: Turn, value: Any) -> bool:
        """Whether whoever speaks may do this now."""
        return turn.person.may(self.role) or (self.admits is not None and self.admits(turn.tx, turn.person, value))


@dataclass(slots=True)
class Router:
    """Names to handlers. Two features claiming one name is a ValueError at start, not a surprise later."""

    commands: dict[str, Entry] = field(default_factory=dict)
    presses: dict[str, Entry] = field(default_factory=dict)
    forms: dict[str, tuple[type[Any], Entry]] = field(default_factory=dict)
    timers: dict[str, Entry] = field(default_factory=dict)
    makers: dict[str, Maker] = field(default_factory=dict)
    inviters: dict[str, Inviter] = field(default_factory=dict)
    drawers: dict[str, Drawer] = field(default_factory=dict)
    otherwise: Handler | None = None

    def command(self, word: str, role: Role = Role.MEMBER, admits: Admits | None = None) -> Callable[[Handler], Handler]:
        """Answers to a canonical word (`register`); the typed synonyms are in messages/<language>/words.toml."""

        def keep(handler: Handler) -> Handler:
            self.commands[word] = Entry(handler, role, admits)
            return handler

        return keep

    def press(self, action: str, role: Role = Role.MEMBER, admits: Admits | None = None) -> Callable[[Handler], Handler]:
        """Answers to a Button of this action; gets the button's value."""

        def keep(handler: Handler) -> Handler:
            self.presses[action] = Entry(handler, role, admits)
            return handler

        return keep

    def form(
        self, form: Form[A], role: Role = Role.MEMBER, admits: Admits | None = None
    ) -> Callable[[Callable[[Turn, A], Said]], Callable[[Turn, A], Said]]:
        """Gets the typed answers of a form once all are good; may raise Wrong to reopen a question."""

        def keep(handler: Callable[[Turn, A], Said]) -> Callable[[Turn, A], Said]:
            self.forms[form.name] = (form.shape, Entry(handler, role, admits))
            return handler

        return keep

    def timer(self, name: str) -> Callable[[TimerHandler], TimerHandler]:
        """Answers to the clock; the turn's person is nobody (id 0)."""

        def keep(handler: TimerHandler) -> TimerHandler:
            self.timers[name] = Entry(handler)
            return handler

        return keep

    def maker(self, name: str) -> Callable[[Maker], Maker]:
        """Makes the file that a Reply names with Attach(name, value): (transaction, value, language) -> File."""

        def keep(make: Maker) -> Maker:
            self.makers[name] = make
            return make

        return keep

    def inviter(self, name: str) -> Callable[[Inviter], Inviter]:
        """Makes what a mail carries in place of the maker's file of this name: (transaction, value, language, organizer, mail address)."""

        def keep(make: Inviter) -> Inviter:
            self.inviters[name] = make
            return make

        return keep

    def drawer(self, name: str) -> Callable[[Drawer], Drawer]:
        """Makes the file that a Reply names with Attach(name, value) when there are words in it: (what it may use, value) -> File."""

        def keep(draw: Drawer) -> Drawer:
            self.drawers[name] = draw
            return draw

        return keep

    def fallback(self, handler: Handler) -> Handler:
        """Gets every free text that nothing else claims."""
        self.otherwise = handler
        return handler


def merged(routers: Iterable[Router]) -> Router:
    """All features' routers as one. Raises ValueError when two claim the same name."""
    whole = Router()
    for router in routers:
        pairs: Sequence[tuple[dict[str, Any], Mapping[str, Any]]] = (
            (whole.commands, router.commands),
            (whole.presses, router.presses),
            (whole.forms, router.forms),
            (whole.timers, router.timers),
            (whole.makers, router.makers),
            (whole.inviters, router.inviters),
            (whole.drawers, router.drawers),
        )
        for ours, theirs in pairs:
            if twice := ours.keys() & theirs.keys():
                raise ValueError(f"two features claim {sorted(twice)}")
            ours.update(theirs)
        whole.otherwise = router.otherwise or whole.otherwise
    return whole
