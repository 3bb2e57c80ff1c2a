"""Every feature on every channel in every language, through the real adapters: an empty cell of the table fails."""

import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path

import httpx
import py3langid
import pytest

from bot.app.assemble import Plaza, assemble, wishes
from bot.app.demo import seed
from bot.app.serve import Server
from bot.channels.catalog import CATALOG
from bot.channels.email.client import EmailChannel
from bot.channels.slack.client import SlackChannel
from bot.channels.telegram.client import TelegramChannel
from bot.channels.telegram.settings import TelegramSettings
from bot.channels.terminal.client import Chat, TerminalChannel
from bot.channels.web.client import WebChannel
from bot.channels.web.settings import WebSettings
from bot.config import read
from bot.engine.texts import Reader
from bot.handlers import features
from bot.model.person import LANGUAGES, Role
from bot.model.ports import Channel
from bot.storage import people
from bot.storage.database import Connection
from tests.channels.screens import PATIENCE, MailScreen, Screen, SlackScreen, TelegramScreen, TerminalScreen, WebScreen, words
from tests.channels.scripts_events import SCENES, stage
from tests.databases import Files
from tests.last_lines import TABLE
from tests.platforms.slack import SlackStub
from tests.platforms.telegram import TelegramStub
from tests.talk import Talk

Heard = list[str]
Script = Callable[[Screen, str], Awaitable[Heard]]
FEATURES = sorted(name for name, value in vars(features).items() if hasattr(value, "router"))
SKIP = {"en": "skip", "es": "omitir", "fr": "passer"}


async def start(screen: Screen, language: str) -> Heard:
    help_ = words(en="help", es="ayuda", fr="aide")
    return [await screen.say(help_(language), words(en="in your own words", es="con sus palabras", fr="avec vos mots")(language))]


async def ask(screen: Screen, language: str) -> Heard:
    question = words(en="Which article is about housing?", es="¿Qué artículo habla de la vivienda?", fr="Quel article parle du logement ?")
    return [await screen.say(question(language), "XVI")]


async def coverage(screen: Screen, language: str) -> Heard:
    return [
        await screen.say(
            words(en="coverage", es="cobertura", fr="couverture")(language), words(en="Spain", es="España", fr="Espagne")(language)
        )
    ]


async def events(screen: Screen, language: str) -> Heard:
    shown = await screen.say(words(en="events", es="eventos", fr="evenements")(language), "Villa Ejemplo")
    await screen.press(words(en="Register", es="Inscribirme", fr="inscri")(language), "")
    role = words(en="City official", es="Personal municipal", fr="Agent de la ville")(language)
    spoken = words(en="English", es="Español", fr="Français")(language)
    done = await screen.fill(["Ana", "Lyon", role, SKIP[language], spoken], words(en="registered", es="inscri", fr="inscri")(language))
    mine = await screen.say(words(en="mine", es="inscripciones", fr="inscriptions")(language), "Villa Ejemplo")
    return [shown, done, mine]


async def organise(screen: Screen, language: str) -> Heard:
    menu = await screen.say(
        words(en="organise", es="organizar", fr="organiser")(language), words(en="Organis", es="Organiz", fr="Organis")(language)
    )
    await screen.press(words(en="All events", es="eventos", fr="Tous les événements")(language), "Demo|demostración|démonstration")
    return [menu]


async def alerts(screen: Screen, language: str) -> Heard:
    asked = words(en="subscribe me to human rights day", es="suscríbeme a derechos humanos", fr="abonne-moi à journée des droits humains")
    topic = words(en="Human Rights Day", es="Derechos Humanos", fr="droits")(language)
    begun = await screen.say(asked(language), topic)
    ended = await screen.say(words(en="stop", es="parar", fr="arreter")(language), words(en="end|alert", es="alert", fr="alert")(language))
    return [begun, ended]


async def broadcasts(screen: Screen, language: str) -> Heard:
    await screen.say(words(en="subscribe me to deadlines", es="suscríbeme a plazos", fr="abonne-moi à échéances")(language), "")
    await screen.say(
        words(en="broadcast", es="difundir", fr="diffuser")(language), words(en="Broadcast", es="Difusión", fr="Diffusion")(language)
    )
    topic = words(en="Deadlines", es="Plazos", fr="Échéances")(language)
    shown = await screen.fill(
        [topic, "The room has changed.", "La sala ha cambiado.", "La salle a changé."], words(en="room", es="sala", fr="salle")(language)
    )
    sent = await screen.press(
        words(en="Send to", es="Enviar a", fr="Envoyer à")(language),
        words(en="Sent to|nobody|no one", es="Enviad|nadie", fr="Envoy|personne")(language),
    )
    return [shown, sent]


async def dates(screen: Screen, language: str) -> Heard:
    return [
        await screen.say(words(en="plan", es="plan", fr="plan")(language), words(en="2026|2027", es="2026|2027", fr="2026|2027")(language))
    ]


