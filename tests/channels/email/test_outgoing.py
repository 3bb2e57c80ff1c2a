"""What a reader sees: text first, HTML second, their language, what they can do, and nothing that anybody smuggled in."""

import re
from collections import Counter
from collections.abc import Sequence
from email.headerregistry import Address
from email.message import EmailMessage
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from bot.channels.email.envelope import Desk
from bot.channels.email.outgoing import Shape, draw
from bot.channels.email.settings import EmailSettings
from bot.model.outgoing import Break, Emphasis, File, Heading, Link, Listing, Outgoing, Paragraph, Press, Quote, Sheet, Strong, Text
from bot.model.ports import Delivery
from tests.channels.email.mailroom import bulk, delivery, part, reading, settings
from tests.paper import words

SEAT = Outgoing(
    (
        Paragraph(
            (
                Strong((Text("You are registered."),)),
                Break(),
                Strong((Text("Forum <b>& more"),)),
                Break(),
                Text("Thursday, 13 May 2027, 09:30–17:00 (Seoul, GMT+09:00)"),
                Break(),
                Text("Kimdaejung Center, Gwangju"),
            )
        ),
        Paragraph((Text("See "), Link((Text("the programme"),), "https://forum.example/?a=1&b=2"), Text(" or "), Emphasis((Text("ask"),)))),
        Listing(((Text("one"),), (Text("two"),)), numbered=True),
        Quote((Paragraph((Text("quoted"),)),)),
    ),
    language="es",
)
CALENDAR = File("forum.ics", "text/calendar; charset=utf-8; method=REQUEST", b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n")
PICTURE = File("coverage.png", "image/png", b"\x89PNG\r\n\x1a\n", "Signatories by country: Italy 40")
NASTY = st.text(max_size=60) | st.sampled_from(
    [
        "\r\nBcc: eve@x.example",
        "a\nb: c",
        "x\0y",
        "\u2028To: eve@x.example",
        "\x85Subject: no",
        "=?utf-8?q?=0ABcc:?=",
        "<script>alert(1)</script>",
        'Ana, "the" <mayor>',
        "\ud800",
    ]
)


def mail_of(it: Delivery, tmp_path: Path, **changes: Any) -> EmailMessage:
    """The delivery, as read on arrival."""
    return reading(Desk(settings(tmp_path, **changes)).envelope(it).content)


def test_text_comes_first_and_html_second_in_the_readers_language(tmp_path: Path) -> None:
    mail = mail_of(delivery(SEAT), tmp_path)
    assert [one.get_content_type() for one in mail.iter_parts()] == ["text/plain", "text/html"]
    assert mail["Content-Language"] == "es"
    assert '<html lang="es" dir="ltr">' in part(mail, "html")
    assert "footer.es" in part(mail, "plain")
    assert "footer.es" in part(mail, "html")


def test_what_when_in_which_zone_and_where_stand_in_the_first_lines(tmp_path: Path) -> None:
    mail = mail_of(delivery(SEAT), tmp_path)
    first = part(mail, "plain").splitlines()[:4]
    assert first[2:] == ["Thursday, 13 May 2027, 09:30–17:00 (Seoul, GMT+09:00)", "Kimdaejung Center, Gwangju"]
    assert mail["Subject"] == "You are registered: Forum <b>& more"
    shown = re.sub(r"<(head|style).*?</\1>|<[^>]+>", " ", part(mail, "html"), flags=re.DOTALL)
    assert " ".join(shown.split()).startswith("You are registered. Forum &lt;b&gt;&amp; more Thursday, 13 May 2027")


def test_styles_stand_in_the_elements_and_only_what_cannot_is_left_in_the_head(tmp_path: Path) -> None:
    html = part(mail_of(delivery(SEAT), tmp_path), "html")
    assert re.search(r"<p style=\"[^\"]*margin", html)
    assert re.findall(r"@media \(([^:)]+)", html) == ["max-width", "prefers-color-scheme"]
    assert "class=" in html
    assert "<script" not in html
    assert "http" not in html.replace("https://forum.example", "").replace("https://plaza.example", "")


def test_a_calendar_file_says_what_it_is_for(tmp_path: Path) -> None:
    (file,) = mail_of(delivery(Outgoing(SEAT.blocks, files=(CALENDAR,))), tmp_path).iter_attachments()
    assert file.get_content_type() == "text/calendar"
    assert file["Content-Type"].params["method"] == "REQUEST"
    assert file["Content-Type"].params["charset"].lower() == "utf-8"
    assert file.get_filename() == "forum.ics"
    assert file.get_payload(decode=True) == CALENDAR.content


def test_a_picture_is_shown_and_said(tmp_path: Path) -> None:
    mail = mail_of(delivery(Outgoing(SEAT.blocks, files=(PICTURE,))), tmp_path)
    assert "[Signatories by country: Italy 40]" in part(mail, "plain")
    found = re.search(r'<img[^>]*src="cid:([^"]+)"[^>]*>', part(mail, "html"))
    assert found
    assert 'alt="Signatories by country: Italy 40"' in found[0]
    shown = [one for one in mail.walk() if one.get_content_type() == "image/png"]
    assert [one["Content-ID"] for one in shown] == [f"<{found[1]}>"]
    assert shown[0]["Content-Disposition"].startswith("inline")


def test_buttons_become_links_or_say_what_to_type_in_the_chat(tmp_path: Path) -> None:
    buttons = (Press("Programme", url="https://forum.example/p"), Press("My seats", "t", command="mine"), Press("Give up", "t2"))
    typed = {"typed": lambda command, language: {"mine": "inscripciones"}.get(command, command)}
    mail = mail_of(delivery(Outgoing(SEAT.blocks, "es", buttons)), tmp_path, **typed)
    text, html = part(mail, "plain"), part(mail, "html")
    assert "Programme: https://forum.example/p" in text
    assert "in_chat.es https://plaza.example/\n- My seats – type.es inscripciones\n- Give up\n" in text
    assert re.search(r'<a class="press" href="https://forum\.example/p"[^>]*>Programme</a>', html)
    assert "<strong>inscripciones</strong>" in html


def test_a_form_is_answered_in_the_chat(tmp_path: Path) -> None:
    form = Sheet("token", "Your name", "Send", Press("Leave", "token.x"), ())
    text = part(mail_of(delivery(Outgoing((), "fr", form=form)), tmp_path), "plain")
    assert "Your name\ncarry_on.fr" in text
    assert "token" not in text


def test_an_address_that_no_browser_may_follow_is_no_link(tmp_path: Path) -> None:
    bad = Outgoing((Paragraph((Link((Text("here"),), "javascript:alert(1)"),)),), buttons=(Press("x", url="data:text/html,x"),))
    html = part(mail_of(delivery(bad), tmp_path), "html")
    assert re.findall(r'href="([^"]*)"', html) == []


def test_a_heading_takes_the_next_line_into_the_subject_and_an_empty_message_has_the_senders_name(tmp_path: Path) -> None:
    both = Outgoing((Heading((Text("Forum"),)), Paragraph((Text("Tomorrow"),))))
    assert mail_of(delivery(both), tmp_path)["Subject"] == "Forum: Tomorrow"
    assert mail_of(delivery(Outgoing(())), tmp_path)["Subject"] == "Plaza"
    assert len(mail_of(delivery("word " * 100), tmp_path)["Subject"]) <= 150


@pytest.mark.parametrize("name", ["Plaza, the network", "Réseau « Plaza »", 'Plaza "HQ"', "Plaza (Geneva)"])
def test_a_senders_name_may_have_commas_quotes_and_accents(tmp_path: Path, name: str) -> None:
    quoted = name.replace('"', '\\"')
    mail = mail_of(delivery("hello"), tmp_path, sender=f'"{quoted}" <plaza@city.example>')
    assert mail["From"].addresses == (Address(name, "plaza", "city.example"),)
    mail = mail_of(delivery("hello"), tmp_path, sender=f"{name} <plaza@city.example>")
    assert mail["From"].addresses == (Address(name, "plaza", "city.example"),)


class Elements(HTMLParser):
    """Counts the elements of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: Counter[str] = Counter()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.found[tag] += 1


def elements(html: str) -> Counter[str]:
    """How often each element stands in a page."""
    page = Elements()
    page.feed(html)
    return page.found


@effort(max_examples=150, deadline=None, phases=(Phase.explicit, Phase.generate))
@given(first=NASTY, second=NASTY, label=NASTY, file=NASTY, sender=NASTY)
def test_nothing_that_is_said_begins_a_header_or_an_element(
    tmp_path_factory: pytest.TempPathFactory, first: str, second: str, label: str, file: str, sender: str
) -> None:
    here = tmp_path_factory.getbasetemp()

    def said(*texts: str) -> Outgoing:
        one, two, what, name = texts
        buttons = (Press(what, "t"), Press(what, url="https://x.example"))
        files = (File(name, "text/calendar; method=PUBLISH", b"x"), File(name, "image/png", b"x", what))
        return Outgoing((Paragraph((Text(one), Break(), Text(two))),), buttons=buttons, files=files)

    for send in (delivery, bulk):
        it, other = send(said(first, second, label, file)), send(said("a", "b", "c", "d"))
        made = Desk(settings(here, sender=f"{sender.replace('<', '').replace('>', '')} <plaza@city.example>")).envelope(it)
        mail = reading(made.content)
        innocent = reading(Desk(settings(here)).envelope(other).content)
        assert sorted(mail.keys()) == sorted(innocent.keys())
        assert [str(one) for one in mail["To"].addresses] == ["ana@city.example"]
        assert mail["From"].addresses[0].addr_spec == "plaza@city.example"
        assert max(map(len, made.content.split(b"\r\n"))) <= 998
        assert b"\n" not in made.content.replace(b"\r\n", b"")
        assert made.content.isascii()
        assert elements(part(mail, "html")) == elements(part(innocent, "html"))


def test_equal_messages_to_many_are_drawn_once_for_each_language(tmp_path: Path) -> None:
    desk, drawn = Desk(settings(tmp_path)), list[Shape]()

    def counted(shape: Shape, given: EmailSettings) -> Sequence[bytes]:
        drawn.append(shape)
        return draw(shape, given)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.channels.email.envelope.draw", counted)
        made = [
            desk.envelope(bulk(words("Deadline tomorrow", language=lang, buttons=(Press("x", f"token{n}"),)), f"p{n}@city.example", id=n))
            for n in range(1, 21)
            for lang in ("en", "fr")
        ]
    assert len(drawn) == 2
    assert len({mail.content for mail in made}) == 40
    assert all(f"p{n // 2 + 1}@city.example".encode() in mail.content for n, mail in enumerate(made))
