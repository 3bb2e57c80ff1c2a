"""The organisers' desk: what waits is seen, lies in somebody's hands or nobody's, goes from hand to hand, and is not forgotten."""

from collections.abc import Callable
from datetime import UTC, datetime

from bot.app.assemble import Plaza
from bot.model.inbound import Rang
from bot.model.person import Role
from bot.storage import people
from bot.storage.desk import desk
from bot.storage.outbox import outbox
from tests.clocks import PaperClock
from tests.talk import Talk
from tests.townspeople import at, rows

Somebody = Callable[..., Talk]
MONDAY = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)


async def ring(plaza: Plaza) -> None:
    """The desk's bell, this minute."""
    now = plaza.clock.now().replace(second=0, microsecond=0)
    await plaza.receiver.accept(Rang(f"desk:{now.isoformat()}", "desk", now))
    await plaza.receiver.drain()
    await plaza.deliverer.flush()


def told(plaza: Plaza, message: str) -> list[str]:
    """To whom this message went."""
    return [row["address"] for row in rows(plaza, outbox) if f'"message":"{message}"' in row["reply"]]


async def test_a_taken_question_shows_who_looks_after_it(plaza: Plaza, talk: Somebody, olga: Talk, omar: Talk) -> None:
    await talk(plaza, "paper:ana").say("secretariat is there a fee?")
    await plaza.deliverer.flush()
    assert "is yours" in (await olga.press("Take 1")).text
    assert "is yours already" in (await olga.press("Take 1")).text
    assert "Olga looks after number 1" in (await omar.press("Take 1")).text
    assert "taken by Olga" in (await omar.say("desk")).text


async def test_the_desk_shows_the_oldest_first_with_their_age_five_at_a_time(
    plaza: Plaza, talk: Somebody, olga: Talk, clock: PaperClock
) -> None:
    for n in range(7):
        await talk(plaza, f"paper:p{n}").say(f"secretariat question {n}")
        clock.forward(hours=10)
    heard = await olga.say("desk")
    assert "7 requests wait" in heard.text
    assert heard.text.index("question 0") < heard.text.index("question 4")
    assert "question 5" not in heard.text
    assert "2 days" in heard.text
    assert "30 h" in heard.text
    heard = await olga.press("More")
    assert "question 5" in heard.text
    assert "question 6" in heard.text
    assert "More" not in heard.labels


async def test_an_empty_desk_says_so(plaza: Plaza, olga: Talk) -> None:
    assert "Nobody waits" in (await olga.say("desk")).text


async def test_the_desk_is_for_organisers(plaza: Plaza, talk: Somebody) -> None:
    assert "Only organisers" in (await talk(plaza, "paper:ana").say("desk")).text


async def test_one_request_is_shown_whole_with_what_was_said_before_it(plaza: Plaza, talk: Somebody, olga: Talk) -> None:
    ana = talk(plaza, "paper:ana", name="Ana")
    await ana.say("Which article of the Charter-Agenda is about housing?")
    await ana.say("secretariat And who checks that?")
    heard = await olga.say("desk 1")
    assert "And who checks that?" in heard.text
    assert "Which article of the Charter-Agenda is about housing? →" in heard.text
    assert "in nobody's hands yet" in heard.text
    assert "no longer exists" in (await olga.say("desk 99")).text
    assert "1 request waits" in (await olga.say("desk please")).text


async def test_a_request_is_handed_to_another_organiser_who_gets_it_with_the_conversation(
    plaza: Plaza, talk: Somebody, olga: Talk, omar: Talk
) -> None:
    ana = talk(plaza, "paper:ana")
    await ana.say("Which article of the Charter-Agenda is about housing?")
    await ana.say("secretariat Who pays the interpreters?")
    await plaza.deliverer.flush()
    await olga.press("Take 1")
    assert "Who shall look after number 1?" in (await olga.press("Hand over 1")).text
    assert "in the hands of Omar" in (await olga.press("Omar")).text
    await plaza.deliverer.flush()
    assert "Olga hands you number 1" in omar.came().text
    assert "about housing?" in omar.came().text
    await omar.press("Answer 1")
    await omar.fill({"answer": "We do."})
    await plaza.deliverer.flush()
    assert "We do." in ana.came().text
    assert "Omar has already answered" in (await olga.press("Answer 1")).text
    assert "Omar has already answered" in (await olga.press("Hand over 1")).text


async def test_who_lets_go_leaves_it_to_anybody_and_only_the_holder_can(plaza: Plaza, talk: Somebody, olga: Talk, omar: Talk) -> None:
    await talk(plaza, "paper:ana").say("secretariat is there a fee?")
    await plaza.deliverer.flush()
    await olga.press("Take 1")
    await olga.press("Give back 1")
    assert [row["state"] for row in rows(plaza, desk)] == ["open"]
    await omar.press("Take 1")
    assert "Omar looks after number 1" in (await olga.press("Give back 1")).text
    assert [row["state"] for row in rows(plaza, desk)] == ["taken"]


async def test_alone_there_is_nobody_to_hand_it_to(plaza: Plaza, talk: Somebody, olga: Talk) -> None:
    await talk(plaza, "paper:ana").say("secretariat is there a fee?")
    await plaza.deliverer.flush()
    await olga.press("Take 1")
    assert "no other organiser" in (await olga.press("Hand over 1")).text


