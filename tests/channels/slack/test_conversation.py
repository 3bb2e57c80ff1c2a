"""A person in Slack and Plaza's channel: what is said arrives once, and answers come where the person looks."""

import pytest

from bot.channels.slack.client import SlackChannel
from bot.model.inbound import Answered, Commanded, Inbound, Origin, Pressed, Said
from bot.model.outgoing import File, Outgoing, Paragraph, Press, Question, Text
from bot.model.ports import Busy, Delivery, Refused, Sent
from tests.channels.slack.sheets import CITY, MEAL, asking
from tests.paper import Answer, PaperInlet, words
from tests.platforms.slack import SlackStub

pytestmark = pytest.mark.usefixtures("channel")


def saying(outgoing: Outgoing) -> Answer:
    """An engine that always answers with this."""
    return lambda inbound: [Delivery(7, inbound.origin.address, inbound.origin.chat, outgoing, inbound.key)]


async def test_a_message_arrives_with_who_wrote_it_and_in_which_language(slack: SlackStub, inlet: PaperInlet) -> None:
    eva = slack.person("Eva", "es", "America/Bogota")
    event = await eva.say("¿Qué <foros> & cuándo?")
    origin = Origin(
        channel="slack", address=eva.address, chat=f"T1:{eva.home.id}", private=True, name="Eva", language="es", zone="America/Bogota"
    )
    assert inlet.accepted == [Said(event, origin, "¿Qué <foros> & cuándo?")]
    assert [p.status for p in slack.pushes] == [200]


async def test_a_mention_in_a_channel_is_answered_in_its_thread(slack: SlackStub, inlet: PaperInlet, channel: SlackChannel) -> None:
    eva, ben = slack.person("Eva"), slack.person("Ben")
    room = slack.room("cities", eva, ben)
    await eva.mention(room, "has Genoa signed?")
    said = inlet.accepted[0]
    assert isinstance(said, Said)
    assert (said.text, said.origin.private) == ("has Genoa signed?", False)
    await channel.send(Delivery(1, said.origin.address, said.origin.chat, words("Not on our list."), said.key))
    seen = await ben.expect("Not on our list", room)
    assert seen.thread == said.origin.chat.split(":")[2]


async def test_a_personal_answer_to_a_mention_is_not_read_by_the_whole_channel(slack: SlackStub, channel: SlackChannel) -> None:
    eva, ben = slack.person("Eva"), slack.person("Ben")
    room = slack.room("cities", eva, ben)
    await channel.send(Delivery(1, eva.address, f"T1:{room.id}:1700000000.000100", words("Your registrations", personal=True)))
    assert [m.text for m in eva.messages(eva.home)] == ["Your registrations"]
    assert ben.messages() == []


async def test_a_whole_question_behind_the_command_is_asked_as_a_question(slack: SlackStub, inlet: PaperInlet) -> None:
    eva = slack.person("Eva")
    await eva.command("has Genoa signed?")
    await eva.command()
    first, second = inlet.asked
    assert isinstance(first, Said)
    assert first.text == "has Genoa signed?"
    assert isinstance(second, Commanded)
    assert (second.word, second.origin.private, second.origin.chat) == ("help", True, f"T1:{eva.id}")
    assert eva.problem == ""


async def test_a_command_in_a_shared_channel_is_answered_for_the_asker_alone(slack: SlackStub, inlet: PaperInlet) -> None:
    eva, ben = slack.person("Eva"), slack.person("Ben")
    room = slack.room("cities", eva, ben, joined=False)
    inlet.answer = saying(words("Two events are open."))
    await eva.command("events", room)
    assert (await eva.expect("Two events", room)).ephemeral
    assert ben.messages(room) == []
    assert inlet.settled == [(7, Sent())]


async def test_a_command_in_the_own_conversation_is_answered_by_a_message_that_stays(slack: SlackStub, inlet: PaperInlet) -> None:
    eva = slack.person("Eva")
    inlet.answer = saying(words("Two events are open."))
    await eva.command("events")
    seen = await eva.expect("Two events", eva.home)
    assert not seen.ephemeral
    assert inlet.settled == [(7, Sent(f"{eva.home.id}:{seen.post.ts}"))]


