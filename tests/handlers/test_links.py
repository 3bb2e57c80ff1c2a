"""One person on two channels: the code is the proof, it is worth little to anybody else, and nothing is gained in silence."""

from collections.abc import Callable

import pytest

from bot.app.assemble import Plaza
from bot.model.person import LANGUAGES, Role
from bot.storage import audit, people
from bot.storage.links import link_code
from tests.clocks import PaperClock
from tests.talk import Heard, Talk
from tests.townspeople import at, effects, rows, said_by, settle_in

Somebody = Callable[..., Talk]
WORD = {"en": "link", "es": "vincular", "fr": "relier"}


def code_in(heard: Heard) -> str:
    """The code that was shown."""
    return next(word.strip(".,*") for word in heard.text.split() if len(word.strip(".,*")) == 9 and word.strip(".,*")[4] == "-")


async def joined(plaza: Plaza, talk: Somebody, first: str = "paper:ana", second: str = "sheet:ana") -> Heard:
    """Show a code to the first and type it as the second."""
    code = code_in(await talk(plaza, first).say("link"))
    return await talk(plaza, second).say(f"link {code}")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_code_from_one_channel_makes_both_one_person(plaza: Plaza, talk: Somebody, language: str) -> None:
    older = settle_in(plaza, "paper:ana", name="Ana", language=language)
    settle_in(plaza, "sheet:ana", language=language)
    ana = talk(plaza, "paper:ana")
    code = code_in(await ana.say(WORD[language]))
    heard = await talk(plaza, "sheet:ana").say(f"{WORD[language]} {code.lower().replace('-', ' ')}")
    assert "paper:ana" in heard.text
    assert "sheet:ana" in heard.text
    assert at(plaza, "paper:ana").id == at(plaza, "sheet:ana").id == older
    await plaza.deliverer.flush()
    assert "sheet:ana" in ana.came().text, "where the code was shown they must hear of it too"


async def test_the_answer_belongs_to_the_person_who_stays_so_its_buttons_work(plaza: Plaza, talk: Somebody) -> None:
    settle_in(plaza, "paper:ana", name="Ana")
    sheet = talk(plaza, "sheet:ana")
    code = code_in(await talk(plaza, "paper:ana").say("link"))
    await sheet.say(f"link {code}")
    assert "Ana" in (await sheet.press("My details")).text


async def test_buttons_of_the_time_before_still_work_on_both_channels(plaza: Plaza, talk: Somebody) -> None:
    paper, sheet = talk(plaza, "paper:ana"), talk(plaza, "sheet:ana")
    await paper.say("language")
    await sheet.say("language")
    await sheet.say(f"link {code_in(await talk(plaza, 'paper:ana').say('link'))}")
    assert "français" in (await sheet.press("Français")).text
    assert "español" in (await paper.press("Español")).text


async def test_the_code_itself_is_nowhere_but_in_the_message_that_shows_it(plaza: Plaza, talk: Somebody) -> None:
    code = code_in(await talk(plaza, "paper:ana").say("link"))
    kept = rows(plaza, link_code)[0]
    assert code not in str(kept)
    assert code.replace("-", "") not in str(kept)


async def test_a_code_works_once(plaza: Plaza, talk: Somebody) -> None:
    code = code_in(await talk(plaza, "paper:ana").say("link"))
    await talk(plaza, "sheet:ana").say(f"link {code}")
    heard = await talk(plaza, "sheet:eve").say(f"link {code}")
    assert "does not work" in heard.text
    assert at(plaza, "sheet:eve").id != at(plaza, "paper:ana").id


async def test_a_code_dies_after_a_quarter_of_an_hour(plaza: Plaza, talk: Somebody, clock: PaperClock) -> None:
    code = code_in(await talk(plaza, "paper:ana").say("link"))
    clock.forward(minutes=15)
    assert "does not work" in (await talk(plaza, "sheet:ana").say(f"link {code}")).text


async def test_a_new_code_ends_the_one_before(plaza: Plaza, talk: Somebody) -> None:
    ana = talk(plaza, "paper:ana")
    first, second = code_in(await ana.say("link")), code_in(await ana.say("link"))
    assert first != second
    assert "does not work" in (await talk(plaza, "sheet:ana").say(f"link {first}")).text
    assert "one person now" in (await talk(plaza, "sheet:ana").say(f"link {second}")).text


async def test_guessing_ends_after_five_wrong_codes_even_with_the_right_one_in_hand(
    plaza: Plaza, talk: Somebody, clock: PaperClock
) -> None:
    eve = talk(plaza, "sheet:eve")
    for n in range(5):
        assert "does not work" in (await eve.say(f"link AAAA-AAA{n + 2}")).text
    code = code_in(await talk(plaza, "paper:ana").say("link"))
    assert "too many" in (await eve.say(f"link {code}")).text
    assert at(plaza, "sheet:eve").id != at(plaza, "paper:ana").id
    clock.forward(minutes=16)
    code = code_in(await talk(plaza, "paper:ana").say("link"))
    assert "one person now" in (await eve.say(f"link {code}")).text


