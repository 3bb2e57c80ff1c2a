"""Somebody who talks with a whole Plaza: they speak, press what they were shown and fill forms; every answer is remembered."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.app.assemble import Plaza
from bot.model.inbound import Answered, Commanded, Inbound, Origin, Pressed, Said
from bot.model.outgoing import Outgoing, Press, Sheet
from bot.model.ports import Delivery, Sent
from tests.paper import PaperChannel


class Heard(list[Outgoing]):
    """What Plaza answered, one Outgoing a message."""

    @property
    def text(self) -> str:
        """All the words, forms' questions and reasons included, buttons not."""
        return "\n\n".join(part for one in self for part in (one.plain, *(_asked(one.form) if one.form else ())) if part)

    @property
    def labels(self) -> list[str]:
        """The labels of everything that can be pressed, in order."""
        return [press.label for one in self for press in pressable(one)]

    @property
    def sheet(self) -> Sheet:
        """The questions that are open."""
        found = [one.form for one in self if one.form]
        assert found, f"no form in {self.text!r}"
        return found[-1]


def _asked(sheet: Sheet) -> list[str]:
    return [line for question in sheet.questions for line in (question.error, question.label, question.hint) if line]


def pressable(said: Outgoing) -> list[Press]:
    """Buttons, the choices of open questions, and the way out of a form."""
    found = list(said.buttons)
    if said.form:
        found += [Press(choice.label, choice.token) for question in said.form.questions for choice in question.options]
        found.append(said.form.cancel)
    return found


@dataclass
class Talk:
    """One person (`paper:ana`) in one chat; `chat` is their private one unless given."""

    plaza: Plaza
    address: str
    chat: str = ""
    private: bool = True
    language: str = ""
    name: str = ""
    heard: Heard = field(default_factory=Heard)
    deliveries: list[Delivery] = field(default_factory=list)
    within: float = 30.0

    @property
    def origin(self) -> Origin:
        """Where this person speaks from."""
        channel = self.address.partition(":")[0]
        return Origin(
            channel=channel,
            address=self.address,
            chat=self.chat or self.address,
            private=self.private,
            name=self.name,
            language=self.language,
        )

    async def say(self, text: str) -> Heard:
        """Write a message."""
        return await self.happen(Said(uuid.uuid4().hex, self.origin, text))

    async def command(self, word: str, text: str = "") -> Heard:
        """Use a command that the platform marks as one."""
        return await self.happen(Commanded(uuid.uuid4().hex, self.origin, word, text))

    async def press(self, label: str) -> Heard:
        """Press the newest thing with this label (or, failing that, one that contains it)."""
        newest = [press for said in reversed([*self.came(), *self.heard]) for press in pressable(said) if press.token]
        for same in (lambda found: found == label, lambda found: label.lower() in found.lower()):
            for press in newest:
                if same(press.label):
                    return await self.token(press.token)
        raise AssertionError(f"nothing to press like {label!r}: {[press.label for press in newest][:12]}")

    async def token(self, token: str) -> Heard:
        """Send this token as a press, forged or not."""
        return await self.happen(Pressed(uuid.uuid4().hex, self.origin, token))

    async def fill(self, answers: Mapping[str, str]) -> Heard:
        """Answer the open form: all of it where the channel shows it whole, else each question as it is asked, until it closes."""
        sheet = self.heard.sheet
        if self.plaza.channels[self.origin.channel].batch > 1:
            return await self.happen(Answered(uuid.uuid4().hex, self.origin, sheet.token, answers))
        told: set[str] = set()
        said = Heard()
        while (name := sheet.questions[0].name) in answers and name not in told:
            told.add(name)
            said = await self.say(answers[name])
            asked = [one.form for one in said if one.form]
            if not asked or asked[-1].token != sheet.token:
                return said
            sheet = asked[-1]
        return said

    async def happen(self, inbound: Inbound) -> Heard:
        """Bring an input through the door as a channel does, and settle what was shown."""
        found = await self.plaza.receiver.converse(inbound, within=self.within)
        for delivery in found:
            await self.plaza.receiver.settle(delivery.id, Sent())
        self.deliveries += found
        heard = Heard(delivery.outgoing for delivery in found)
        self.heard += heard
        return heard

    def came(self) -> Heard:
        """What the outbox delivered to this address by itself, so far."""
        channel = self.plaza.channels[self.origin.channel]
        said: Sequence[Delivery] = channel.said if isinstance(channel, PaperChannel) else ()
        return Heard(delivery.outgoing for delivery in said if delivery.address == self.address)
