"""What people write down is read as they meant it: colleagues a line each, quotas a line each, one person under two spellings."""

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.actions import colleagues, quotas
from bot.actions.homes import located
from bot.actions.same_person import mailbox, name_of, same
from bot.app.assemble import Plaza
from bot.engine.texts import Reader
from bot.model.delegations import Colleague
from bot.model.events import Details
from bot.model.terms import Quota, Share

WORDS = {"events.sign_up__role__elected": ("Mayor or elected representative", "Alcaldía o cargo electo", "Maire ou membre élu")}


def wording(message: str, data: object, language: str) -> str:
    """The words of one role; every other message is its name."""
    return dict(zip(("en", "es", "fr"), WORDS.get(message, (message,) * 3), strict=True))[language]


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("Ana Puig", Colleague("Ana Puig", "official")),
        ("- Ana Puig, alcaldía", Colleague("Ana Puig", "elected")),
        ("Ana Puig, ana@girona.example, maire", Colleague("Ana Puig", "elected", "ana@girona.example")),
        ("Ana Puig\tcivil society\t<ana@girona.example>", Colleague("Ana Puig", "civil_society", "ana@girona.example")),
    ],
)
def test_a_line_is_a_name_and_what_else_is_known_in_any_order(line: str, meant: Colleague) -> None:
    assert colleagues.read(f"\n{line}\n\n", wording) == [meant]


@pytest.mark.parametrize("text", ["", "ana@girona.example", "Ana, astronaut", "\n".join(["Ana"] * 31)])
def test_what_is_no_list_of_people_is_said_to_be_none(text: str) -> None:
    with pytest.raises(colleagues.BadLine):
        colleagues.read(text, wording)


@given(st.emails(), st.sampled_from(["", "+forum", "+2027"]))
@settings(max_examples=50, deadline=None)
def test_a_plus_and_capitals_make_no_other_mailbox(address: str, plus: str) -> None:
    local, _, domain = address.rpartition("@")
    assert mailbox(f" {local}{plus}@{domain.upper()} ") == mailbox(address)


@pytest.mark.parametrize(("one", "other"), [("García, Ana", "ana garcia"), ("Ana  María", "MARIA ANA")])
def test_a_name_is_one_in_any_order_and_accent(one: str, other: str) -> None:
    assert name_of(one) == name_of(other)


def test_a_name_of_one_word_may_be_anybodys_and_two_mailboxes_are_two_people() -> None:
    ana = Details("Ana", "Lyon", "official", "", "en", delegation="lyon")
    assert not same(ana, ana)
    assert same(ana, ana, surely=True)
    full = Details("Ana Puig", "Lyon", "official", "", "en", "ana@lyon.example", delegation="lyon")
    assert same(full, Details("A. P.", "Paris", "official", "", "en", "Ana+x@lyon.example", delegation="paris"))
    assert not same(full, Details("Ana Puig", "Lyon", "official", "", "en", "other@lyon.example", delegation="lyon"))


def test_quotas_are_read_in_every_language_and_written_back_the_same(plaza: Plaza) -> None:
    def say(message: str, data: Mapping[str, object], language: str) -> str:
        return plaza.texts.line(message, data, Reader(language))

    def read(text: str) -> tuple[Quota, ...]:
        return plaza.database.read(lambda tx: quotas.read(tx, plaza.library, text, say))

    found = read("España: 10\nKR = 2\nAgent de la ville: 20\nciudad Barcelone: 5\nVilla Nadie: 3")
    assert found == (
        Quota(Share.COUNTRY, "ES", 10),
        Quota(Share.COUNTRY, "KR", 2),
        Quota(Share.ROLE, "official", 20),
        Quota(Share.DELEGATION, "barcelona", 5),
        Quota(Share.DELEGATION, "villa nadie", 3),
    )
    for language in ("en", "es", "fr"):
        assert read("\n".join(quotas.line(quota, say, language) for quota in found)) == found
    with pytest.raises(quotas.BadQuota, match="ten from Spain"):
        read("ten from Spain")


def test_a_city_on_record_tells_its_country_and_one_name_for_all_its_names(plaza: Plaza) -> None:
    def place(city: str) -> tuple[str, str]:
        found = plaza.database.read(lambda tx: located(tx, plaza.library, Details("", city, "", "", "")))
        return found.country, found.delegation

    assert place("Barcelone") == place("barcelona") == ("ES", "barcelona")
    assert place("Geneva") == place("Ginebra") == place("Genf")
    assert place("Villa Nadie") == ("", "villa nadie")
