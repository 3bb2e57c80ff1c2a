"""One person in front of each channel, with three gestures: say, press, fill; behind them the real adapters and the stubs' wires."""

import asyncio
import re
import uuid
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import httpx

from bot.channels.email.client import EmailChannel
from bot.channels.terminal.client import Chat
from tests.channels.email.mailroom import part, reading
from tests.channels.web.reading import Page
from tests.channels.web.visiting import SCRIPT
from tests.platforms.slack_blocks import controls
from tests.platforms.slack_person import Person as SlackPerson
from tests.platforms.telegram_people import Person as TelegramPerson
from tests.talk import Heard, Talk

PATIENCE = 20.0


class Screen(Protocol):
    """What a script needs: each gesture returns the words that came of it and match the pattern."""

    @property
    def address(self) -> str: ...

    async def say(self, text: str, expect: str) -> str: ...
    async def press(self, label: str, expect: str) -> str: ...
    async def fill(self, answers: Sequence[str], expect: str) -> str: ...


def words(**by_language: str) -> Callable[[str], str]:
    """The same gesture in three languages."""
    return lambda language: by_language[language]


def matched(text: str, expect: str) -> str:
    """The text, if it says what was expected."""
    assert re.search(expect, text, re.IGNORECASE | re.DOTALL), f"nothing like {expect!r} in {text!r}"
    return text


def the(label: str, offered: Sequence[tuple[str, str]]) -> str:
    """What the first thing of this label stands for."""
    found = [value for name, value in offered if label.lower() in name.lower()]
    assert found, f"no {label!r} among {[name for name, _ in offered]}"
    return found[0]


@dataclass
class TerminalScreen:
    """`plaza chat`, line by line."""

    chat: Chat
    address: str

    async def say(self, text: str, expect: str) -> str:
        return matched("\n\n".join(await self.chat.say(text)), expect)

    async def press(self, label: str, expect: str) -> str:
        number = the(label, [(press.label, str(n)) for n, press in enumerate(self.chat.numbered, 1)])
        return await self.say(number, expect)

    async def fill(self, answers: Sequence[str], expect: str) -> str:
        for answer in answers[:-1]:
            await self.say(answer, "")
        return await self.say(answers[-1], expect)


@dataclass
class TelegramScreen:
    """A telephone: questions come one by one."""

    person: TelegramPerson

    @property
    def address(self) -> str:
        return self.person.address

    async def say(self, text: str, expect: str) -> str:
        await self.person.say(text)
        return (await self.person.expect(expect, within=PATIENCE)).text

    async def press(self, label: str, expect: str) -> str:
        await self.person.press(label)
        return (await self.person.expect(expect, within=PATIENCE)).text

    async def fill(self, answers: Sequence[str], expect: str) -> str:
        for answer in answers[:-1]:
            await self.say(answer, "")
        return await self.say(answers[-1], expect)


@dataclass
class SlackScreen:
    """A workspace: `/plaza` and its modals."""

    person: SlackPerson

    @property
    def address(self) -> str:
        return self.person.address

    async def say(self, text: str, expect: str) -> str:
        await self.person.command(text)
        return await self.seen(expect)

    async def press(self, label: str, expect: str) -> str:
        await self.person.press(label)
        return await self.seen(expect)

    async def fill(self, answers: Sequence[str], expect: str) -> str:
        shown = self.person.world.modals[self.person.id][-1]
        labels = [control.label for control in controls(shown.view["blocks"]) if control.kind != "button"]
        await self.person.submit({label: answer for label, answer in zip(labels, answers, strict=True) if answer not in SKIP})
        return await self.seen(expect)

    async def seen(self, expect: str) -> str:
        """The modal if one is open, else the next message."""
        if self.person.modal() is not None:
            shown = await self.person.expect_modal("", within=PATIENCE)
            return matched(f"{shown.title}\n{shown.text}", expect)
        found = await self.person.expect(expect, within=PATIENCE)
        return found.text or found.fallback


@dataclass
class WebScreen:
    """The page's script: JSON there, drawn HTML back."""

    client: httpx.AsyncClient
    address: str
    page: Page = field(default_factory=lambda: Page(""))
    place: int = 0

    async def say(self, text: str, expect: str) -> str:
        return await self.post("/say", {"text": text}, expect)

    async def press(self, label: str, expect: str) -> str:
        token = the(label, [(b.text, b["value"]) for b in self.page.all("button") if "value" in b])
        return await self.post("/press", {"message": str(self.place), "token": token}, expect)

    async def fill(self, answers: Sequence[str], expect: str) -> str:
        token = the("token", [(e.attributes.get("name", ""), e["value"]) for e in self.page.all("input") if "value" in e])
        named = [e["name"] for e in self.page.elements if e.attributes.get("name", "").startswith("f.")]
        fields = dict(zip(dict.fromkeys(named), answers, strict=True))
        given = {name.removeprefix("f."): "" if answer in SKIP else answer for name, answer in fields.items()}
        return await self.post("/answer", {"message": str(self.place), "token": token, "fields": given}, expect)

    async def post(self, path: str, body: dict[str, object], expect: str) -> str:
        """One request; what it drew."""
        answer = await self.client.post(path, json={"id": uuid.uuid4().hex, **body}, headers=SCRIPT)
        assert answer.status_code in (200, 202), answer.text
        drawn = [entry["html"] for entry in answer.json()["entries"]] or await self.reloaded()
        self.page = Page(drawn[-1])
        self.place = int(self.page.all("article")[0]["data-place"])
        return matched("\n\n".join(Page(html).text for html in drawn), expect)

    async def reloaded(self) -> list[str]:
        """What a slow answer left on the page, once it is there: whoever hears nothing within moments looks again."""
        async with asyncio.timeout(PATIENCE):
            while True:
                page = (await self.client.get("/")).text
                drawn = re.findall(r"<article.*?</article>", page, re.DOTALL)
                if fresh := [html for html in drawn if int(Page(html).all("article")[0]["data-place"]) > self.place]:
                    return fresh
                await asyncio.sleep(0.1)


@dataclass
class MailScreen:
    """A mailbox: what Plaza answers is drawn as a mail and read as one. Nothing comes in by mail, so what the reader does next comes
    through the door as a chat would bring it."""

    talk: Talk
    mails: EmailChannel
    folder: Path
    address: str

    async def say(self, text: str, expect: str) -> str:
        return await self.read(self.talk.say(text), expect)

    async def press(self, label: str, expect: str) -> str:
        return await self.read(self.talk.press(label), expect)

    async def fill(self, answers: Sequence[str], expect: str) -> str:
        names = [question.name for question in self.talk.heard.sheet.questions]
        given = dict(zip(names, ["" if answer in SKIP else answer for answer in answers], strict=True))
        return await self.read(self.talk.fill(given), expect)

    async def read(self, deed: Awaitable[Heard], expect: str) -> str:
        """The text part of every mail that came of it."""
        before = len(self.talk.deliveries)
        await deed
        found = []
        for delivery in self.talk.deliveries[before:]:
            await self.mails.send(delivery)
            mail = reading((self.folder / f"{delivery.id:08d}.eml").read_bytes())
            assert part(mail, "html").startswith("<!DOCTYPE html>")
            found.append(part(mail, "plain"))
        return matched("\n\n".join(found), expect)


SKIP = ("skip", "omitir", "passer")
