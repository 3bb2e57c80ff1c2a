"""What people do around events, on any channel and in any language: the contract test's scripts for them, and the events they need."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import time, timedelta

from bot.actions import events, registrations, terms
from bot.actions.access import usual
from bot.app.assemble import Plaza
from bot.model.events import Details, EventKind, Plan, Span
from bot.model.person import LANGUAGES
from bot.model.terms import FIRST_COME
from bot.storage import access as access_needs
from bot.storage import events as tables
from bot.storage import people
from bot.storage import registrations as places
from bot.storage.database import Connection
from tests.channels.screens import Screen, words
from tests.townspeople import settle_in

Heard = list[str]
Scene = Callable[[Plaza, Screen, str], Awaitable[Heard]]
HALLS = {"en": "Dublin", "es": "Segovia", "fr": "Nantes"}
"""Where everybody finds a seat; one for each language, so that nobody is in anybody's way."""
COUNCILS = {"en": "Cork", "es": "Bilbao", "fr": "Lille"}
"""Where organisers decide who comes."""
TABLES = {"en": "Galway", "es": "Vigo", "fr": "Rennes"}
"""Where there is one seat, which is offered to whoever waits."""
TITLES = {"en": "Meeting on housing", "es": "Encuentro sobre vivienda", "fr": "Rencontre sur le logement"}
BY = "the test"
ORGANISE = words(en="organise", es="organizar", fr="organiser")
REGISTERED = words(en="You are registered", es="inscripción está confirmada", fr="inscription est confirmée")
REGISTER = words(en="register", es="inscribirme", fr="inscription")
EDIT = words(en="Edit", es="Editar", fr="Modifier")


def stage(plaza: Plaza) -> None:
    """The events of these scripts."""
    askers = [settle_in(plaza, f"paper:asker-{language}", name=f"Asker {language}") for language in LANGUAGES]
    seated = [settle_in(plaza, f"paper:seated-{language}", name=f"Seated {language}") for language in LANGUAGES]

    def build(tx: Connection) -> None:
        now = plaza.clock.now()
        for language, asker, sitter in zip(LANGUAGES, askers, seated, strict=True):
            opened(tx, plaza, HALLS[language], 50)
            council = opened(tx, plaza, COUNCILS[language], 50, approval=True)
            registrations.take_place(tx, council, asker, details(f"Asker {language}"), now)
            table = opened(tx, plaza, TABLES[language], 1, offer_hours=24)
            registrations.take_place(tx, table, sitter, details(f"Seated {language}"), now)

    plaza.database.write(build)


def details(name: str) -> Details:
    """What somebody says about themselves."""
    return Details(name, "Oslo", "official", "", "en")


def opened(tx: Connection, plaza: Plaza, city: str, seats: int, **changes: object) -> str:
    """An event in two months that takes registrations; its short name."""
    now = plaza.clock.now()
    day = (now + timedelta(days=60)).date()
    titles = {language: f"{title}, {city}" for language, title in TITLES.items()}
    plan = Plan(titles, EventKind.SEMINAR, Span(day, time(9), day, time(17), "Europe/Madrid"), city, "Hall 1", seats)
    made = events.create(tx, plan, BY, now, slug=f"housing-{city.lower()}")
    terms.set_terms(tx, plaza.library, made.slug, replace(FIRST_COME, **changes), BY, now)  # type: ignore[arg-type]
    return events.open_registration(tx, made.slug, BY, now).event.slug


async def register(screen: Screen, language: str, city: str, name: str, expect: str) -> str:
    """Register for the event in this city, through its form; everybody under another name, or Plaza asks whether it is the same person."""
    await screen.say(f"{REGISTER(language)} {city}", city)
    role = words(en="City official", es="Personal municipal", fr="Agent de la ville")(language)
    spoken = words(en="English", es="Español", fr="Français")(language)
    return await screen.fill([name, "Lyon", role, "Ramp", spoken], expect)


async def page(screen: Screen, language: str, city: str) -> str:
    """The organisers' page of the event in this city."""
    return await screen.say(f"{ORGANISE(language)} {city}", city)


async def sign_up(plaza: Plaza, screen: Screen, language: str) -> Heard:
    city = HALLS[language]
    done = await register(screen, language, city, "Ana Sol", REGISTERED(language))
    return [done, await screen.press(words(en="Change", es="Cambiar", fr="Modifier")(language), city)]


async def calendar(plaza: Plaza, screen: Screen, language: str) -> Heard:
    await register(screen, language, HALLS[language], "Berta Mar", REGISTERED(language))
    await screen.say(words(en="mine", es="inscripciones", fr="inscriptions")(language), HALLS[language])
    button = words(en="Calendar address", es="Dirección del calendario", fr="Adresse du calendrier")
    return [await screen.press(button(language), "/calendar/")]


async def delegations(plaza: Plaza, screen: Screen, language: str) -> Heard:
    city = HALLS[language]
    several = words(en="2 colleagues", es="2 colegas", fr="2 collègues")
    begun = await screen.say(f"{REGISTER(language)} {several(language)} {city}", city)
    role = words(en="city official", es="personal municipal", fr="agent de la ville")(language)
    people = f"Eva Rey, {role}; Fina Gil, {role}"
    return [begun, await screen.fill(["Lyon", people], "Eva Rey.*Fina Gil")]