async def test_it_cannot_be_given_to_somebody_who_is_no_organiser_any_more(plaza: Plaza, talk: Somebody, olga: Talk, omar: Talk) -> None:
    await talk(plaza, "paper:ana").say("secretariat is there a fee?")
    await plaza.deliverer.flush()
    await olga.press("Hand over 1")
    who = plaza.database.read(lambda tx: people.by_address(tx, "sheet:omar"))
    assert who
    plaza.database.write(lambda tx: people.revoke(tx, who.id, Role.ORGANISER, plaza.clock.now()))
    await olga.press("Omar")
    assert [row["taken_by"] for row in rows(plaza, desk)] == [None]


async def test_the_shelves_show_what_is_mine_and_what_is_overdue(
    plaza: Plaza, talk: Somebody, olga: Talk, omar: Talk, clock: PaperClock
) -> None:
    clock.set(MONDAY)
    await talk(plaza, "paper:ana").say("secretariat question one?")
    clock.forward(hours=47)
    await talk(plaza, "paper:ben").say("secretariat question two?")
    await plaza.deliverer.flush()
    await olga.press("Take 2")
    clock.forward(hours=2)
    heard = await olga.say("desk")
    assert heard.labels[-2:] == ["Mine (1)", "Overdue (1)"]
    assert "overdue" in heard.text.split("question one?")[0]
    assert "question one?" not in (await olga.press("Mine (1)")).text
    await olga.say("desk")
    heard = await olga.press("Overdue (1)")
    assert "question one?" in heard.text
    assert "question two?" not in heard.text


async def test_what_is_overdue_reminds_each_organiser_once_a_working_day_and_tells_the_asker_once(
    plaza: Plaza, talk: Somebody, olga: Talk, omar: Talk, clock: PaperClock
) -> None:
    clock.set(MONDAY)
    await talk(plaza, "paper:ana").say("secretariat is there a fee?")
    clock.forward(hours=47)
    await ring(plaza)
    assert told(plaza, "desk.overdue") == [], "two working days are not over"
    clock.forward(hours=2)
    for _ in range(3):
        await ring(plaza)
        clock.forward(minutes=1)
    assert sorted(told(plaza, "desk.overdue")) == ["paper:olga", "sheet:omar"]
    assert told(plaza, "desk.late") == ["paper:ana"]
    clock.forward(hours=11)
    await ring(plaza)
    assert len(told(plaza, "desk.overdue")) == 2, "nobody is woken at night"
    clock.forward(hours=12)
    await ring(plaza)
    assert len(told(plaza, "desk.overdue")) == 4
    assert told(plaza, "desk.late") == ["paper:ana"]
    assert "is there a fee?" in olga.came().text


async def test_however_many_wait_everybody_hears_that_they_are_late(plaza: Plaza, talk: Somebody, olga: Talk, clock: PaperClock) -> None:
    clock.set(MONDAY)
    for n in range(60):
        await talk(plaza, f"paper:p{n}").say(f"secretariat question {n}?")
    clock.forward(hours=49)
    await ring(plaza)
    assert len(told(plaza, "desk.late")) == 60


async def test_a_zone_that_is_no_place_keeps_nobody_from_being_reminded(
    plaza: Plaza, talk: Somebody, olga: Talk, omar: Talk, clock: PaperClock
) -> None:
    clock.set(MONDAY)
    await talk(plaza, "paper:ana").say("secretariat is there a fee?")
    who = at(plaza, "paper:olga").id
    plaza.database.write(lambda tx: people.change(tx, who, zone="Mars/Olympus"))
    clock.forward(hours=49)
    await ring(plaza)
    assert sorted(told(plaza, "desk.overdue")) == ["paper:olga", "sheet:omar"]


async def test_of_what_is_taken_only_the_holder_is_reminded_and_the_weekend_is_left_out(
    plaza: Plaza, talk: Somebody, olga: Talk, omar: Talk, clock: PaperClock
) -> None:
    clock.set(datetime(2026, 12, 3, 9, 0, tzinfo=UTC))  # a Thursday: due on Monday
    await talk(plaza, "paper:ana").say("secretariat is there a fee?")
    await plaza.deliverer.flush()
    await omar.press("Take 1")
    clock.set(datetime(2026, 12, 6, 12, 0, tzinfo=UTC))
    await ring(plaza)
    assert told(plaza, "desk.overdue") == []
    clock.set(datetime(2026, 12, 7, 12, 0, tzinfo=UTC))
    await ring(plaza)
    assert told(plaza, "desk.overdue") == ["sheet:omar"]


async def test_who_asks_on_after_an_answer_reaches_whoever_gave_it(plaza: Plaza, talk: Somebody, olga: Talk, omar: Talk) -> None:
    ana = talk(plaza, "paper:ana")
    await ana.say("secretariat is there a fee?")
    await plaza.deliverer.flush()
    await omar.press("Answer 1")
    await omar.fill({"answer": "No fee."})
    await plaza.deliverer.flush()
    before = len(olga.came())
    await ana.press("Ask further")
    await ana.fill({"question": "And for students?"})
    await plaza.deliverer.flush()
    assert len(olga.came()) == before, "the other organiser is left in peace"
    assert "And for students?" in omar.came()[-1].plain
    assert "No fee." in omar.came()[-1].plain
    assert [row["follows"] for row in rows(plaza, desk)] == [None, 1]


async def test_another_persons_request_cannot_be_followed(plaza: Plaza, talk: Somebody, olga: Talk) -> None:
    ana = talk(plaza, "paper:ana")
    await ana.say("secretariat is there a fee?")
    await plaza.deliverer.flush()
    await olga.press("Answer 1")
    await olga.fill({"answer": "No fee."})
    await plaza.deliverer.flush()
    token = next(press.token for said in ana.came() for press in said.buttons if "further" in press.label)
    assert "belongs to somebody else" in (await talk(plaza, "paper:eve").token(token)).text
    assert len(rows(plaza, desk)) == 1
