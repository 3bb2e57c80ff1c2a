"""The way out of what comes by mail: one click, no login, nothing by merely looking, nothing for who holds no link of ours."""

import re
from collections.abc import Callable
from email.message import EmailMessage
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select

from bot.actions import broadcasts, events, registrations
from bot.app.assemble import Plaza
from bot.model.events import Details
from bot.model.person import LANGUAGES
from bot.model.reply import Reply
from bot.storage import audit, outbox, people
from bot.storage import broadcasts as kept
from bot.storage.database import Connection
from tests.channels.email.house import House
from tests.channels.email.mailroom import part
from tests.events_world import open_event
from tests.talk import Talk
from tests.townspeople import rows, settle_in

Somebody = Callable[..., Talk]
TOPIC = "topic:hrc"
DONE = {"en": "no more alerts", "es": "ya no recibirá alertas", "fr": "plus ni alertes"}


def subscriber(plaza: Plaza, mail: str, language: str = "en", *purposes: str) -> int:
    """Somebody who is only reached by mail and agreed to alerts."""
    who = settle_in(plaza, f"email:{mail}", language=language)
    for purpose in purposes or (TOPIC, "topic:deadlines"):
        plaza.database.write(partial(people.agree, person_id=who, purpose=purpose, now=plaza.clock.now()))
    return who


def alert(plaza: Plaza, *whom: int, name: str = "alert:1") -> None:
    """An alert to these people, waiting to go out."""

    def work(tx: Connection) -> None:
        now = plaza.clock.now()
        campaign = outbox.open_campaign(tx, "alert", name, Reply("alerts.stopped", {"waiting": 0}), now, topic=TOPIC)
        assert campaign
        chosen = select(people.person.c.id).where(people.person.c.id.in_(whom))
        outbox.fan_out(tx, campaign, chosen, now, klass=outbox.ALERT)

    plaza.database.write(work)


def agreed(plaza: Plaza, who: int) -> set[str]:
    """What this person agrees to now."""
    return plaza.database.read(lambda tx: people.purposes(tx, who))


def link(mail: EmailMessage) -> str:
    """The way out in the headers."""
    return str(mail["List-Unsubscribe"]).strip("<>")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_one_click_ends_every_alert_and_says_so_in_the_readers_language(mailing: House, language: str) -> None:
    who = subscriber(mailing.plaza, "ana@city.example", language)
    alert(mailing.plaza, who)
    way_out = link(await mailing.last())
    answer = await mailing.click(way_out)
    assert answer.status_code == 200
    assert DONE[language] in answer.text
    assert f'<html lang="{language}"' in answer.text
    assert agreed(mailing.plaza, who) == set()
    assert [row["deed"] for row in rows(mailing.plaza, audit.audit)] == ["mail.leave"]


async def test_looking_changes_nothing_however_often_and_shows_a_button(mailing: House) -> None:
    who = subscriber(mailing.plaza, "ana@city.example")
    alert(mailing.plaza, who)
    way_out = link(await mailing.last())
    for _ in range(3):
        page = await mailing.get(way_out)
        assert page.status_code == 200
    assert (await mailing.web.head(f"/{way_out.rpartition('/')[2]}")).status_code == 200
    assert agreed(mailing.plaza, who) == {TOPIC, "topic:deadlines"}
    assert '<form method="post">' in page.text
    assert 'name="List-Unsubscribe" value="One-Click"' in page.text
    assert "script" not in page.headers["Content-Security-Policy"]
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"


async def test_a_second_click_is_answered_like_the_first(mailing: House) -> None:
    who = subscriber(mailing.plaza, "ana@city.example")
    alert(mailing.plaza, who)
    way_out = link(await mailing.last())
    first, second = await mailing.click(way_out), await mailing.click(way_out)
    assert (first.status_code, first.text) == (second.status_code, second.text)
    assert len(rows(mailing.plaza, audit.audit)) == 1


async def test_a_form_in_parts_counts_and_an_empty_post_does_not(mailing: House) -> None:
    who = subscriber(mailing.plaza, "ana@city.example")
    alert(mailing.plaza, who)
    token = link(await mailing.last()).rpartition("/")[2]
    for body in ("", "List-Unsubscribe=No", "x=List-Unsubscribe"):
        assert (await mailing.click(token, body)).status_code == 200
    assert (await mailing.click(token, "x" * 20_000)).status_code == 413
    assert agreed(mailing.plaza, who)
    answer = await mailing.web.post(f"/{token}", files={"List-Unsubscribe": (None, "One-Click")})
    assert answer.status_code == 200
    assert agreed(mailing.plaza, who) == set()


