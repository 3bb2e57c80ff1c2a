"""What only organisers may do, nobody else does: by typing it, by pressing it, by filling it in, with a stolen token or an old grant."""

import itertools
from collections.abc import Callable
from dataclasses import fields

import pytest

from bot.app.assemble import Plaza
from bot.engine.tokens import button_token, sheet_token
from bot.model.inbound import Answered
from bot.model.person import Role
from bot.model.reply import Button, Reply
from bot.storage import dialogs, outbox, people
from bot.storage.database import Connection
from bot.storage.outbox import Place
from tests.events_world import hasty
from tests.talk import Heard, Talk
from tests.townspeople import at, effects, settle_in

Somebody = Callable[..., Talk]
GUARDED = (Role.ORGANISER, Role.ADMIN)
VALUES = ("1", "2", "7", "", "demo-forum", "topic:hrc", "1\n2")
REFUSED = ("Only organisers", "Only an administrator")
KINDS = ("member", "focal", "former")


async def busy_house(plaza: Plaza, talk: Somebody) -> None:
    """Something for an organiser to decide, and people of every kind who are none."""
    settle_in(plaza, "paper:olga", Role.ORGANISER, name="Olga")
    settle_in(plaza, "sheet:member", name="Olga")
    settle_in(plaza, "sheet:focal", Role.FOCAL_POINT, name="Olga", city="Gwangju")
    former = settle_in(plaza, "sheet:former", Role.ORGANISER, Role.ADMIN, name="Olga")
    await talk(plaza, "paper:ana").say("secretariat is there a fee?")
    ana = talk(plaza, "paper:ana")
    await ana.say("me")
    await ana.press("I speak for a city")
    await ana.fill({"city": "Genova", "office": "Rights office"})
    await plaza.deliverer.flush()
    plaza.database.write(lambda tx: [people.revoke(tx, former, role, plaza.clock.now()) for role in GUARDED])


def shown(plaza: Plaza, address: str, action: str, value: str, number: int) -> str:
    """The token of a button of this action, drawn for this person as if some message had offered it."""

    def work(tx: Connection) -> int:
        who = people.by_address(tx, address)
        assert who is not None
        channel = address.partition(":")[0]
        reply = Reply("start.help", {"organiser": True}, (Button(action, value, {"city": "", "number": 1}),))
        row = outbox.post(tx, f"trap:{number}", who.id, reply, Place(channel, channel, address), plaza.clock.now())
        assert row is not None
        return row

    return button_token(plaza.secrets, plaza.database.write(work), 0)


def opened(plaza: Plaza, address: str, form: str) -> str:
    """The token of a form of this name that this person has open, every field known already."""
    shape, _ = plaza.router.forms[form]
    spec = {"name": form, "fields": [], "given": dict.fromkeys((f.name for f in fields(shape)), "1")}

    def work(tx: Connection) -> int:
        who = people.by_address(tx, address)
        assert who is not None
        return dialogs.start(tx, who.id, address.partition(":")[0], address, spec, plaza.clock.now()).id

    return sheet_token(plaza.secrets, plaza.database.write(work))


def refused(heard: Heard) -> bool:
    """Whether that was all that came of it."""
    return any(word in heard.text for word in REFUSED)


async def test_no_command_press_or_form_of_organisers_has_any_effect_for_anybody_else(plaza: Plaza, talk: Somebody) -> None:
    hasty(plaza.database)
    await busy_house(plaza, talk)
    before, attempts = effects(plaza), 0
    router = plaza.router
    commands = [word for word, entry in router.commands.items() if entry.role in GUARDED]
    presses = [action for action, entry in router.presses.items() if entry.role in GUARDED]
    forms = [name for name, (_, entry) in router.forms.items() if entry.role in GUARDED]
    assert {"desk"} <= set(commands)
    assert {"claims.approve", "claims.decline", "desk.take", "desk.answer"} <= set(presses)
    assert {"claims.no", "desk.answer"} <= set(forms)
    for kind in KINDS:
        who = talk(plaza, f"sheet:{kind}")
        for word, value in itertools.product(commands, VALUES):
            assert refused(await who.command(word, value)), f"{kind} typed {word} {value}"
            attempts += 1
        for action, value in itertools.product(presses, VALUES):
            assert refused(await who.token(shown(plaza, who.address, action, value, attempts))), f"{kind} pressed {action} {value}"
            attempts += 1
        for form in forms:
            token = opened(plaza, who.address, form)
            assert refused(await answered(who, token)), f"{kind} filled {form}"
            attempts += 1
    while attempts < 500:
        for kind, action in itertools.product(KINDS, presses):
            who = talk(plaza, f"sheet:{kind}")
            assert refused(await who.token(shown(plaza, who.address, action, str(attempts), attempts)))
            attempts += 1
    assert effects(plaza) == before
    assert attempts >= 500


async def answered(who: Talk, token: str) -> Heard:
    """Send a form whose every field was known."""
    return await who.happen(Answered(f"{token}-{who.address}", who.origin, token, {}))


async def test_an_organisers_buttons_are_of_no_use_to_who_copies_their_tokens(plaza: Plaza, talk: Somebody) -> None:
    await busy_house(plaza, talk)
    tokens = [press.token for said in talk(plaza, "paper:olga").came() for press in said.buttons]
    assert len(tokens) >= 4
    before = effects(plaza)
    for kind, token in itertools.product(KINDS, tokens):
        heard = await talk(plaza, f"sheet:{kind}").token(token)
        assert "somebody else" in heard.text
    assert effects(plaza) == before


async def test_no_altered_token_opens_anything(plaza: Plaza, talk: Somebody) -> None:
    await busy_house(plaza, talk)
    token = next(press.token for said in talk(plaza, "paper:olga").came() for press in said.buttons)
    before = effects(plaza)
    olga = talk(plaza, "paper:olga")
    for n, letter in enumerate(token):
        other = "b" if letter != "b" else "c"
        heard = await olga.token(token[:n] + other + token[n + 1 :])
        assert "do not know this button" in heard.text, f"changed at {n}"
    assert effects(plaza) == before


@pytest.mark.parametrize("form", ["desk.answer", "claims.no"])
async def test_a_form_opened_as_an_organiser_is_refused_once_they_are_none(plaza: Plaza, talk: Somebody, form: str) -> None:
    await busy_house(plaza, talk)
    olga = talk(plaza, "paper:olga")
    await olga.press("Answer 1" if form == "desk.answer" else "Decline")
    person = at(plaza, "paper:olga").id
    plaza.database.write(lambda tx: people.revoke(tx, person, Role.ORGANISER, plaza.clock.now()))
    before = effects(plaza)
    assert refused(await olga.say("whatever is written here"))
    assert effects(plaza) == before
