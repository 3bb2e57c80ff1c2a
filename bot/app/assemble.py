"""Everything tied together, once."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from bot.actions import mail_links
from bot.app.board import PublicBoard
from bot.app.entrance import Doorkeeper
from bot.app.outside import KeyedSecrets, RunningClock, key_from
from bot.channels.catalog import Wishes, mails, switched_on
from bot.config import Settings
from bot.engine.compose import Composer
from bot.engine.deliver import Deliverer
from bot.engine.receive import Receiver
from bot.engine.render import LetterBox, Renderer
from bot.engine.texts import Reader, Texts
from bot.engine.turns import Conversation, House
from bot.engine.words import Words
from bot.handlers.features import everything
from bot.handlers.router import Router
from bot.knowledge import rules
from bot.knowledge.library import Library
from bot.model.mail import Notice
from bot.model.ports import Channel, Clock, Invites, Named, Organizer
from bot.storage import people
from bot.storage.database import Database

DEMO = {"member": "web:demo-member", "focal_point": "web:demo-focal-point", "organiser": "web:demo-organiser"}


@dataclass(frozen=True, slots=True)
class Plaza:
    """A whole Plaza, built and not yet running."""

    settings: Settings
    clock: Clock
    secrets: KeyedSecrets
    database: Database
    texts: Texts
    words: Words
    router: Router
    library: Library
    channels: Mapping[str, Channel]
    receiver: Receiver
    deliverer: Deliverer
    mailbox: LetterBox

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()


def library_at(home: Path) -> Library:
    """What Plaza knows, from config/knowledge; parsed once and kept under var/."""
    return Library.load(home / "config" / "knowledge", home / "var" / "knowledge.cache")


def texts_at(home: Path) -> Texts:
    """What Plaza says, from messages/; compiled once and kept under var/."""
    return Texts(home / "messages", home / "var" / "templates")


def with_rules(library: Library, home: Path, texts: Texts) -> Library:
    """The library with the alert rules of config/alerts.yaml. Raises BadKnowledge with the line of whatever is wrong there."""

    def written(feature: str) -> Callable[[str], bool]:
        return lambda block: texts.has(f"{feature}.{block}", "en")

    return replace(library, rules=rules.load(home / "config" / "alerts.yaml", library, written("alerts"), written("reminders")))


def wishes(settings: Settings, secrets: KeyedSecrets, texts: Texts, words: Words, database: Database, clock: Clock) -> Wishes:
    """The settings as the channels want them."""

    def mail_words(language: str, block: str, **data: object) -> str:
        return texts.line(f"email.{block}", data, Reader(language))

    async def follow(token: str, sure: bool) -> Notice | None:
        run = database.do if sure else database.look
        return await run(lambda tx: mail_links.follow(tx, secrets, token, clock.now(), sure=sure))

    async def membership(address: str, state: str) -> None:
        await database.do(lambda tx: people.regain(tx, address) if state == "active" else people.lose(tx, address, state, "left us"))

    return Wishes(
        secrets=secrets,
        public_url=settings.url,
        messages=lambda language, block: texts.line(f"web.{block}", {}, Reader(language)),
        commands=words.menu(),
        demo=DEMO if settings.demo else None,
        membership=membership,
        slack_bot_token=settings.slack_bot_token,
        slack_signing_secret=settings.slack_signing_secret,
        slack_app_token=settings.slack_app_token,
        slack_api_url=settings.slack_api_url,
        telegram_token=settings.telegram_token,
        telegram_webhook_secret=settings.telegram_webhook_secret,
        telegram_api_url=settings.telegram_api_url,
        smtp_url=settings.smtp_url,
        email_from=settings.email_from,
        email_bounce_domain=settings.email_bounce_domain,
        mail_folder=settings.home / "var" / "mail",
        mail_words=mail_words,
        typed=words.typed,
        follow=follow,
        clock=clock,
    )


def organizer_of(channel: Channel | None) -> Organizer | None:
    """Who invites on this channel; None where it carries no invitations."""
    return channel.organizer if isinstance(channel, Invites) else None


def bot_name_of(channel: Channel | None) -> str:
    """What this channel's platform calls us; empty where it has no name for us, or has not said it yet."""
    return channel.bot_name if isinstance(channel, Named) else ""


def assemble(settings: Settings, channels: Mapping[str, Channel] | None = None, clock: Clock | None = None) -> Plaza:
    """Build a Plaza for these settings; `channels` and `clock` given by a test are used instead of the settings' own."""
    home = settings.home
    secrets = KeyedSecrets(key_from(settings.secret_key, home / "var" / "secret.key"))
    clock = clock or RunningClock(settings.now)
    texts = texts_at(home)
    words = Words(home / "messages", texts.languages)
    router, library, database = everything(), with_rules(library_at(home), home, texts), Database(settings.database)
    asked = wishes(settings, secrets, texts, words, database, clock)
    composer = Composer(texts, secrets)
    owner = uuid.uuid4().hex
    house = House(
        router,
        words,
        composer,
        lambda: library,
        lambda name: held[name].batch if name in held else 1,
        lambda name, address: held[name].identity(address) if name in held else name,
        settings.url,
        lambda: {*held, *(["email"] if mails(asked) else [])},
    )
    conversation = Conversation(house)
    board = PublicBoard(database, conversation, clock, lambda: bot_name_of(held.get("telegram")))
    held = switched_on(replace(asked, board=board, entrance=Doorkeeper(database, composer, clock))) if channels is None else channels
    renderer = Renderer(database, composer, router, house.batch, lambda name: organizer_of(held.get(name)), settings.public_url)
    deliverer = Deliverer(database, renderer, held, clock, owner)
    receiver = Receiver(database, conversation, clock, deliverer.prepare, deliverer.settle, deliverer.wake, held, owner)
    mailbox = LetterBox(database, renderer, deliverer.delivered)
    return Plaza(settings, clock, secrets, database, texts, words, router, library, held, receiver, deliverer, mailbox)
