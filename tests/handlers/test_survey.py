"""What people thought of an event must reach the organisers, without their names, from whoever was there and nobody else."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.actions import registrations
from bot.app.assemble import Plaza
from bot.model.events import Event
from bot.model.feedback import Answer, average, marks
from bot.model.inbound import Rang
from tests.alerting import at
from tests.clocks import START
from tests.events_world import details, open_event
from tests.talk import Talk
from tests.townspeople import settle_in


@pytest.fixture
def event(plaza: Plaza) -> Event:
    """The forum in Gwangju with two who had a seat, two days after its end; both were thanked."""
    made = plaza.database.write(lambda tx: open_event(tx, plaza.clock.now(), capacity=2))
    for name in ("ana", "ben", "late"):
        who = settle_in(plaza, f"paper:{name}", name=name.title())
        plaza.database.write(
            lambda tx, who=who, name=name: registrations.take_place(tx, made.slug, who, details(name), plaza.clock.now())  # type: ignore[misc]
        )
    plaza.clock.set(at("2027-05-16", "09:00"))  # type: ignore[attr-defined]
    return made


async def thank(plaza: Plaza) -> None:
    due = plaza.clock.now()
    await plaza.receiver.accept(Rang(f"reminders:{due.isoformat()}", "reminders", due))
    await plaza.receiver.drain()
    await plaza.deliverer.flush()


async def test_two_questions_after_the_end_and_the_organiser_sees_sums_and_comments(
    plaza: Plaza, event: Event, omar: Talk, talk: Callable[..., Talk]
) -> None:
    await thank(plaza)
    ana, ben = talk(plaza, "paper:ana"), talk(plaza, "paper:ben")
    assert "Thank you for taking part" in ana.came().text
    assert "5 (very good)" in ana.came().labels
    assert talk(plaza, "paper:late").came().text == "", "who waited to the end was not there"
    assert "5 of 5" in (await ana.press("5 (very good)")).text
    assert "without your name" in (await ana.say("=More time for *questions*")).text
    await ben.press("2")
    await ben.say("skip")
    await omar.say("organise Gwangju")
    shown = (await omar.press("Feedback")).text
    assert "2 answers, on average 3.5 of 5" in shown
    assert "5: =More time for *questions*" in shown
    assert "Ana" not in shown
    [attached] = (await omar.press("Export the answers"))[-1].files
    assert attached.content.decode("utf-8-sig").splitlines() == [
        "rating,comment,day",
        "2,,2027-05-16",
        "5,'=More time for *questions*,2027-05-16",
    ]


async def test_a_second_mark_replaces_the_first(plaza: Plaza, event: Event, omar: Talk, talk: Callable[..., Talk]) -> None:
    ana = talk(plaza, "paper:ana")
    assert "How was it?" in (await ana.say("feedback")).text
    for mark in ("1 (poor)", "4"):
        await ana.press(mark)
        await ana.say("skip")
    await omar.say("organise Gwangju")
    assert "One answer, on average 4 of 5" in (await omar.press("Feedback")).text


async def test_nobody_rates_an_event_that_they_did_not_attend_or_that_is_to_come(
    plaza: Plaza, event: Event, talk: Callable[..., Talk]
) -> None:
    assert "no event of yours" in (await talk(plaza, "paper:late").say("feedback")).text
    plaza.clock.set(START)  # type: ignore[attr-defined]
    assert "no event of yours" in (await talk(plaza, "paper:ana").say("feedback")).text


@given(st.lists(st.integers(1, 5), max_size=30))
def test_the_sums_are_those_of_the_marks(given_marks: list[int]) -> None:
    answers = [Answer(mark, "", START) for mark in given_marks]
    assert sum(mark * count for mark, count in marks(answers).items()) == sum(given_marks)
    found = average(answers)
    assert (found is None) == (not given_marks)
    assert found is None or min(given_marks) <= found <= max(given_marks)
