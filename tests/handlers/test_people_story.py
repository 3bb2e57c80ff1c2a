"""A whole acquaintance, on each kind of database: invited, asked, trusted with a city, joined, answered, exported, forgotten."""

import json
from collections.abc import Callable

from bot.actions import imports
from bot.app.assemble import Plaza
from bot.model.imports import PersonRow
from bot.model.inbound import Rang
from bot.model.person import Address, Role
from bot.storage import people
from bot.storage.outbox import outbox
from tests.clocks import PaperClock
from tests.talk import Talk
from tests.townspeople import at, rows, settle_in

Somebody = Callable[..., Talk]


def invite(plaza: Plaza, address: str, city: str, language: str) -> None:
    """Import one person without proof of consent."""
    where = Address(address.partition(":")[0], address)
    row = PersonRow(2, "Léa Dupont", city, "FR", language, "Europe/Paris", Role.MEMBER, where, "", "", None, ())
    plaza.database.write(lambda tx: imports.take_people(tx, plaza.secrets, lambda channel, value: channel, [row], plaza.clock.now()))


async def test_from_an_invitation_to_being_forgotten(plaza_on: Plaza, talk: Somebody, clock: PaperClock) -> None:
    plaza = plaza_on
    settle_in(plaza, "paper:olga", Role.ORGANISER, name="Olga")
    lea, olga = talk(plaza, "sheet:lea"), talk(plaza, "paper:olga")
    invite(plaza, "sheet:lea", "Nantes", "fr")
    await plaza.deliverer.flush()
    assert "rester en contact avec Nantes" in lea.came().text
    assert plaza.database.read(lambda tx: people.purposes(tx, at(plaza, "sheet:lea").id)) == set()

    await lea.say("profil")
    await lea.press("Je parle pour une ville")
    await lea.fill({"city": "nantes", "office": "Droits humains"})
    await plaza.deliverer.flush()
    await olga.press("Approve")
    assert at(plaza, "sheet:lea").roles == {Role.FOCAL_POINT}

    clock.forward(minutes=1)
    await talk(plaza, "paper:lea", language="fr").say("aide")
    shown = (await lea.say("relier")).text
    code = next(word.strip(".") for word in shown.split() if len(word.strip(".")) == 9 and word[4] == "-")
    phone = talk(plaza, "paper:lea")
    assert "ne font plus qu'une personne" in (await phone.say(f"relier {code}")).text
    assert at(plaza, "paper:lea").id == at(plaza, "sheet:lea").id

    await phone.say("secrétariat: qui paie l'interprétation ?")
    await plaza.deliverer.flush()
    await olga.press("Answer 1")
    await olga.fill({"answer": "Nous."})
    await plaza.deliverer.flush()
    assert "Nous." in phone.came().text

    await phone.say("confidentialité")
    kept = json.loads((await phone.press("Recevoir mes données"))[-1].files[0].content)
    assert {row["value"] for row in kept["address"]} == {"paper:lea", "sheet:lea"}
    assert kept["claim"][0]["city"] in ("nantes", "Nantes")
    await phone.press("M'effacer")
    assert "effacé" in (await phone.press("Oui, tout effacer")).text
    clock.forward(minutes=1)
    due = clock.now().replace(second=0, microsecond=0)
    await plaza.receiver.accept(Rang("tidy", "privacy.tidy", due))
    await plaza.receiver.drain()
    assert plaza.database.read(lambda tx: people.by_address(tx, "paper:lea")) is None
    assert [row for row in rows(plaza, outbox) if "Léa" in str(row)] == []


async def test_who_was_invited_and_does_not_want_it_is_gone_in_two_presses(plaza: Plaza, talk: Somebody, clock: PaperClock) -> None:
    lea = talk(plaza, "sheet:lea")
    invite(plaza, "sheet:lea", "Nantes", "fr")
    await plaza.deliverer.flush()
    await lea.press("M'effacer")
    await lea.press("Oui, tout effacer")
    clock.forward(minutes=1)
    await plaza.receiver.accept(Rang("tidy", "privacy.tidy", clock.now()))
    await plaza.receiver.drain()
    invite(plaza, "sheet:lea", "Nantes", "fr")
    await plaza.deliverer.flush()
    assert plaza.database.read(lambda tx: people.by_address(tx, "sheet:lea")) is None
    assert len(lea.came()) == 1, "no second invitation"
