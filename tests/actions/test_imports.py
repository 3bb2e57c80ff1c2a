"""A secretariat's first day: its tables as spreadsheets write them, taken whole or not at all, and nobody subscribed without proof."""

import contextlib
import csv
import io
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from bot.actions import erasure, imports, imports_read, tables
from bot.actions.tables import BadTable
from bot.app.outside import KeyedSecrets
from bot.model.imports import PersonRow, Problem, Tally
from bot.model.person import Role
from bot.storage import cities, outbox, people
from bot.storage.database import Connection, Database
from tests.clocks import START

KEY = KeyedSecrets("a key for tests")
TOPICS = ("hrc", "deadlines")
TODAY = date(2026, 11, 23)


def read(text: str) -> list[PersonRow]:
    """The people of a table."""
    return imports_read.people_in(text.encode(), TOPICS, TODAY)


def take(tx: Connection, text: str) -> Tally:
    """Import a table."""
    return imports.take_people(tx, KEY, lambda channel, value: channel, read(text), START)


def problems(text: str) -> list[str]:
    """What is wrong with a table of people, as an operator reads it."""
    with pytest.raises(BadTable) as bad:
        read(text)
    return list(imports.lines("people.csv", bad.value.problems))


FULL = """name,city,country,role,language,zone,address,general_address,consent_basis,consent_date,topics
Ana López,Girona,ES,focal_point,es,Europe/Madrid,ana@girona.example,Info@Girona.example,signed form,2026-03-02,hrc|deadlines
Kim,Gwangju,KR,member,en,,telegram:42,,,,
Léa,Nantes,FR,,fr,,slack:T1:U7,,,,
,Genova,IT,,,,,rights@genova.example,,,
"""


def test_a_whole_table_becomes_people_cities_roles_consents_and_invitations(database: Database) -> None:
    def work(tx: Connection) -> None:
        tally = take(tx, FULL)
        assert tally == Tally(people=3, roles=1, cities=4, consents=2, invited=2, unmet=1)
        ana = people.by_address(tx, "email:ana@girona.example")
        assert ana is not None
        assert (ana.name, ana.city, ana.language, ana.zone) == ("Ana López", "Girona", "es", "Europe/Madrid")
        assert ana.roles == {Role.FOCAL_POINT}
        assert people.purposes(tx, ana.id) == {"topic:hrc", "topic:deadlines"}
        proof = tx.execute(select(people.consent).where(people.consent.c.person_id == ana.id)).first()
        assert proof is not None
        assert (proof.wording, proof.channel, proof.given_at) == ("signed form", "import", datetime(2026, 3, 2, tzinfo=UTC))
        assert [(city.name, city.general_address) for city in cities.every_city(tx)] == [
            ("Genova", "email:rights@genova.example"),
            ("Girona", "email:info@girona.example"),
            ("Gwangju", ""),
            ("Nantes", ""),
        ]

    database.write(work)


def test_who_never_agreed_gets_an_invitation_where_plaza_may_speak_first_and_no_alert_anywhere(database: Database) -> None:
    def work(tx: Connection) -> None:
        take(tx, FULL)
        sent = tx.execute(select(outbox.outbox.c.address, outbox.outbox.c.purpose)).all()
        lea = people.by_address(tx, "slack:T1:U7")
        kim = people.by_address(tx, "telegram:42")
        assert lea is not None
        assert kim is not None
        assert [tuple(row) for row in sent] == [("slack:T1:U7", f"invitation:{lea.id}")]
        assert people.purposes(tx, lea.id) == people.purposes(tx, kim.id) == set()
        assert [address.state for address in people.addresses(tx, kim.id)] == ["unmet"]

    database.write(work)


def test_the_same_table_again_changes_nothing_and_invites_nobody_twice(database: Database) -> None:
    def work(tx: Connection) -> None:
        take(tx, FULL)
        assert take(tx, FULL) == Tally(known=3)
        assert tx.execute(select(func.count()).select_from(outbox.outbox)).scalar_one() == 1

    database.write(work)