async def profile(screen: Screen, language: str) -> Heard:
    return [await screen.say(words(en="me", es="perfil", fr="profil")(language), words(en="language", es="idioma", fr="langue")(language))]


async def links(screen: Screen, language: str) -> Heard:
    return [await screen.say(words(en="link", es="vincular", fr="relier")(language), "[A-Z0-9]{4}")]


async def mail(screen: Screen, language: str) -> Heard:
    word = words(en="email", es="correo", fr="courriel")(language)
    mistyped = await screen.say(f"{word} ana@", f"{word} ")
    sent = await screen.say(f"{word} {language}-{uuid.uuid4().hex[:8]}@city.example", "city.example")
    return [mistyped, sent]


async def claims(screen: Screen, language: str) -> Heard:
    await screen.say(words(en="me", es="perfil", fr="profil")(language), "")
    await screen.press(words(en="city", es="ciudad", fr="ville")(language), "")
    office = words(en="The rights office", es="La oficina de derechos", fr="Le service des droits")(language)
    return [await screen.fill(["Lyon", office], "Lyon")]


async def privacy(screen: Screen, language: str) -> Heard:
    return [
        await screen.say(
            words(en="privacy", es="privacidad", fr="confidentialité")(language),
            words(en="Plaza keeps", es="Plaza guarda", fr="Plaza garde")(language),
        )
    ]


async def desk(screen: Screen, language: str) -> Heard:
    asked = words(
        en="secretariat Who runs the workshop?", es="secretaria ¿Quién dirige el taller?", fr="secretariat Qui dirige l'atelier ?"
    )
    return [await screen.say(asked(language), words(en="secretariat", es="secretaría", fr="secrétariat")(language))]


async def desk_queue(screen: Screen, language: str) -> Heard:
    await desk(screen, language)
    queue = words(en="oldest first.*workshop", es="antigua primero.*taller", fr="ancienne d'abord.*atelier")
    shown = await screen.say(words(en="desk", es="mesa", fr="bureau")(language), queue(language))
    free = words(en="nobody's hands", es="nadie lo atiende", fr="personne ne s'en occupe")
    opened = await screen.press(words(en="Open", es="Abrir", fr="Ouvrir")(language), free(language))
    asked = words(en="Who shall", es="Quién", fr="Qui")(language)
    return [shown, opened, await screen.press(words(en="Hand over", es="Pasar", fr="Passer")(language), asked)]


async def faq(screen: Screen, language: str) -> Heard:
    await screen.say(
        words(
            en="Which biscuit goes with the archive key?",
            es="¿Qué galleta va con la llave del archivo?",
            fr="Quel biscuit va avec la clé des archives ?",
        )(language),
        "",
    )
    await screen.say("faq", "1|2|3")
    await screen.press(words(en="Without", es="Sin", fr="Sans")(language), "biscuit|galleta")
    await screen.press(words(en="Answer question", es="Responder", fr="Répondre")(language), "")
    biscuit = words(en="Which biscuit?", es="¿Qué galleta?", fr="Quel biscuit ?")(language)
    said = words(en="The dry one, as ever.", es="La seca, como siempre.", fr="Le sec, comme toujours.")(language)
    kept = await screen.fill([biscuit, said], "biscuit|galleta")
    return [kept]


async def assessments(screen: Screen, language: str) -> Heard:
    return [await screen.say(words(en="assessment", es="evaluacion", fr="suivi")(language), "Bogot|1")]


async def exports(screen: Screen, language: str) -> Heard:
    await screen.say(words(en="organise", es="organizar", fr="organiser")(language) + " Villa Ejemplo", "Villa Ejemplo")
    choice = await screen.press(words(en="Export", es="Exportar", fr="Exporter")(language), "XLSX|Excel")
    return [choice, await screen.press("CSV", words(en="personal data", es="datos personales", fr="données personnelles")(language))]


async def door(screen: Screen, language: str) -> Heard:
    asked = words(en="check-in", es="registro", fr="pointage")(language)
    return [await screen.say(f"{asked} K7MQ-4TXD", words(en="no such code", es="No conozco", fr="Je ne connais")(language))]


async def certificates(screen: Screen, language: str) -> Heard:
    asked = words(en="certificate", es="certificado", fr="attestation")(language)
    return [await screen.say(asked, words(en="checked in", es="llegada", fr="arrivée")(language))]


async def letters(screen: Screen, language: str) -> Heard:
    asked = words(en="visa", es="visado", fr="lettre d'invitation")(language)
    return [await screen.say(asked, words(en="confirmed seat", es="plaza confirmada", fr="place confirmée")(language))]


SCRIPTS: dict[str, Script] = {
    script.__name__: script
    for script in (
        *(start, ask, coverage, events, organise, alerts, broadcasts, dates, profile),
        *(links, mail, claims, privacy, desk, desk_queue, faq, assessments),
        *(exports, door, certificates, letters),
    )
}


