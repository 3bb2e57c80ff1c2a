"""One input, one transaction: person, open form, router, handler, and the replies into the outbox."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.engine import dialog
from bot.engine.compose import Composer, field_of
from bot.engine.texts import Reader
from bot.engine.tokens import ButtonToken, SheetToken, read_token
from bot.engine.words import AROUND, Typed, Words
from bot.handlers.router import Entry, Library, Router, Turn
from bot.model.codec import pack
from bot.model.inbound import Answered, Commanded, Inbound, Origin, Pressed, Rang, Said
from bot.model.person import Person, Role
from bot.model.reply import Reply, Wrong
from bot.storage import dialogs, event_roles, leases, outbox, people
from bot.storage.database import Connection
from bot.storage.outbox import Place

LONGEST = 20_000
NOBODY = Person(0)
LEADS_OUT = ("cancel", "back", "stop", "help", "continue")
SLASHED = re.compile(r"/[^\W\d]\w*")
REFUSALS = {Role.ORGANISER: "start.organisers_only", Role.ADMIN: "start.admins_only", Role.FOCAL_POINT: "start.focal_points_only"}


@dataclass(frozen=True, slots=True)
class House:
    """What a turn needs from outside, handed in once."""

    router: Router
    words: Words
    composer: Composer
    library: Callable[[], Library]
    batch: Callable[[str], int]
    identity: Callable[[str, str], str]
    public_url: str = ""
    channels: Callable[[], Collection[str]] = frozenset[str]


class Conversation:
    """Handles one input inside the caller's transaction."""

    def __init__(self, house: House) -> None:
        self.house = house

    def run(self, tx: Connection, item: int, inbound: Inbound, now: datetime) -> list[int]:
        """Handle it; the ids of the rows that answer the speaker where they spoke."""
        turn = self.turn(tx, inbound, now)
        replies = self.react(turn, inbound)
        turn = self.still(turn)
        rows = [self.post(turn, inbound.key, item, n, reply) for n, reply in enumerate(replies)]
        return [row for row, reply in zip(rows, replies, strict=True) if row is not None and reply.to in (None, turn.person.id)]

    def turn(self, tx: Connection, inbound: Inbound, now: datetime) -> Turn:
        """The Turn of this input; a first contact makes a person."""
        origin = inbound.origin
        if isinstance(inbound, Rang):
            return self.turn_of(tx, NOBODY, origin, now)
        person = people.meet(tx, origin, self.house.identity(origin.channel, origin.address), now)
        return self.turn_of(tx, person, origin, now)

    def turn_of(self, tx: Connection, person: Person, origin: Origin, now: datetime) -> Turn:
        """A Turn of this house."""
        house = self.house
        secrets = house.composer.secrets
        return Turn(tx, person, origin, now, house.library(), house.public_url, secrets, house.composer.wording, house.channels())

    def still(self, turn: Turn) -> Turn:
        """The turn with who speaks from here now: two people may just have turned out to be one."""
        there = turn.person is NOBODY or people.exists(turn.tx, turn.person.id)
        return turn if there else replace(turn, person=people.by_address(turn.tx, turn.origin.address) or turn.person)

    def apologise(self, tx: Connection, item: int, origin: Origin, now: datetime) -> None:
        """Tell whoever brought an input that could not be handled; `item` is the number to ask about."""
        place = Place(origin.channel, self.house.identity(origin.channel, origin.address), origin.address, origin.chat)
        person = people.meet(tx, origin, place.identity, now)
        outbox.post(tx, f"sorry:{item}", person.id, Reply("start.broken", {"item": item}), place, now, klass=outbox.ANSWER)

    def react(self, turn: Turn, inbound: Inbound) -> list[Reply]:
        """What is to be said, whatever happened. Who has just been erased is told so until the last trace is gone."""
        if turn.person.erased:
            return [Reply("privacy.erased_lately", personal=True)]
        match inbound:
            case Rang(_, timer, due):
                entry = self.house.router.timers.get(timer)
                return listing(entry.run(turn, due)) if entry else []
            case Pressed(_, _, token):
                return self.pressed(turn, token)
            case Answered(_, _, token, answers):
                return self.answered(turn, token, answers)
            case Commanded(_, _, word, text):
                return self.commanded(turn, word, text)
            case Said(_, _, text):
                return self.said(turn, text)

    def said(self, turn: Turn, text: str) -> list[Reply]:
        """A free text: an answer to the open question, a command, or something to ask the library."""
        if len(text) > LONGEST:
            return [Reply("start.too_long", {"longest": LONGEST, "length": len(text)})]
        if not text.strip():
            return self.command(turn, Typed("help", "", ""))
        open_form = self.open_here(turn)
        typed = self.house.words.find(text)
        slash = SLASHED.match(text)
        if open_form and not slash and not self.leads_out(turn, open_form, typed, text):
            return self.reply_to_question(turn, open_form, text)
        if typed is not None:
            return self.command(turn, typed)
        if slash:
            return self.and_still_open(turn, [Reply("start.unknown_command", {"word": slash[0][:40]})])
        return listing(self.house.router.otherwise(turn, text) if self.house.router.otherwise else None)

    def leads_out(self, turn: Turn, it: dialogs.Open, typed: Typed | None, text: str) -> bool:
        """Whether a text at an open question is a command: one about the form always, another where its bare word can be no answer."""
        if typed is None or typed.rest or typed.word in LEADS_OUT:
            return typed is not None and not typed.rest
        asked = next((field_of(spec) for spec in it.form["fields"] if spec["name"] not in it.answers), None)
        if asked is None or self.house.words.alone(text) is None:
            return False
        language, name = turn.person.language, it.form["name"]
        return not dialog.takes(
            asked,
            text.strip(AROUND),
            lambda field: self.house.composer.labels(name, field, Reader(language)),
            lambda said: self.house.words.meanings(said, language),
            language,
        )

    def commanded(self, turn: Turn, word: str, text: str) -> list[Reply]:
        """A command the platform marked; an unknown one is said to be unknown."""
        typed = self.house.words.command(word)
        if typed is None:
            return self.and_still_open(turn, [Reply("start.unknown_command", {"word": f"/{word[:40]}"})])
        return self.command(turn, replace(typed, rest=text.strip()[:LONGEST]))

    def command(self, turn: Turn, typed: Typed) -> list[Reply]:
        """Run a command; an open one-by-one form is asked again after it, unless the command was about the form."""
        if typed.language and typed.language != turn.person.language:
            people.adopt_language(turn.tx, turn.person, typed.language)
            turn = replace(turn, person=people.by_id(turn.tx, turn.person.id) or turn.person)
        if typed.word in ("cancel", "back", "continue"):
            return self.about_form(turn, typed.word)
        entry = self.house.router.commands.get(typed.word)
        if entry is None:
            return [Reply("start.unknown_command", {"word": typed.word})]
        if typed.word == "stop":
            dialogs.close(turn.tx, turn.person.id)
        return self.and_still_open(turn, self.guarded(turn, entry, typed.rest))

    def and_still_open(self, turn: Turn, replies: list[Reply]) -> list[Reply]:
        """The replies, and the open question once more where a text would answer it."""
        still = self.open_here(turn)
        if still is None or any(reply.form for reply in replies):
            return replies
        return [*replies, Reply("dialog.still_open", {"form": still.form["name"]})]

    def about_form(self, turn: Turn, word: str) -> list[Reply]:
        """`cancel` leaves the open form, `back` reopens its last answer, `continue` carries on with it here."""
        it = dialogs.of(turn.tx, turn.person.id)
        if it is None:
            return [Reply(f"start.nothing_to_{word}")]
        if word == "cancel":
            dialogs.close(turn.tx, turn.person.id)
            return [Reply("dialog.left", personal=True)]
        answers = dict(it.answers)
        if word == "back" and answers:
            answers.popitem()
        return [self.keep_asking(turn, replace(it, answers=answers, errors={}))]

    def guarded(self, turn: Turn, entry: Entry, value: Any) -> list[Reply]:
        """Run a handler if the person holds its role now, or a role at the event it is about."""
        if not entry.lets(turn, value):
            helps = entry.admits is not None and event_roles.everywhere(turn.tx, turn.person.id)
            return [Reply("start.event_role_lacks" if helps else REFUSALS[entry.role], edits=False)]
        return listing(entry.run(turn, value))

    def open_here(self, turn: Turn) -> dialogs.Open | None:
        """The person's open form, if this channel asks one question at a time and asks it here; it is never asked in a room."""
        if not turn.origin.private or self.house.batch(turn.origin.channel) > 1:
            return None
        it = dialogs.of(turn.tx, turn.person.id)
        return it if it and it.channel == turn.origin.channel and it.chat in ("", turn.origin.chat) else None

    def pressed(self, turn: Turn, token: str) -> list[Reply]:
        """A button: find what it stands for and whether this person may press it."""
        match read_token(self.house.composer.secrets, token):
            case ButtonToken(row, index):
                return self.button(turn, row, index)
            case SheetToken(form, act, number, option):
                return self.sheet_press(turn, form, act, number, option)
        return [Reply("start.unknown_button")]

    def button(self, turn: Turn, row: int, index: int) -> list[Reply]:
        """A message's button, pressed by whom it was drawn for."""
        told = leases.one(turn.tx, row)
        if told is None or index >= len(told.reply["buttons"]):
            return [Reply("start.old_button")]
        if told.recipient_id != turn.person.id:
            return [Reply("start.not_your_button", personal=True)]
        button = told.reply["buttons"][index]
        if button["action"].startswith("command."):
            return self.command(turn, Typed(button["action"].removeprefix("command."), button["value"], ""))
        entry = self.house.router.presses.get(button["action"])
        return self.guarded(turn, entry, button["value"]) if entry else [Reply("start.old_button")]

    def sheet_press(self, turn: Turn, form: int, act: str, number: int, option: int) -> list[Reply]:
        """A press inside a form: leave, go back, skip, keep, choose, or just show it again."""
        it = dialogs.of(turn.tx, turn.person.id)
        if it is None or it.id != form:
            opener = dialogs.opener(turn.tx, form)
            return [Reply("start.not_your_button", personal=True) if opener else Reply("dialog.closed", personal=True)]
        if act in ("x", "b"):
            return self.about_form(turn, "cancel" if act == "x" else "back")
        fields = [field_of(spec) for spec in it.form["fields"]]
        if not act or number >= len(fields):
            return [self.keep_asking(turn, it)]
        field = fields[number]
        labels = list(self.house.composer.labels(it.form["name"], field, Reader(turn.person.language)))
        value = {"s": "", "d": field.default}.get(act, labels[option] if option < len(labels) else "")
        return self.step(turn, it, {field.name: value})

    def answered(self, turn: Turn, token: str, answers: Mapping[str, str]) -> list[Reply]:
        """A form sent in one piece."""
        it = dialogs.of(turn.tx, turn.person.id)
        sheet = read_token(self.house.composer.secrets, token)
        if it is None or not isinstance(sheet, SheetToken) or sheet.dialog != it.id:
            return [Reply("dialog.closed")]
        names = [spec["name"] for spec in it.form["fields"]]
        return self.step(turn, it, {name: str(answers.get(name, "")) for name in names})

    def reply_to_question(self, turn: Turn, it: dialogs.Open, text: str) -> list[Reply]:
        """A text while one question is open: it is the answer."""
        unasked = [spec["name"] for spec in it.form["fields"] if spec["name"] not in it.answers]
        return self.step(turn, it, {unasked[0]: text} if unasked else {})

    def step(self, turn: Turn, it: dialogs.Open, answers: Mapping[str, str]) -> list[Reply]:
        """Take answers; ask on, or hand the whole to the form's handler."""
        fields = [field_of(spec) for spec in it.form["fields"]]
        language, name = turn.person.language, it.form["name"]
        good, wrong = dialog.step(
            fields,
            it.answers,
            answers,
            lambda field: self.house.composer.labels(name, field, Reader(language)),
            lambda text: self.house.words.meanings(text, language),
            language,
        )
        it = replace(it, answers=good, errors=wrong)
        if wrong or dialog.open_fields(fields, good):
            return [self.keep_asking(turn, it)]
        return self.finish(turn, it)

    def finish(self, turn: Turn, it: dialogs.Open) -> list[Reply]:
        """Every answer is good: close the form and run its handler; Wrong reopens the question it names."""
        known = self.house.router.forms.get(it.form["name"])
        if known is None:
            return [Reply("dialog.closed")]
        shape, entry = known
        fields = [field_of(spec) for spec in it.form["fields"]]
        dialogs.close(turn.tx, turn.person.id)
        try:
            with turn.tx.begin_nested():  # what a handler wrote before it found an answer wrong is undone
                return self.guarded(turn, entry, dialog.shaped(shape, fields, it.form["given"], it.answers))
        except Wrong as wrong:
            answers = {name: value for name, value in it.answers.items() if name != wrong.field_name}
            again = dialogs.start(turn.tx, turn.person.id, turn.origin.channel, own_chat(turn.origin), it.form, turn.now)
            text = it.answers.get(wrong.field_name, "")
            errors = {wrong.field_name: {"message": wrong.message, "data": pack(wrong.data), "text": text}}
            return [self.keep_asking(turn, replace(again, answers=answers, errors=errors))]

    def keep_asking(self, turn: Turn, it: dialogs.Open) -> Reply:
        """Save the form as it stands and ask what is open."""
        dialogs.keep(turn.tx, it, turn.origin.channel, own_chat(turn.origin))
        return Reply("dialog.wrong" if it.errors else "dialog.next", {"sheet": it.id}, personal=True)

    def post(self, turn: Turn, key: str, item: int, n: int, reply: Reply) -> int | None:
        """One reply into the outbox; opening its form if it brings one. Forms are personal: they ask for what a room need not know."""
        origin = turn.origin
        ours = reply.to in (None, turn.person.id)
        asks = reply.form is not None or reply.message in ("dialog.next", "dialog.wrong", "dialog.still_open")
        if reply.form and ours:
            spec = {"name": reply.form.name, "fields": reply.form.fields, "given": reply.form.given}
            dialogs.start(turn.tx, turn.person.id, origin.channel, own_chat(origin), spec, turn.now)
        stored = pack(replace(reply, form=None, personal=reply.personal or asks))
        if ours and asks and (it := dialogs.of(turn.tx, turn.person.id)):
            stored["sheet"] = {"id": it.id, "form": pack(it.form), "answers": dict(it.answers), "errors": pack(it.errors)}
        if not ours:
            return self.notify(turn, item, n, reply.to or 0, stored)
        leaves = stored["personal"] and not origin.private
        stored["room"] = origin.chat if leaves else ""
        chat = "" if leaves else origin.chat
        place = Place(origin.channel, self.house.identity(origin.channel, origin.address), origin.address, chat, key)
        return outbox.post(turn.tx, f"reply:{item}:{n}", turn.person.id, stored, place, turn.now, klass=outbox.ANSWER)

    def notify(self, turn: Turn, item: int, n: int, to: int, stored: object) -> int | None:
        """A reply to somebody else, at the address they used last; None when they have none that lives."""
        place = outbox.best_place(turn.tx, to)
        if place is None:
            return None
        return outbox.post(turn.tx, f"reply:{item}:{n}", to, stored, place, turn.now, klass=outbox.NOTICE)


def own_chat(origin: Origin) -> str:
    """The chat a form is asked in: the person's own, which is "" where only the channel knows it."""
    return origin.chat if origin.private else ""


def listing(said: Reply | Sequence[Reply] | None) -> list[Reply]:
    """Handlers may return one reply, several or none."""
    if said is None:
        return []
    return [said] if isinstance(said, Reply) else list(said)