async def test_what_waits_is_taken_back_and_nothing_is_leased_after_the_click(mailing: House) -> None:
    ana, luc = subscriber(mailing.plaza, "ana@city.example"), subscriber(mailing.plaza, "luc@city.example")
    alert(mailing.plaza, ana, luc)
    first, _ = await mailing.mails()
    alert(mailing.plaza, ana, luc, name="alert:2")
    await mailing.click(link(first))
    assert [str(mail["To"]) for mail in (await mailing.mails())[2:]] == ["luc@city.example"]


async def test_no_letter_of_the_token_can_be_changed(mailing: House) -> None:
    ana, luc = subscriber(mailing.plaza, "ana@city.example"), subscriber(mailing.plaza, "luc@city.example")
    alert(mailing.plaza, ana, luc)
    token, other = (link(mail).rpartition("/")[2] for mail in await mailing.mails())
    head, _, signature = token.partition(".")
    forged = [
        f"{other.partition('.')[0]}.{signature}",
        f"{head}.{'A' * 12}",
        head,
        f"e{head[1:]}.{signature}.forum",
        "x",
        "%00",
        "s1",
    ]
    for bad in forged:
        for answer in (await mailing.get(bad), await mailing.click(bad)):
            assert answer.status_code == 404, bad
    assert agreed(mailing.plaza, ana)
    assert agreed(mailing.plaza, luc)


async def test_a_link_outlives_the_message_and_the_joining_of_two_people(mailing: House, talk: Somebody) -> None:
    plaza = mailing.plaza
    who = subscriber(plaza, "ana@city.example")
    alert(plaza, who)
    way_out = link(await mailing.last())
    settle_in(plaza, "paper:ana")
    code = re.search(r"\w{4}-\w{4}", (await talk(plaza, "email:ana@city.example").say("link")).text)
    assert code
    await talk(plaza, "paper:ana").say(f"link {code[0]}")
    plaza.database.write(lambda tx: tx.execute(outbox.attempt.delete()))
    plaza.database.write(lambda tx: tx.execute(outbox.outbox.delete()))
    assert (await mailing.click(way_out)).status_code == 200
    assert not any(row["withdrawn_at"] is None for row in rows(plaza, people.consent))


async def test_who_was_erased_has_no_link_any_more(mailing: House, talk: Somebody) -> None:
    who = subscriber(mailing.plaza, "ana@city.example")
    alert(mailing.plaza, who)
    way_out = link(await mailing.last())
    mailing.plaza.database.write(lambda tx: tx.execute(people.address.delete()))
    assert (await mailing.click(way_out)).status_code == 404


async def test_news_of_an_event_can_be_left_alone_and_the_place_stays(mailing: House) -> None:
    plaza, now = mailing.plaza, mailing.plaza.clock.now()
    who = subscriber(plaza, "ana@city.example")
    details = Details("Ana", "Lyon", "official", "", "en")
    event = plaza.database.write(lambda tx: open_event(tx, now))
    plaza.database.write(lambda tx: registrations.take_place(tx, event.slug, who, details, now))

    def news(tx: Connection) -> None:
        whom = broadcasts.audience(tx, plaza.library, lambda *given: "x", f"event:{event.slug}")
        one = kept.of(tx, broadcasts.draft(tx, whom, {"en": "The room has changed."}, "cli", now))
        assert one
        broadcasts.send(tx, one, whom, "cli", now, before=("draft",))

    plaza.database.write(news)
    mail = await mailing.last()
    assert mail["List-Id"] == "<broadcasts.city.example>"
    page = await mailing.get(link(mail))
    assert event.title("en") in page.text
    answer = await mailing.click(link(mail))
    assert event.title("en") in answer.text
    assert agreed(plaza, who) == {TOPIC, "topic:deadlines"}, "alerts go on"
    plaza.database.write(news)
    assert len(await mailing.mails()) == 1
    plaza.database.write(lambda tx: events.cancel(tx, event.slug, "cli", now))
    assert "Cancelled" in part(await mailing.last(), "plain"), "what concerns the place itself still comes"


async def test_who_registers_again_wants_the_news_again(mailing: House) -> None:
    plaza, now = mailing.plaza, mailing.plaza.clock.now()
    who = subscriber(plaza, "ana@city.example")
    details: Any = Details("Ana", "Lyon", "official", "", "en")
    event = plaza.database.write(lambda tx: open_event(tx, now))
    taken = plaza.database.write(lambda tx: registrations.take_place(tx, event.slug, who, details, now))
    from_mail = plaza.database.write(lambda tx: people.agree(tx, who, f"event:{event.slug}", now=now))
    assert from_mail
    plaza.database.write(lambda tx: people.withdraw(tx, who, f"event:{event.slug}", now))
    plaza.database.write(lambda tx: registrations.give_up(tx, taken.registration.code, who, now))
    plaza.database.write(lambda tx: registrations.take_place(tx, event.slug, who, details, now))
    assert f"event:{event.slug}" in agreed(plaza, who)