class World:
    """A Plaza on all channels, and people before them."""

    def __init__(self, plaza: Plaza, slack: SlackStub, telegram: TelegramStub, web: httpx.AsyncClient) -> None:
        self.plaza, self.slack, self.telegram, self.web = plaza, slack, telegram, web

    async def screen(self, channel: str, feature: str, language: str) -> Screen:
        """Somebody new in front of this channel, who has chosen the language and may organise."""
        name = f"{feature}-{language}"
        screen = await self.somebody(channel, name, language)
        await screen.say(f"language {language}", "")
        await self.plaza.database.do(lambda tx: self.promote(tx, screen))
        return screen

    async def somebody(self, channel: str, name: str, language: str) -> Screen:
        """A person of that channel."""
        plaza = self.plaza
        if channel == "slack":
            return SlackScreen(self.slack.person(name, language))
        if channel == "telegram":
            return TelegramScreen(self.telegram.person(name, language=language))
        if channel == "terminal":
            chat = Chat(plaza.receiver, plaza.mailbox, f"terminal:{name}", language, plaza.deliverer.flush)
            await chat.begin()
            return TerminalScreen(chat, f"terminal:{name}")
        if channel == "email":
            mails = plaza.channels["email"]
            assert isinstance(mails, EmailChannel)
            address = f"email:{name}@city.example"
            return MailScreen(Talk(plaza, address, language=language), mails, plaza.settings.home / "var" / "mail", address)
        client = httpx.AsyncClient(transport=self.web._transport, base_url="http://127.0.0.1", headers={"Accept-Language": language})
        await client.get("/")
        return WebScreen(client, "")

    def promote(self, tx: Connection, screen: Screen) -> None:
        """Make them an organiser: by address where it is known, else whoever came last."""
        known = people.by_address(tx, screen.address) if screen.address else None
        who = known.id if known else max(one.id for one in people.everybody(tx))
        people.grant(tx, who, Role.ORGANISER, "test", self.plaza.clock.now())


@pytest.fixture
async def world(home: Path, files: Files) -> AsyncIterator[World]:
    """Everything up, on loopback."""
    async with AsyncExitStack() as stack:
        slack = await stack.enter_async_context(SlackStub(patience=PATIENCE))
        telegram = await stack.enter_async_context(TelegramStub())
        settings = read(database_url=files.fresh(home / "var" / "plaza.db"), secret_key="a key for tests")
        channels: dict[str, Channel] = {
            "terminal": TerminalChannel(),
            "slack": SlackChannel(slack.settings()),
            "telegram": TelegramChannel(TelegramSettings(telegram.token, api_url=telegram.url)),
        }
        plaza = assemble(settings, channels=channels)
        web = WebChannel(
            WebSettings(plaza.secrets, settings.url, None, lambda lang, block: plaza.texts.line(f"web.{block}", {}, Reader(lang)))
        )
        channels["web"] = web
        asked = wishes(settings, plaza.secrets, plaza.texts, plaza.words, plaza.database, plaza.clock)
        mails = CATALOG["email"](replace(asked, email_from="Plaza <plaza@city.example>"))
        assert mails
        channels["email"] = mails
        seed(plaza)
        stage(plaza)
        server = Server(plaza)
        slack.target = server.application()
        await server.start()
        mounted = web.web()
        assert mounted
        client = await stack.enter_async_context(httpx.AsyncClient(transport=httpx.ASGITransport(mounted[1]), base_url="http://127.0.0.1"))
        yield World(plaza, slack, telegram, client)
        await server.quiet()
        await server.stop()


def speaks(text: str, language: str) -> bool:
    """Whether a long enough text is in the language it claims."""
    if len(text) < 60:
        return True
    py3langid.set_languages(list(LANGUAGES))
    return str(py3langid.classify(text)[0]) == language


@pytest.mark.parametrize("channel", CATALOG)
async def test_every_feature_works_in_every_language(world: World, channel: str, record_property: Callable[[str, str], None]) -> None:
    cells: dict[str, list[str]] = {feature: [] for feature in FEATURES}
    troubles: list[str] = []
    for feature in FEATURES:
        for language in LANGUAGES:
            try:
                screen = await world.screen(channel, feature, language)
                done = SCENES[feature](world.plaza, screen, language) if feature in SCENES else SCRIPTS[feature](screen, language)
                strange = [text for text in await done if not speaks(text, language)]
                assert not strange, f"not {language}: {strange}"
                cells[feature].append(language)
            except (AssertionError, KeyError, ValueError) as trouble:
                troubles.append(f"{feature} on {channel} in {language}: {type(trouble).__name__} {str(trouble)[:400]}")
    for feature, spoken in cells.items():
        record_property(TABLE, f"{channel:10}{feature:14}{' '.join(spoken) or '-'}")
    assert not troubles, "\n".join(troubles)


def test_every_feature_has_a_script() -> None:
    assert set(SCRIPTS) | set(SCENES) == set(FEATURES)
