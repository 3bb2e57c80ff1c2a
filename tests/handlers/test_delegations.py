"""One person registers colleagues: a line each, a place each; one comes instead of another; nobody is registered twice by mistake."""

from collections.abc import Callable

import pytest

from bot.app.assemble import Plaza
from bot.model.terms import Terms
from bot.storage import events, events_terms, people, registrations
from tests.clocks import START
from tests.events_world import open_event
from tests.talk import Talk

LIST = "Ana Puig, mayor, ana@girona.example\nBen Soler; Eva Roca, civil society"
SAID = {"name": "Ana Puig", "city": "Barcelona", "role": "official", "needs": "", "language": "en"}


@pytest.fixture
def forum(plaza: Plaza) -> str:
    """An open forum in Gwangju with two seats."""
    return plaza.database.write(lambda tx: open_event(tx, capacity=2)).slug


@pytest.fixture
async def fina(plaza: Plaza, forum: str, talk: Callable[..., Talk]) -> Talk:
    """Somebody who has registered three colleagues for two seats."""
    fina = talk(plaza, "sheet:fina")
    await fina.say("register 3 for Gwangju")
    await fina.fill({"city": "Barcelone", "people": LIST})
    return fina


async def test_three_lines_are_three_places_in_one_line_each_with_a_role_and_a_code(plaza: Plaza, fina: Talk) -> None:
    told = fina.heard[-1].plain
    assert "Ana Puig: registered" in told
    assert "Eva Roca: waiting list, number 1" in told
    mine = await fina.say("mine")
    assert mine.text.count("code") == 3
    roles = plaza.database.read(lambda tx: [it.details.role for it in registrations.roll(tx, 1)])
    assert roles == ["elected", "official", "civil_society"]


@pytest.mark.parametrize("language", ["es", "fr"])
async def test_the_form_speaks_and_reads_the_other_languages(plaza: Plaza, forum: str, talk: Callable[..., Talk], language: str) -> None:
    words = {
        "es": ("inscribirme 2 colegas para Gwangju", "Ana, alcaldía\nBen, sociedad civil", "Ana: inscripción confirmada"),
        "fr": ("m'inscrire 2 collègues pour Gwangju", "Ana, maire\nBen, société civile", "Ana : inscription confirmée"),
    }[language]
    luis = talk(plaza, "sheet:luis", language=language)
    await luis.say(words[0])
    assert words[2] in (await luis.fill({"city": "Barcelona", "people": words[1]})).text
    roles = plaza.database.read(lambda tx: [it.details.role for it in registrations.roll(tx, 1)])
    assert roles == ["elected", "civil_society"]


async def test_a_line_that_cannot_be_read_is_shown_and_nobody_is_registered(plaza: Plaza, forum: str, talk: Callable[..., Talk]) -> None:
    fina = talk(plaza, "sheet:fina")
    await fina.say("register 2 colleagues for Gwangju")
    told = await fina.fill({"city": "Barcelona", "people": "Ana\nBen, astronaut"})
    assert "I cannot read “Ben, astronaut”." in told.text
    assert plaza.database.read(lambda tx: registrations.roll(tx, 1)) == []


async def test_more_than_a_city_may_send_is_refused_as_a_whole_with_the_figures(
    plaza: Plaza, forum: str, talk: Callable[..., Talk]
) -> None:
    event = plaza.database.read(lambda tx: events.by_slug(tx, forum))
    assert event
    plaza.database.write(lambda tx: events_terms.set_terms(tx, event, Terms(delegation=2), START))
    fina = talk(plaza, "sheet:fina")
    await fina.say("register 3 for Gwangju")
    told = await fina.fill({"city": "Barcelona", "people": LIST})
    assert "From Barcelona at most 2 can come, and 2 are registered already." in told.text
    assert plaza.database.read(lambda tx: registrations.roll(tx, 1)) == []


async def test_one_comes_instead_of_another_and_the_seat_and_its_code_stay(plaza: Plaza, fina: Talk) -> None:
    code = plaza.database.read(lambda tx: registrations.roll(tx, 1)[1].code)
    await fina.say("mine")
    await fina.press("Ben Soler: World Human Rights Cities Forum")
    await fina.press("Send somebody else")
    assert "Puig Ana is registered already." in (await fina.fill({"name": "Puig Ana", "role": "official", "email": ""})).text
    told = await fina.fill({"name": "Ona Vila", "role": "expert", "email": ""})
    assert "Ona Vila comes instead of Ben Soler." in told.text
    now = plaza.database.read(lambda tx: registrations.roll(tx, 1)[1])
    assert (now.code, now.state.value, now.details.name, now.details.role) == (code, "confirmed", "Ona Vila", "expert")


async def test_who_looks_registered_already_is_left_out_until_they_are_said_to_be_somebody_else(plaza: Plaza, fina: Talk) -> None:
    await fina.say("register 2 for Gwangju")
    told = await fina.fill({"city": "Barcelona", "people": "A. Puig, mayor, Ana+forum@girona.example\nSoler Ben"})
    assert "A. Puig: looks registered already, as Ana Puig (Barcelone)" in told.text
    assert len(plaza.database.read(lambda tx: registrations.roll(tx, 1))) == 3
    assert "A. Puig: waiting list, number 2" in (await fina.press("A. Puig is somebody else")).text


async def test_who_was_registered_by_a_colleague_is_asked_and_takes_their_place_over_with_their_mail_address(
    plaza: Plaza, fina: Talk, talk: Callable[..., Talk]
) -> None:
    ana = talk(plaza, "sheet:ana")
    await ana.say("register Gwangju")
    assert "Is this you?" in (await ana.fill(SAID)).text
    assert "somebody registered you" in (await ana.press("Yes, that is me")).text
    person = plaza.database.read(lambda tx: people.by_address(tx, "sheet:ana"))
    assert person
    plaza.database.write(lambda tx: people.add_address(tx, person.id, "email", "email:ana@girona.example", "email", START))
    await ana.say("register Gwangju")
    await ana.fill(SAID)
    assert "You are registered." in (await ana.press("Yes, that is me")).text
    assert "Ana Puig" not in (await fina.say("mine")).text


async def test_a_namesake_is_registered_all_the_same(plaza: Plaza, fina: Talk, talk: Callable[..., Talk]) -> None:
    other = talk(plaza, "sheet:other")
    await other.say("register Gwangju")
    await other.fill(SAID)
    assert "You are on the waiting list: number 2." in (await other.press("No, register me")).text


async def test_a_colleague_who_moves_up_is_told_to_who_registered_them(plaza: Plaza, fina: Talk) -> None:
    await fina.say("mine")
    await fina.press("Ben Soler: World Human Rights Cities Forum")
    await fina.press("Cancel registration")
    await fina.press("Yes, cancel it")
    await plaza.deliverer.flush()
    assert "A seat came free: Eva Roca is registered." in fina.came().text