def test_who_asked_to_be_erased_does_not_come_back_by_a_table(database: Database) -> None:
    def work(tx: Connection) -> None:
        take(tx, FULL)
        ana = people.by_address(tx, "email:ana@girona.example")
        assert ana is not None
        erasure.erase(tx, KEY, ana.id, "operator", START)
        erasure.finish(tx, ana.id, START)
        tally = take(tx, FULL)
        assert (tally.people, tally.suppressed) == (0, 1)
        assert people.by_address(tx, "email:ana@girona.example") is None

    database.write(work)


def test_an_old_consent_does_not_undo_a_later_stop(database: Database) -> None:
    def work(tx: Connection) -> None:
        take(tx, FULL)
        ana = people.by_address(tx, "email:ana@girona.example")
        assert ana is not None
        people.withdraw(tx, ana.id, None, START)
        assert take(tx, FULL).consents == 0
        assert people.purposes(tx, ana.id) == set()
        later = FULL.replace("2026-03-02", "2026-11-24")
        rows = imports_read.people_in(later.encode(), TOPICS, date(2026, 11, 25))
        assert imports.take_people(tx, KEY, lambda c, v: c, rows, START + timedelta(days=2)).consents == 2

    database.write(work)


def test_what_people_said_themselves_is_not_overwritten(database: Database) -> None:
    def work(tx: Connection) -> None:
        new = people.add(tx, name="Anna L.", language="fr", now=START, city="Salt")
        people.add_address(tx, new, "email", "email:ana@girona.example", "email", START)
        tally = take(tx, FULL)
        who = people.by_id(tx, new)
        assert who is not None
        assert (who.name, who.language, who.city) == ("Anna L.", "fr", "Salt")
        assert tally.known == 1

    database.write(work)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Ana,,,,,,,,,,", "people.csv:2: nobody can be reached; fill in address, or city and general_address"),
        ("Ana,,,focal_point,,,telegram:1,,,,", "people.csv:2: a focal point needs a city; fill in city"),
        ("Ana,,,king,,,telegram:1,,,,", "people.csv:2: unknown role 'king'; use member, focal_point, organiser"),
        ("Ana,,,admin,,,telegram:1,,,,", "people.csv:2: unknown role 'admin'; use member, focal_point, organiser"),
        ("Ana,,Spain,,,,telegram:1,,,,", "people.csv:2: country 'Spain'; use two letters like ES"),
        ("Ana,,,,de,,telegram:1,,,,", "people.csv:2: language 'de'; use en, es, fr"),
        ("Ana,,,,,Madrid,telegram:1,,,,", "people.csv:2: zone 'Madrid'; use a name like Europe/Madrid"),
        ("Ana,,,,,,telegram:@ana,,,,", "people.csv:2: 'telegram:@ana' is not an address; Telegram has numbers"),
        ("Ana,,,,,,ana at home,,,,", "people.csv:2: 'ana at home' is not an address: write it like telegram:42"),
        ("Ana,,,,,,ana@home@x.example,,,,", "people.csv:2: 'ana@home@x.example' is not an address"),
        ("Ana,,,,,,telegram:1,,form,,hrc", "people.csv:2: consent_basis and consent_date go together; fill in both"),
        ("Ana,,,,,,telegram:1,,form,2026-03-02,", "people.csv:2: consent to what? fill in topics"),
        ("Ana,,,,,,telegram:1,,,,hrc", "people.csv:2: topics without proof of consent; fill in consent_basis"),
        ("Ana,,,,,,telegram:1,,form,2026-03-02,cats", "people.csv:2: unknown topic 'cats'; use hrc | deadlines"),
        ("Ana,,,,,,telegram:1,,form,02/03/2026,hrc", "people.csv:2: consent_date '02/03/2026'; write it like 2026-03-02"),
        ("Ana,,,,,,telegram:1,,form,2027-03-02,hrc", "people.csv:2: consent_date 2027-03-02 is in the future"),
        ("Ana,,,,,,,x@y.example,form,2026-03-02,hrc", "people.csv:2: nobody can be reached; fill in address"),
        ("Ana,,,,,,telegram:1,nobody,,,", "people.csv:2: 'nobody' is not a mail address; write it like rights@city.example"),
        ("Ana,,,,,,telegram:1,,,,,,more", "people.csv:2: 13 cells under 11 columns; put a cell with a comma in quotes"),
    ],
)
def test_a_bad_line_says_where_what_and_what_to_do(line: str, said: str) -> None:
    header = FULL.splitlines()[0]
    assert problems(f"{header}\n{line}\n")[0].startswith(said)


