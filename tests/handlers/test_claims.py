"""Speaking for a city: organisers decide, once, and nobody acts for a city before that."""

from collections.abc import Callable

import pytest

from bot.app.assemble import Plaza
from bot.model.person import LANGUAGES, Role
from bot.storage import audit, people
from bot.storage.cities import claim
from tests.talk import Talk
from tests.townspeople import at, rows, settle_in

Somebody = Callable[..., Talk]
SPEAK = {"en": "I speak for a city", "es": "Hablo por una ciudad", "fr": "Je parle pour une ville"}
FOCAL = {"en": "You are now the focal point of Genova", "es": "punto focal de Genova", "fr": "point focal de Genova"}


async def claims_city(plaza: Plaza, talk: Somebody, city: str, address: str = "paper:ana", language: str = "en") -> Talk:
    """Somebody who has just said that they speak for a city."""
    ana = talk(plaza, address, language=language)
    await ana.say("me")
    await ana.press(SPEAK[language])
    await ana.fill({"city": city, "office": "Rights office"})
    return ana


@pytest.fixture
def organisers(plaza: Plaza, talk: Somebody) -> tuple[Talk, Talk]:
    """Two organisers who can be reached."""
    settle_in(plaza, "paper:olga", Role.ORGANISER, name="Olga")
    settle_in(plaza, "sheet:omar", Role.ADMIN, name="Omar")
    return talk(plaza, "paper:olga"), talk(plaza, "sheet:omar")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_an_approved_claim_makes_a_focal_point_and_tells_them_in_their_language(
    plaza: Plaza, talk: Somebody, organisers: tuple[Talk, Talk], language: str
) -> None:
    ana = await claims_city(plaza, talk, "Gênes" if language == "fr" else "Genova", language=language)
    assert at(plaza, "paper:ana").city == ""
    await plaza.deliverer.flush()
    olga, omar = organisers
    assert "Genova" in olga.came().text
    assert "Rights office" in omar.came().text
    assert "Olga" not in (await olga.press("Approve")).text
    await plaza.deliverer.flush()
    assert FOCAL[language] in ana.came().text
    now = at(plaza, "paper:ana")
    assert (now.city, now.may(Role.FOCAL_POINT)) == ("Genova", True)


async def test_the_second_press_says_who_decided_and_changes_nothing(plaza: Plaza, talk: Somebody, organisers: tuple[Talk, Talk]) -> None:
    await claims_city(plaza, talk, "Gwangju")
    await plaza.deliverer.flush()
    olga, omar = organisers
    await olga.press("Approve")
    assert "Olga has already approved" in (await omar.press("Decline")).text
    assert "Olga has already approved" in (await olga.press("Approve")).text
    assert [row["state"] for row in rows(plaza, claim)] == ["approved"]


async def test_a_declined_claim_gives_its_reason_and_no_city(plaza: Plaza, talk: Somebody, organisers: tuple[Talk, Talk]) -> None:
    ana = await claims_city(plaza, talk, "Gwangju")
    await plaza.deliverer.flush()
    _, omar = organisers
    await omar.press("Decline")
    assert "has been told the reason" in (await omar.fill({"reason": "Please write\nfrom your office address."})).text
    await plaza.deliverer.flush()
    assert "from your office address." in ana.came().text
    assert at(plaza, "paper:ana").city == ""
    assert not at(plaza, "paper:ana").may(Role.FOCAL_POINT)


async def test_a_reason_sent_after_somebody_else_approved_declines_nothing(
    plaza: Plaza, talk: Somebody, organisers: tuple[Talk, Talk]
) -> None:
    await claims_city(plaza, talk, "Gwangju")
    await plaza.deliverer.flush()
    olga, omar = organisers
    await omar.press("Decline")
    await olga.press("Approve")
    assert "Olga has already approved" in (await omar.fill({"reason": "no"})).text
    assert at(plaza, "paper:ana").city == "Gwangju"


async def test_a_misspelt_city_is_asked_back_and_may_still_be_another_one(plaza: Plaza, talk: Somebody) -> None:
    ana = await claims_city(plaza, talk, "Barcelna")
    assert ana.heard[-1].plain.startswith("I know no city")
    assert "Barcelona" in (await ana.press("Barcelona")).text
    eva = await claims_city(plaza, talk, "Barcelna", "sheet:eva")
    assert "Barcelna" in (await eva.press("No, it is Barcelna")).text
    assert [row["city"] for row in rows(plaza, claim)] == ["Barcelona", "Barcelna"]


async def test_a_city_on_no_list_can_be_claimed_too(plaza: Plaza, talk: Somebody) -> None:
    await claims_city(plaza, talk, "Qwertzuiop")
    assert [row["city"] for row in rows(plaza, claim)] == ["Qwertzuiop"]


async def test_nobody_asks_for_the_same_city_twice_while_they_wait(plaza: Plaza, talk: Somebody) -> None:
    await claims_city(plaza, talk, "Gwangju")
    ana = await claims_city(plaza, talk, "gwangju")
    assert "already wait" in ana.heard.text
    assert len(rows(plaza, claim)) == 1


async def test_without_an_organiser_the_claim_is_kept_and_said_so_and_the_desk_shows_it_later(plaza: Plaza, talk: Somebody) -> None:
    ana = await claims_city(plaza, talk, "Gwangju")
    assert "No organiser can be reached" in ana.heard.text
    settle_in(plaza, "paper:olga", Role.ORGANISER)
    olga = talk(plaza, "paper:olga")
    assert "Gwangju" in (await olga.say("desk")).text
    await olga.press("Approve Gwangju")
    assert at(plaza, "paper:ana").city == "Gwangju"


async def test_who_decided_what_about_whom_stands_in_the_trail(plaza: Plaza, talk: Somebody, organisers: tuple[Talk, Talk]) -> None:
    await claims_city(plaza, talk, "Gwangju")
    await plaza.deliverer.flush()
    await organisers[0].press("Approve")
    number = rows(plaza, claim)[0]["id"]
    told = plaza.database.read(lambda tx: audit.lines(tx, f"claim:{number}"))
    ana, olga = at(plaza, "paper:ana").id, at(plaza, "paper:olga").id
    assert [(actor, deed) for _, actor, deed, _ in told] == [(f"person:{ana}", "claim.make"), (f"person:{olga}", "claim.approved")]
    granted = plaza.database.read(lambda tx: audit.lines(tx, f"person:{ana}"))
    assert [(actor, deed, detail["role"]) for _, actor, deed, detail in granted] == [(f"person:{olga}", "role.grant", "focal_point")]


async def test_an_organiser_dismissed_meanwhile_decides_nothing(plaza: Plaza, talk: Somebody, organisers: tuple[Talk, Talk]) -> None:
    await claims_city(plaza, talk, "Gwangju")
    await plaza.deliverer.flush()
    olga, _ = organisers
    from_olga = at(plaza, "paper:olga").id
    plaza.database.write(lambda tx: people.revoke(tx, from_olga, Role.ORGANISER, plaza.clock.now()))
    assert "Only organisers" in (await olga.press("Approve")).text
    assert [row["state"] for row in rows(plaza, claim)] == ["pending"]