async def offers(plaza: Plaza, screen: Screen, language: str) -> Heard:
    listed = words(en="waiting list", es="lista de espera", fr="liste d'attente")(language)
    waits = await register(screen, language, TABLES[language], "Dora Paz", listed)

    def free(tx: Connection) -> None:
        event = tables.by_slug(tx, f"housing-{TABLES[language].lower()}")
        assert event is not None
        (seated,) = [it for it in places.roll(tx, event.id) if it.details.name.startswith("Seated")]
        registrations.give_up(tx, seated.code, seated.person_id, plaza.clock.now())

    await plaza.database.do(free)
    await screen.say(words(en="mine", es="inscripciones", fr="inscriptions")(language), TABLES[language])
    button = words(en="Accept the seat", es="Aceptar la plaza", fr="Accepter la place")
    return [waits, await screen.press(button(language), REGISTERED(language))]


async def approvals(plaza: Plaza, screen: Screen, language: str) -> Heard:
    await page(screen, language, COUNCILS[language])
    await screen.press(EDIT(language), COUNCILS[language])
    asks = words(en="One person asks", es="Una persona pide", fr="Une personne demande")
    queue = await screen.press(asks(language), f"Asker {language}")
    button = words(en="Approve", es="Aprobar", fr="Approuver")
    return [queue, await screen.press(button(language), f"Asker {language}")]


async def terms_of(plaza: Plaza, screen: Screen, language: str) -> Heard:
    await page(screen, language, HALLS[language])
    shown = await screen.press(EDIT(language), HALLS[language])
    numbers = words(en="Numbers", es="Cifras", fr="Chiffres")
    return [shown, await screen.press(numbers(language), words(en="seats", es="plazas", fr="places")(language))]


async def reminders(plaza: Plaza, screen: Screen, language: str) -> Heard:
    city = HALLS[language]
    await page(screen, language, city)
    shown = await screen.press(words(en="Reminders", es="Recordatorios", fr="Rappels")(language), city)
    await screen.press(words(en="Add a reminder", es="Añadir un recordatorio", fr="Ajouter un rappel")(language), "")
    skip = words(en="skip", es="omitir", fr="passer")(language)
    days = words(en="Days", es="Días", fr="Jours")(language)
    added = await screen.fill(["3", days, skip, "Bring a badge.", skip, skip], city)
    return [shown, added]


async def access(plaza: Plaza, screen: Screen, language: str) -> Heard:
    await register(screen, language, HALLS[language], "Carla Luz", REGISTERED(language))

    def look(tx: Connection) -> None:
        event = tables.by_slug(tx, f"housing-{HALLS[language].lower()}")
        assert event is not None
        access_needs.find(tx, event.id, usual(event), plaza.clock.now())

    await plaza.database.do(look)  # as the clock does every minute
    await page(screen, language, HALLS[language])
    button = words(en="Access needs", es="Necesidades de acceso", fr="Besoins d'accès")
    return [await screen.press(button(language), "Ramp")]


async def quorum(plaza: Plaza, screen: Screen, language: str) -> Heard:
    await page(screen, language, HALLS[language])
    button = words(en="Statutory meeting", es="Reunión estatutaria", fr="Réunion statutaire")
    offered = await screen.press(button(language), HALLS[language])
    call = words(en="Make it statutory", es="Declararla estatutaria", fr="La déclarer statutaire")
    return [offered, await screen.press(call(language), HALLS[language])]


async def event_people(plaza: Plaza, screen: Screen, language: str) -> Heard:
    await page(screen, language, HALLS[language])
    button = words(en="People of this event", es="Personas de este evento", fr="Personnes de cet événement")
    return [await screen.press(button(language), HALLS[language])]


async def survey(plaza: Plaza, screen: Screen, language: str) -> Heard:
    city = f"{HALLS[language]} Old"

    def hold(tx: Connection) -> None:
        slug = opened(tx, plaza, city, 9)
        event = tables.lock(tx, slug)
        who = max(one.id for one in people.everybody(tx))
        assert event is not None
        registrations.take_place(tx, slug, who, details("Ana Old"), plaza.clock.now())
        day = (plaza.clock.now() - timedelta(days=2)).date()
        tables.retime(tx, event, Span(day, time(9), day, time(17), "Europe/Madrid"), city, "Hall 1", plaza.clock.now())

    await plaza.database.do(hold)
    feedback = words(en="feedback", es="opinión", fr="avis")(language)
    asked = await screen.say(feedback, city)
    rated = await screen.press("5", words(en="Thank|thank", es="Gracias|gracias", fr="Merci|merci")(language))
    return [asked, rated]


SCENES: Mapping[str, Scene] = {
    scene.__name__: scene for scene in (sign_up, calendar, delegations, offers, approvals, reminders, access, quorum, event_people, survey)
} | {"terms": terms_of}
