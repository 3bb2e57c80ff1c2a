"""A message read aloud: the words alone, with links and line breaks kept."""

from bot.model.outgoing import Break, Code, Emphasis, Heading, Link, Listing, Outgoing, Paragraph, Quote, Strong, Text


def test_a_whole_message_as_plain_text() -> None:
    said = Outgoing(
        (
            Heading((Text("Genoa"),)),
            Paragraph((Strong((Text("Yes"), Emphasis((Text(", signed"),)))), Break(), Code("2000"))),
            Listing(((Text("a"),), (Link((Text("b"),), "https://b.example"),))),
            Listing(((Text("first"),), (Text("second"),)), numbered=True),
            Quote((Paragraph((Text("one"), Break(), Text("two"))),)),
        )
    )
    assert said.plain == "Genoa\n\nYes, signed\n2000\n\n- a\n- b (https://b.example)\n\n1. first\n2. second\n\n> one\n> two"


def test_a_link_that_shows_its_address_is_not_read_twice() -> None:
    assert Outgoing((Paragraph((Link((Text("https://a.example"),), "https://a.example"),)),)).plain == "https://a.example"


def test_an_empty_message_has_no_words() -> None:
    assert Outgoing(()).plain == ""