def test_all_bad_lines_are_listed_at_once_with_the_line_they_begin_at() -> None:
    text = 'address,role\ntelegram:1,king\n\n"telegram:2","two\nlines"\ntelegram:3,member\ntelegram:1,member\n'
    assert [line.split(":")[1] for line in problems(text)] == ["2", "4"]
    good = text.replace("king", "member").replace('"two\nlines"', "member")
    assert problems(good) == ["people.csv:6: address telegram:1 stands in line 2 already; keep one of them"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "the file is empty"),
        (b"\n \n", "the file is empty"),
        (b"name,city\nAna,X\n", "the column address is missing"),
        (b"address,color\ntelegram:1,red\n", "unknown column 'color'"),
        (b"address,address\ntelegram:1,\n", "the column address stands there twice"),
        ("address\ntelegram:1\nGöteborg\n".encode("latin-1"), "this is not UTF-8; save the table as “CSV UTF-8”"),
        (b"address\n\0\n", "this is no text file"),
        (b"PK\x03\x04\xff\xfe", "this is not UTF-8"),
        (b'address\n"telegram:1', "check its quotes"),
    ],
)
def test_a_file_of_the_wrong_form_says_so_in_one_line(content: bytes, said: str) -> None:
    with pytest.raises(BadTable) as bad:
        imports_read.people_in(content, TOPICS, TODAY)
    assert said in str(bad.value)


def test_cities_fill_gaps_and_are_not_doubled(database: Database) -> None:
    def work(tx: Connection) -> None:
        first = imports_read.cities_in(b"name;country\nGirona;es\nGen\xc3\xa8ve;CH\n")
        second = imports_read.cities_in(b"name;country;language;general_address\nGIRONA;ES;es;info@girona.example\nGeneve;CH;fr;\n")
        assert imports.take_cities(tx, KEY, first, START).cities == 2
        assert imports.take_cities(tx, KEY, second, START).cities == 0
        assert [(c.name, c.country, c.language, c.general_address) for c in cities.every_city(tx)] == [
            ("Genève", "CH", "fr", ""),
            ("Girona", "ES", "es", "email:info@girona.example"),
        ]

    database.write(work)


cell = st.text(st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters="\u2028\u2029\x85"), max_size=30)


@given(st.lists(st.tuples(cell, cell, cell), min_size=1, max_size=8), st.sampled_from([",", ";", "\t"]), st.booleans())
def test_what_a_spreadsheet_writes_is_read_back_cell_for_cell(lines: list[tuple[str, str, str]], delimiter: str, marked: bool) -> None:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(["name", "city", "address"])
    writer.writerows(lines)
    content = out.getvalue().encode("utf-8-sig" if marked else "utf-8")
    found = tables.rows(content, ("name", "city", "address"), ("address",))
    wanted = [tuple(" ".join(one.split()) for one in line) for line in lines]
    assert [(r.cells["name"], r.cells["city"], r.cells["address"]) for r in found] == [line for line in wanted if any(line)]


@given(st.binary(max_size=200))
def test_no_file_whatsoever_ends_in_anything_but_people_or_reasons(content: bytes) -> None:
    reasons: tuple[Problem, ...] = ()
    with contextlib.suppress(BadTable):
        try:
            imports_read.people_in(b"address,name\n" + content, TOPICS, TODAY)
        except BadTable as bad:
            reasons = bad.problems
            raise
    assert all(problem.line >= 1 and problem.text for problem in reasons)
