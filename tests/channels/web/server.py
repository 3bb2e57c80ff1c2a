"""The chat page on paper: scripted answers and a mailbox in memory, to try by hand with `python -m tests.channels.web.server [PORT]`."""

import asyncio
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from hashlib import sha256
from pathlib import Path

import uvicorn
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from bot.channels.web.client import WebChannel, WebSettings
from bot.model.inbound import Answered, Commanded, Inbound, Pressed, Said
from bot.model.outgoing import (
    Break,
    Choice,
    Code,
    File,
    Heading,
    Link,
    Listing,
    Outgoing,
    Paragraph,
    Press,
    Question,
    Quote,
    Sheet,
    Strong,
    Text,
)
from bot.model.ports import Delivery
from tests.paper import PaperInlet, PaperMailbox, words

MESSAGES = Path(__file__).parents[3] / "messages"
DEMO = {"member": "web:demo-member", "focal_point": "web:demo-focal-point", "organiser": "web:demo-organiser"}
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108020000009077"
    "53de0000000c4944415408d763d0b08a0700020a0113af5b1c4d0000000049454e44ae426082"
)


class PaperSecrets:
    """Signatures under a key that everybody may know."""

    def sign(self, text: str) -> str:
        return sha256(b"paper" + text.encode("utf-8", "replace")).hexdigest()[:12]

    def verify(self, text: str, signature: str) -> bool:
        return self.sign(text) == signature


@cache
def _page_words(language: str) -> Template:
    return Environment(loader=FileSystemLoader(MESSAGES), undefined=StrictUndefined).get_template(f"{language}/web.j2")


def phrase(language: str, block: str) -> str:
    """The page's words straight from the message files."""
    template = _page_words(language)
    return "".join(template.blocks[block](template.new_context({})))


@dataclass
class WakingMailbox(PaperMailbox):
    """A paper mailbox whose `changed` really waits."""

    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    def put(self, *deliveries: Delivery) -> None:
        """Deliver, and wake who waits."""
        for one in deliveries:
            self.letters.setdefault(one.address, []).append(one)
        self.arrived.set()
        self.arrived = asyncio.Event()

    async def changed(self, address: str, within: float) -> bool:
        try:
            await asyncio.wait_for(self.arrived.wait(), within)
        except TimeoutError:
            return False
        return True


def said(*parts: Paragraph | Listing | Heading | Quote, **more: object) -> Outgoing:
    """An Outgoing of these blocks."""
    return Outgoing(parts, **more)  # type: ignore[arg-type]


def plain(text: str) -> Paragraph:
    """A paragraph of plain words."""
    return Paragraph((Text(text),))


