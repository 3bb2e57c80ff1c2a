"""A mail address beside the chat: proved by a code, good for confirmations, and of no use for bothering anybody else."""

import re
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from bot.actions.mail_addresses import PER_ADDRESS, PER_HOUSE, PER_PERSON, read
from bot.actions.people import CANNOT_SPEAK_FIRST
from bot.app.assemble import Plaza
from bot.model.person import LANGUAGES, Role
from bot.storage import outbox, people
from bot.storage.mail_codes import mail_code
from tests.channels.email.house import House, house
from tests.channels.email.mailroom import part
from tests.clocks import PaperClock
from tests.databases import Files
from tests.events_world import open_event
from tests.talk import Heard, Talk
from tests.townspeople import at, rows, settle_in

Somebody = Callable[..., Talk]
MAIL = "ana@city.example"
WORD = {"en": "email", "es": "correo", "fr": "courriel"}
SENTENCE = {"en": "My email is {}.", "es": "Mi correo es {}", "fr": "mon courriel est {}"}
SEAT = {"name": "Ana", "city": "Lyon", "role": "official", "needs": "", "language": "en"}


@pytest.fixture
def mailing(home: Path, files: Files, clock: PaperClock) -> Iterator[House]:
    """A Plaza that sends mail into files."""
    found = house(files.fresh(home / "var" / "plaza.db"), clock)
    yield found
    found.plaza.close()


def code_in(mail: EmailMessage) -> str:
    """The code in a mail."""
    found = re.search(r"\d{4} \d{4}", part(mail, "plain"))
    assert found
    return found[0]


def link_in(mail: EmailMessage) -> str:
    """The link that confirms the address."""
    found = re.search(r"https://plaza\.example(/u/c[^\s)]+)", part(mail, "plain"))
    assert found
    return found[1]


def places(plaza: Plaza, address: str) -> list[str]:
    """Where the person at this address can be reached, last used first."""
    return [one.value for one in plaza.database.read(lambda tx: people.addresses(tx, at(plaza, address).id))]


async def proved(mailing: House, who: Talk, mail: str = MAIL) -> Heard:
    """Give a mail address and type the code that came there."""
    await who.say(f"email {mail}")
    return await who.say(f"email {code_in(await mailing.last())}")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("channel", ["paper", "sheet"])