async def test_a_form_opens_as_a_modal_and_its_answers_come_back_under_their_names(slack: SlackStub, inlet: PaperInlet) -> None:
    eva = slack.person("Eva")
    inlet.answer = saying(asking())
    await eva.command("register")
    screen = await eva.expect_modal("Sign up")
    assert screen.labels == ["Your city", "Meal", "Arrival"]
    assert "World Human Rights Cities Forum" in screen.text
    inlet.answer = saying(words("You have a seat."))
    await eva.submit({"Your city": "Gwangju", "Meal": "Vegan"})
    answered = inlet.asked[-1]
    assert isinstance(answered, Answered)
    assert (answered.token, answered.answers) == ("form-1", {"city": "Gwangju", "meal": "vegan", "arrives": "2026-05-14"})
    assert eva.modal() is None
    await eva.expect("You have a seat", eva.home)


async def test_a_wrong_answer_is_explained_beside_its_field_and_can_be_sent_again(slack: SlackStub, inlet: PaperInlet) -> None:
    eva = slack.person("Eva")
    inlet.answer = saying(asking())
    await eva.command("register")
    inlet.answer = saying(asking(Question("city", "Your city", "text", True, error="We know no such city.")))
    await eva.submit({"Your city": "Gwanju", "Meal": "Vegan"})
    screen = eva.modal()
    assert screen is not None
    assert screen.errors == {"Your city": "We know no such city."}
    await eva.submit({"Your city": "Gwanju", "Meal": "Vegan"})
    assert len([i for i in inlet.asked if isinstance(i, Answered)]) == 2
    assert eva.problem == ""


async def test_the_next_questions_take_the_place_of_the_first(slack: SlackStub, inlet: PaperInlet) -> None:
    eva = slack.person("Eva")
    inlet.answer = saying(asking(CITY))
    await eva.command("register")
    inlet.answer = saying(asking(MEAL, token="form-2"))
    await eva.submit({"Your city": "Gwangju"})
    screen = await eva.expect_modal("Meal")
    assert (screen.labels, screen.view["private_metadata"], eva.problem) == (["Meal"], "form-2", "")
    assert inlet.settled[-1][0] == 7


async def test_closing_the_form_is_pressing_its_cancel_button(slack: SlackStub, inlet: PaperInlet) -> None:
    eva = slack.person("Eva")
    inlet.answer = saying(asking())
    await eva.command("register")
    await eva.close()
    assert inlet.accepted[-1] == Pressed(inlet.accepted[-1].key, inlet.accepted[-1].origin, "leave-1")
    assert eva.problem == ""


async def test_a_form_from_the_outbox_is_a_button_that_brings_it(slack: SlackStub, inlet: PaperInlet, channel: SlackChannel) -> None:
    eva = slack.person("Eva")
    await channel.send(Delivery(3, eva.address, "", asking()))
    assert (await eva.expect("World Human Rights")).labels == ["Continue", "Leave"]
    inlet.answer = saying(asking())
    await eva.press("Continue")
    assert [i.token for i in inlet.asked if isinstance(i, Pressed)] == ["form-1"]
    await eva.expect_modal("Your city")


async def test_a_late_modal_becomes_a_message_with_a_button(slack: SlackStub, inlet: PaperInlet) -> None:
    eva = slack.person("Eva")
    slack.fault("refuse", "views.open", error="expired_trigger_id")
    inlet.answer = saying(asking())
    await eva.command("register")
    assert (await eva.expect("World Human Rights")).labels == ["Continue", "Leave"]
    assert isinstance(inlet.settled[0][1], Sent)


async def test_a_press_turns_its_message_into_the_answer(slack: SlackStub, inlet: PaperInlet, channel: SlackChannel) -> None:
    eva = slack.person("Eva")
    await channel.send(Delivery(1, eva.address, "", words("Stop alerts?", buttons=(Press("Stop", "t-stop", "danger"),))))
    inlet.answer = saying(words("Alerts stopped.", edits=True))
    await eva.press("Stop")
    assert [(m.text, m.edited, m.labels) for m in eva.messages()] == [("Alerts stopped.", True, [])]


async def test_a_press_on_a_note_only_i_can_see_replaces_that_note(slack: SlackStub, inlet: PaperInlet) -> None:
    eva, ben = slack.person("Eva"), slack.person("Ben")
    room = slack.room("cities", eva, ben)
    inlet.answer = saying(words("Stop alerts?", buttons=(Press("Stop", "t-stop"),)))
    await eva.command("alerts", room)
    inlet.answer = saying(words("Alerts stopped.", edits=True))
    await eva.press("Stop", room)
    assert [(m.text, m.ephemeral) for m in eva.messages(room)] == [("Alerts stopped.", True)]
    pressed = inlet.asked[-1]
    assert pressed.origin.private
    assert ben.messages(room) == []