async def test_a_code_typed_where_it_was_shown_is_not_lost(plaza: Plaza, talk: Somebody) -> None:
    ana = talk(plaza, "paper:ana")
    code = code_in(await ana.say("link"))
    assert "other" in (await ana.say(f"link {code}")).text
    assert "one person now" in (await talk(plaza, "sheet:ana").say(f"link {code}")).text


async def test_in_a_shared_room_the_code_goes_to_the_private_chat(plaza: Plaza, talk: Somebody) -> None:
    heard = talk(plaza, "paper:ana", chat="room-1", private=False)
    await heard.command("link")
    assert [delivery.chat for delivery in heard.deliveries] == [""]


async def test_an_organisers_power_passes_only_after_a_second_yes(plaza: Plaza, talk: Somebody) -> None:
    settle_in(plaza, "paper:olga", Role.ORGANISER)
    sheet = talk(plaza, "sheet:olga")
    code = code_in(await talk(plaza, "paper:olga").say("link"))
    heard = await sheet.say(f"link {code}")
    assert "paper:olga" in heard.text
    assert at(plaza, "sheet:olga").id != at(plaza, "paper:olga").id
    heard = await sheet.press("Join them")
    assert "one person now" in heard.text
    assert at(plaza, "sheet:olga").may(Role.ORGANISER)


async def test_a_stolen_organiser_hears_of_it_and_the_trail_says_what_was_gained(plaza: Plaza, talk: Somebody) -> None:
    eve = settle_in(plaza, "sheet:eve")
    olga = settle_in(plaza, "paper:olga", Role.ORGANISER)
    code = code_in(await talk(plaza, "sheet:eve").say("link"))
    paper = talk(plaza, "paper:olga")
    await paper.say(f"link {code}")
    await paper.press("Join them")
    lines = plaza.database.read(lambda tx: audit.lines(tx, f"person:{eve}"))
    assert [(deed, detail["gained"]) for _, _, deed, detail in lines if deed == "person.merge"] == [("person.merge", ["organiser"])]
    assert lines[-1][1] == f"person:{olga}"


async def test_who_leaves_it_keeps_two_people(plaza: Plaza, talk: Somebody) -> None:
    settle_in(plaza, "paper:olga", Role.ORGANISER)
    sheet = talk(plaza, "sheet:olga")
    await sheet.say(f"link {code_in(await talk(plaza, 'paper:olga').say('link'))}")
    before = effects(plaza)
    assert "Nothing has been joined" in (await sheet.press("Leave it")).text
    assert effects(plaza) == before


async def test_registering_everywhere_once_consents_roles_and_city_come_along(plaza: Plaza, talk: Somebody) -> None:
    settle_in(plaza, "paper:ana", name="Ana")
    newer = settle_in(plaza, "sheet:ana", Role.FOCAL_POINT, city="Gwangju")
    plaza.database.write(lambda tx: people.agree(tx, newer, "topic:hrc", now=plaza.clock.now()))
    heard = await joined(plaza, talk)
    now_one = at(plaza, "paper:ana")
    assert "focal point" in heard.text
    assert now_one.city == "Gwangju"
    assert now_one.may(Role.FOCAL_POINT)
    assert plaza.database.read(lambda tx: people.purposes(tx, now_one.id)) == {"topic:hrc"}


async def test_who_spoke_for_two_cities_is_told_which_one_stays(plaza: Plaza, talk: Somebody) -> None:
    settle_in(plaza, "paper:ana", Role.FOCAL_POINT, city="Genova")
    settle_in(plaza, "sheet:ana", Role.FOCAL_POINT, city="Gwangju")
    heard = await joined(plaza, talk)
    assert "remain the voice of Genova" in heard.text
    assert at(plaza, "sheet:ana").city == "Genova"


async def test_what_waits_for_the_newer_person_still_arrives(plaza: Plaza, talk: Somebody) -> None:
    settle_in(plaza, "paper:ana")
    settle_in(plaza, "sheet:ana")
    organiser = talk(plaza, "paper:olga")
    settle_in(plaza, "paper:olga", Role.ORGANISER)
    await talk(plaza, "sheet:ana").say("secretariat: is there a fee?")
    await organiser.say("desk")
    await organiser.press("Answer 1")
    await organiser.fill({"answer": "There is none."})
    await joined(plaza, talk)
    await plaza.deliverer.flush()
    assert "There is none." in Heard(delivery.outgoing for delivery in said_by(plaza, "sheet").said).text