async def test_a_code_from_the_mail_makes_it_a_second_address(mailing: House, talk: Somebody, language: str, channel: str) -> None:
    settle_in(mailing.plaza, f"{channel}:ana", language=language)
    ana = talk(mailing.plaza, f"{channel}:ana")
    heard = await ana.say(f"{WORD[language]} {MAIL}")
    assert MAIL in heard.text
    assert heard.sheet.questions[0].name == "code"
    mail = await mailing.last()
    assert (str(mail["To"]), mail["Content-Language"]) == (MAIL, language)
    assert mail["Auto-Submitted"] == "auto-generated"
    assert MAIL in (await ana.fill({"code": code_in(mail)})).text
    assert places(mailing.plaza, f"{channel}:ana") == [f"{channel}:ana", f"email:{MAIL}"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_sentence_does_as_well_and_keeps_the_address_as_it_is_written(mailing: House, talk: Somebody, language: str) -> None:
    settle_in(mailing.plaza, "paper:ana", language=language)
    heard = await talk(mailing.plaza, "paper:ana").say(SENTENCE[language].format("José.Müller@Bücher.example"))
    assert "José.Müller@xn--bcher-kva.example" in heard.text
    assert str((await mailing.last())["To"]) == "José.Müller@xn--bcher-kva.example"


async def test_a_question_about_mail_is_still_a_question(mailing: House, talk: Somebody) -> None:
    heard = await talk(mailing.plaza, "paper:ana").say("email of the secretariat in Geneva?")
    assert "email you@city.org" not in heard.text
    assert "you@city.org" in (await talk(mailing.plaza, "paper:ana").say("email")).text


def method(mail: EmailMessage) -> str:
    """What the mail's invitation bids a calendar do."""
    (invitation,) = [found for found in mail.walk() if found.get_content_type() == "text/calendar"]
    return str(invitation["Content-Type"].params["method"])


async def test_a_confirmation_reaches_the_mail_too_with_the_calendar_file(mailing: House, talk: Somebody) -> None:
    plaza = mailing.plaza
    plaza.database.write(lambda tx: open_event(tx, plaza.clock.now()))
    ana = talk(plaza, "sheet:ana")
    await proved(mailing, ana)
    await ana.say("register")
    heard = await ana.fill(SEAT)
    assert "You are registered" in heard.text
    mail = await mailing.last()
    assert str(mail["Subject"]).startswith("You are registered: World Human Rights Cities Forum")
    assert "(Seoul, GMT+09:00)" in part(mail, "plain").splitlines()[2]
    assert "My registrations – type mine" in part(mail, "plain")
    assert method(mail) == "REQUEST"
    assert [file.get_content_type() for file in mail.iter_attachments()] == ["application/ics"]
    assert [found for found in mail.walk() if found.get_content_type() == "image/png"], "the code to show at the door"
    before = len(await mailing.mails())
    await ana.press("Change")
    await ana.fill(SEAT | {"city": "Utrecht"})
    assert "Utrecht" in part(await mailing.last(), "plain")
    await ana.say("mine")
    await ana.press("Cancel registration")
    await ana.press("Yes, cancel it")
    mails = await mailing.mails()
    assert len(mails) == before + 2
    assert method(mails[-1]) == "CANCEL"


async def test_a_second_chat_gets_the_confirmation_where_there_is_no_mail(mailing: House, talk: Somebody) -> None:
    plaza = mailing.plaza
    plaza.database.write(lambda tx: open_event(tx, plaza.clock.now()))
    sheet, paper = talk(plaza, "sheet:ana"), talk(plaza, "paper:ana")
    shown = re.search(r"\w{4}-\w{4}", (await paper.say("link")).text)
    assert shown
    await sheet.say(f"link {shown[0]}")
    await sheet.say("register")
    await sheet.fill(SEAT)
    await plaza.deliverer.flush()
    assert "You are registered" in paper.came().text
    assert "Change" in paper.came().labels


async def test_messages_go_on_to_the_chat_and_to_the_mail_once_the_chat_is_lost(mailing: House, talk: Somebody) -> None:
    plaza = mailing.plaza
    await proved(mailing, talk(plaza, "paper:ana"))
    who = at(plaza, "paper:ana").id
    place = plaza.database.read(lambda tx: outbox.best_place(tx, who))
    assert place
    assert place.address == "paper:ana"
    plaza.database.write(lambda tx: people.lose(tx, "paper:ana", "blocked", "left"))
    place = plaza.database.read(lambda tx: outbox.best_place(tx, who))
    assert place
    assert place.address == f"email:{MAIL}"


async def test_a_wrong_code_may_be_typed_again_and_five_close_the_door(mailing: House, talk: Somebody, clock: PaperClock) -> None:
    ana = talk(mailing.plaza, "paper:ana")
    await ana.say(f"email {MAIL}")
    code = code_in(await mailing.last())
    for _ in range(5):
        assert "not the code" in (await ana.say("0000 0000")).text
    assert "quarter of an hour" in (await ana.say(code)).text
    clock.forward(minutes=16)
    assert MAIL in (await ana.say(f"email {code}")).text


async def test_a_code_ends_with_its_time_with_its_use_and_with_a_newer_one(mailing: House, talk: Somebody, clock: PaperClock) -> None:
    ana = talk(mailing.plaza, "paper:ana")
    await ana.say(f"email {MAIL}")
    first = code_in(await mailing.last())
    await ana.say("email ana@other.example")
    second = code_in(await mailing.last())
    assert "not the code" in (await ana.say(f"{first}")).text
    assert "ana@other.example" in (await ana.say(second)).text
    assert "has been used" in (await ana.say(f"email {second}")).text
    await ana.say("email third@other.example")
    third = code_in(await mailing.last())
    clock.forward(minutes=31)
    assert "older than 30 minutes" in (await ana.say(f"email {third}")).text


async def test_nobody_else_can_use_a_code(mailing: House, talk: Somebody) -> None:
    await talk(mailing.plaza, "paper:ana").say(f"email {MAIL}")
    eve = talk(mailing.plaza, "paper:eve")
    await eve.say("email eve@city.example")
    code = code_in((await mailing.mails())[0])
    assert "not the code" in (await eve.say(code)).text


async def test_one_person_cannot_send_many_codes(mailing: House, talk: Somebody, clock: PaperClock) -> None:
    eve = talk(mailing.plaza, "paper:eve")
    for n in range(PER_PERSON + 2):
        heard = await eve.say(f"email victim{n}@city.example")
    assert "Enough codes" in heard.text
    assert len(await mailing.mails()) == PER_PERSON
    clock.forward(minutes=61)
    assert "have sent a code" in (await eve.say("email eve@city.example")).text


async def test_many_people_cannot_fill_one_mailbox(mailing: House, talk: Somebody) -> None:
    for n in range(PER_ADDRESS + 3):
        await talk(mailing.plaza, f"paper:eve{n}").say(f"email {MAIL.upper() if n % 2 else MAIL}")
    assert len(await mailing.mails()) == PER_ADDRESS


async def test_this_plaza_sends_only_so_many_codes_an_hour(mailing: House, talk: Somebody) -> None:
    for n in range(PER_HOUSE + 1):
        heard = await talk(mailing.plaza, f"paper:p{n}").say(f"email p{n}@city.example")
    assert "Enough codes" in heard.text
    assert len(rows(mailing.plaza, mail_code)) == PER_HOUSE


async def test_the_mail_holds_nothing_that_whoever_asked_has_written(mailing: House, talk: Somebody) -> None:
    settle_in(mailing.plaza, "paper:eve", name="Buy at http://spam.example")
    await talk(mailing.plaza, "paper:eve").say(f"email {MAIL}")
    mail = await mailing.last()
    assert "spam" not in mail.as_string()
    assert re.findall(r"https?://[^/\s)]+", part(mail, "plain")) == ["https://plaza.example"]


async def test_whether_an_address_is_known_is_not_to_be_learned(mailing: House, talk: Somebody) -> None:
    settle_in(mailing.plaza, f"email:{MAIL}", name="Ana")
    eve = talk(mailing.plaza, "paper:eve")
    known, unknown = await eve.say(f"email {MAIL}"), await eve.say("email nobody@city.example")
    assert known.text.replace(MAIL, "x") == unknown.text.replace("nobody@city.example", "x")


async def test_an_address_the_secretariat_knows_already_brings_its_registrations_along(mailing: House, talk: Somebody) -> None:
    plaza = mailing.plaza
    settle_in(plaza, f"email:{MAIL}", Role.FOCAL_POINT, name="Ana", city="Lyon")
    heard = await proved(mailing, talk(plaza, "paper:ana"), "Ana@City.example")
    assert "What Plaza knew of that address" in heard.text
    assert at(plaza, "paper:ana") == at(plaza, f"email:{MAIL}")
    assert at(plaza, "paper:ana").city == "Lyon"


async def test_an_organisers_rights_are_not_gained_by_a_code_alone(mailing: House, talk: Somebody) -> None:
    plaza = mailing.plaza
    settle_in(plaza, f"email:{MAIL}", Role.ORGANISER, name="Olga")
    ana = talk(plaza, "paper:ana")
    assert "organiser" in (await proved(mailing, ana)).text
    assert Role.ORGANISER not in at(plaza, "paper:ana").roles
    assert "Nothing has changed" in (await ana.press("Leave it")).text
    await ana.press("Both are mine")
    assert Role.ORGANISER in at(plaza, "paper:ana").roles


async def test_the_link_in_the_mail_adds_the_address_after_a_press(mailing: House, talk: Somebody) -> None:
    plaza = mailing.plaza
    settle_in(plaza, "paper:ana", language="fr")
    await talk(plaza, "paper:ana").say(f"courriel {MAIL}")
    link = link_in(await mailing.last())
    for _ in range(3):
        page = await mailing.get(link)
    assert MAIL in page.text
    assert "Oui, c&#39;est mon adresse" in page.text
    assert places(plaza, "paper:ana") == ["paper:ana"], "opening a link changes nothing"
    assert "C&#39;est fait" in (await mailing.click(link)).text
    assert places(plaza, "paper:ana") == ["paper:ana", f"email:{MAIL}"]
    assert "C&#39;est fait" in (await mailing.click(link)).text


async def test_the_link_joins_nobody_and_ends_with_the_code(mailing: House, talk: Somebody, clock: PaperClock) -> None:
    plaza = mailing.plaza
    settle_in(plaza, f"email:{MAIL}", Role.ORGANISER)
    eve = talk(plaza, "paper:eve")
    await eve.say(f"email {MAIL}")
    assert "type the code" in (await mailing.click(link_in(await mailing.last()))).text
    assert at(plaza, "paper:eve") != at(plaza, f"email:{MAIL}")
    await eve.say("email eve@city.example")
    link = link_in(await mailing.last())
    clock.forward(minutes=31)
    assert "too old" in (await mailing.click(link)).text
    assert (await mailing.click(link[:-1] + ("A" if link[-1] != "A" else "B"))).status_code == 404
    assert places(plaza, "paper:eve") == ["paper:eve"]


async def test_an_address_one_has_needs_no_code(mailing: House, talk: Somebody) -> None:
    ana = talk(mailing.plaza, "paper:ana")
    await proved(mailing, ana)
    assert "yours already" in (await ana.say(f"email {MAIL}")).text
    assert MAIL in (await ana.say("email")).text


async def test_where_no_mail_is_sent_nothing_is_promised(home: Path, files: Files, clock: PaperClock, talk: Somebody) -> None:
    without = house(files.fresh(home / "var" / "plaza.db"), clock, mail=False)
    assert "sends no mail" in (await talk(without.plaza, "paper:ana").say(f"email {MAIL}")).text
    assert rows(without.plaza, mail_code) == []
    without.plaza.close()


@pytest.mark.parametrize(
    ("text", "mail"),
    [
        ("ana@city.example", "ana@city.example"),
        ("<mailto:ana@city.example|ana@city.example>", "ana@city.example"),
        ("it is Ana.B+x@City.Example, thanks", "Ana.B+x@city.example"),
        ("ana@faß.example.", "ana@xn--fa-hia.example"),
        ("josé@city.example", "josé@city.example"),
        ("ana@city", ""),
        ("ana@", ""),
        ("@city.example", ""),
        ("ana@city..example", ""),
        ("ana@-city.example", ""),
        ("ana@city.example\r\nBcc: eve@x.example", "ana@city.example"),
        (f"{'a' * 65}@city.example", ""),
        (f"ana@{'a' * 64}.example", ""),
    ],
)
def test_an_address_is_found_in_what_people_type(text: str, mail: str) -> None:
    assert read(text) == mail


def test_mail_can_be_spoken_to_first() -> None:
    assert "email" not in CANNOT_SPEAK_FIRST