async def test_a_press_in_a_channel_is_answered_in_the_thread_under_the_button(
    slack: SlackStub, inlet: PaperInlet, channel: SlackChannel
) -> None:
    eva, ben = slack.person("Eva"), slack.person("Ben")
    room = slack.room("cities", eva, ben)
    await channel.send(Delivery(1, eva.address, f"T1:{room.id}", words("Forum", buttons=(Press("Programme", "t-p"),))))
    inlet.answer = saying(words("Monday: opening."))
    await ben.press("Programme", room)
    first, second = ben.messages(room)
    assert second.thread == first.post.ts
    inlet.answer = saying(words("Your seat: 14.", personal=True))
    await ben.press("Programme", room)
    assert "Your seat: 14." not in [m.text for m in eva.messages(room)]
    assert (await ben.expect("Your seat", room)).ephemeral


async def test_a_link_button_needs_no_answer_and_asks_nothing(slack: SlackStub, inlet: PaperInlet, channel: SlackChannel) -> None:
    eva = slack.person("Eva")
    await channel.send(Delivery(1, eva.address, "", words("Programme", buttons=(Press("Open", url="https://plaza.test/e/forum"),))))
    assert await eva.press("Open") == "https://plaza.test/e/forum"
    assert (eva.problem, inlet.asked) == ("", [])


async def test_the_shortcut_begins_a_registration(slack: SlackStub, inlet: PaperInlet) -> None:
    eva = slack.person("Eva")
    await eva.shortcut("register_event")
    assert [(i.word, i.text) for i in inlet.asked if isinstance(i, Commanded)] == [("register", "")]


async def test_a_calendar_file_follows_its_message(slack: SlackStub, channel: SlackChannel) -> None:
    eva = slack.person("Eva")
    calendar = File("forum.ics", "text/calendar", b"BEGIN:VCALENDAR")
    await channel.send(Delivery(1, eva.address, "", words("Your seat", files=(calendar,))))
    message, file = eva.messages()
    assert (message.text, file.files) == ("Your seat", [("forum.ics", b"BEGIN:VCALENDAR")])


async def test_a_file_that_does_not_get_through_is_not_announced(slack: SlackStub, channel: SlackChannel) -> None:
    eva = slack.person("Eva")
    slack.fault("refuse", "upload", status=500)
    with pytest.raises(Busy):
        await channel.send(Delivery(1, eva.address, "", words("Your seat", files=(File("forum.ics", "text/calendar", b"x"),))))
    assert eva.messages() == []


async def test_answers_from_another_organisation_keep_their_own_address(slack: SlackStub, inlet: PaperInlet) -> None:
    guest = slack.person("Guest", team="T9")
    room = slack.room("shared", guest)
    await guest.mention(room, "organise", thread="")
    assert inlet.accepted[0].origin.address == f"slack:T9:{guest.id}"
    assert inlet.accepted[0].origin.chat.startswith("T1:")


async def test_what_failed_to_appear_is_recorded_as_such(slack: SlackStub, inlet: PaperInlet) -> None:
    eva = slack.person("Eva")
    inlet.answer = saying(words("Two events are open."))
    slack.fault("refuse", "chat.postMessage", status=429, error="ratelimited", retry_after="7")
    await eva.command("events")
    slack.fault("refuse", "chat.postMessage", error="restricted_action")
    await eva.command("events")
    (_, busy), (_, refused) = inlet.settled
    assert isinstance(busy, Busy)
    assert busy.after == 7
    assert isinstance(refused, Refused)
    assert refused.whom == "person"


async def test_every_answer_is_drawn_and_settled(slack: SlackStub, inlet: PaperInlet) -> None:
    eva = slack.person("Eva")

    def two(inbound: Inbound) -> list[Delivery]:
        both = (Outgoing((Paragraph((Text("One"),)),)), asking())
        return [Delivery(n, inbound.origin.address, inbound.origin.chat, outgoing) for n, outgoing in enumerate(both)]

    inlet.answer = two
    await eva.command("register")
    await eva.expect("One")
    await eva.expect_modal("Your city")
    assert [number for number, _ in inlet.settled] == [0, 1]