ANSWER = said(
    Paragraph((Strong((Text("Yes."),)), Text(" Genoa signed the European Charter on 18 May 2000, as of the register of 3 March 2026."))),
    Quote((plain("The city shall guarantee every inhabitant the rights of this Charter, without any discrimination."),)),
    Heading((Text("Sources"),)),
    Listing(
        (
            (
                Link((Text("European Charter for the Safeguarding of Human Rights in the City"),), "https://example.org/charter"),
                Text(", Article 2"),
            ),
            (Link((Text("List of signatories"),), "https://example.org/signatories"), Break(), Code("as of 2026-03-03")),
        ),
        numbered=True,
    ),
    buttons=(Press("More about Genoa", "b1.more", "primary"), Press("This helped", "b1.up"), Press("This did not help", "b1.down")),
)
EVENTS = said(
    plain("Two meetings are open. Which one would you like to join?"),
    buttons=(
        Press("World Human Rights Cities Forum, Gwangju · 13 May 2027", "b2.gwangju"),
        Press("Meeting of the Committee on Social Inclusion · 2 February 2027", "b2.committee"),
    ),
)
TICKET = said(
    plain("You have a seat. Here are your calendar entry and your ticket."),
    files=(
        File("gwangju.ics", "text/calendar", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"),
        File("ticket.png", "image/png", PIXEL, "Code of your ticket"),
    ),
    edits=True,
    buttons=(Press("Cancel my registration", "b3.cancel", "danger"),),
)


def sheet(**errors: str) -> Sheet:
    """The form of a registration, with reasons for what was wrong."""
    questions = (
        Question("name", "Your name for the badge", "text", True),
        Question(
            "days",
            "Which days will you come?",
            "choice",
            True,
            options=(Choice("Both", "both"), Choice("Thursday", "thu"), Choice("Friday", "fri")),
        ),
        Question("arrival", "Day of arrival", "date", False, hint="If you need a visa letter.", options=(Choice("Skip", ""),)),
        Question("zone", "Your time zone", "zone", True, hint="Reminders keep to it."),
        Question(
            "needs",
            "What do you need to take part?",
            "long_text",
            False,
            hint="Access, interpretation, food.",
            options=(Choice("Skip", ""),),
        ),
    )
    shown = tuple(replace(one, error=errors.get(one.name, "")) for one in questions)
    return Sheet("f1.sig", "Register for Gwangju", "Register", Press("Cancel", "f1.sig.x"), shown, steps=len(shown))


@dataclass
class Script:
    """Answers what the page says; keeps every answer in the mailbox, as the engine's commit does."""

    mailbox: WakingMailbox
    last: int = 0

    def __call__(self, inbound: Inbound) -> Sequence[Delivery]:
        address = inbound.origin.address
        said = [self.delivery(address, one, inbound.key) for one in self.replies(inbound)]
        self.mailbox.put(*said)
        return said

    def delivery(self, address: str, outgoing: Outgoing, answers: str = "") -> Delivery:
        """The next delivery to this address."""
        self.last += 1
        return Delivery(self.last, address, address if answers else "", outgoing, answers)

    def replies(self, inbound: Inbound) -> list[Outgoing]:
        """What the script says to an input."""
        match inbound:
            case Pressed(token="b1.more"):
                return [words("Genoa joined the network in 1999 and hosted its meeting of 2000.")]
            case Pressed(token="b2.gwangju"):
                return [Outgoing((plain("Some questions for your seat:"),), form=sheet())]
            case Pressed(token="f1.sig.x"):
                return [words("Nothing was sent; the form is closed.")]
            case Answered(answers=answers) if not answers.get("name", "").strip():
                return [Outgoing((plain("Please look at this again:"),), form=sheet(name="This answer is needed."))]
            case Answered():
                return [TICKET]
            case Pressed():
                return [words("Noted, thank you.")]
            case Commanded(word="language", text=language):
                return [
                    words(
                        {"es": "De acuerdo, en español.", "fr": "D'accord, en français."}.get(language, "English it is."), language=language
                    )
                ]
            case Said(text="events") | Commanded(word="events"):
                return [EVENTS]
            case Said(text="slow"):
                return []
        return [ANSWER]


@dataclass
class Stage:
    """A channel with its paper doubles, opened and ready."""

    channel: WebChannel
    inlet: PaperInlet
    mailbox: WakingMailbox
    script: Script


def stage(*, demo: bool = False, public_url: str = "http://127.0.0.1", **more: object) -> Stage:
    """A page with scripted answers. `await stage.channel.open(stage.inlet, stage.mailbox)` lets people in."""
    settings = WebSettings(PaperSecrets(), public_url, DEMO if demo else None, phrase, **more)  # type: ignore[arg-type]
    mailbox = WakingMailbox()
    script = Script(mailbox)
    return Stage(WebChannel(settings), PaperInlet(script), mailbox, script)


async def serve(port: int) -> None:
    """Serve the page until interrupted, and push a line to the demo's member every minute."""
    it = stage(demo=True)
    await it.channel.open(it.inlet, it.mailbox)
    mounted = it.channel.web()
    assert mounted
    server = uvicorn.Server(uvicorn.Config(mounted[1], port=port, log_level="warning", lifespan="off", timeout_graceful_shutdown=2))
    running = asyncio.create_task(server.serve())
    print(f"http://127.0.0.1:{port}/")
    while not running.done():
        await asyncio.wait({running}, timeout=60)
        it.mailbox.put(it.script.delivery(DEMO["member"], words("The deadline for written statements is in three days.")))
    await it.channel.close()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]) if len(sys.argv) > 1 else 8090))
