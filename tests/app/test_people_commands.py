"""What operators do about people: grants before the first word, tables taken whole, exports and erasures that keep their promise."""

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.app.assemble import Plaza, assemble
from bot.config import read
from bot.model.person import Role
from tests.app.commands import fine, refused
from tests.databases import Files
from tests.paper import PaperChannel
from tests.talk import Talk

NAME, ADDRESS = "Canaria Zyxwvutsrq", "terminal:canary-8f3a1c"


@pytest.fixture
def database(home: Path, files: Files, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The database that the commands work on."""
    monkeypatch.setenv("PLAZA_SECRET_KEY", "a key for tests")
    files.fresh(home / "var" / "plaza.db")
    return home / "var" / "plaza.db"


def dump(path: Path) -> list[str]:
    """All that is in the database, as SQL."""
    connection = sqlite3.connect(path)
    try:
        return list(connection.iterdump())
    finally:
        connection.close()


def house() -> Plaza:
    """A Plaza on the same database, to talk with."""
    return assemble(read(), channels={"terminal": PaperChannel("terminal")})


def test_a_role_can_be_granted_before_the_first_word_and_holds_from_it(database: Path) -> None:
    assert fine("person", "grant", "organiser", "telegram:42") == (
        "telegram:42 is now organiser (new: nobody has written from there yet)\n"
    )
    assert fine("person", "grant", "organiser", "telegram:42") == "telegram:42 was already organiser\n"
    assert json.loads(fine("person", "show", "telegram:42", "--json"))["roles"] == ["organiser"]
    assert "telegram:42 (unmet)" in fine("person", "list", "--role", "organiser")
    assert fine("person", "revoke", "organiser", "telegram:42") == "telegram:42 is no longer organiser\n"
    assert fine("person", "revoke", "organiser", "telegram:42") == "telegram:42 was not organiser\n"
    assert fine("person", "list", "--role", "organiser") == ""


async def test_who_was_granted_a_role_may_use_it_at_once(database: Path, talk: Callable[..., Talk]) -> None:
    fine("person", "grant", "organiser", "terminal:olga")
    plaza = house()
    try:
        assert "Nobody waits" in (await talk(plaza, "terminal:olga").say("desk")).text
        fine("person", "revoke", "organiser", "terminal:olga")
        assert "Only organisers" in (await talk(plaza, "terminal:olga").say("desk")).text
    finally:
        plaza.close()


def test_a_focal_point_needs_a_city_and_loses_it_with_the_role(database: Path) -> None:
    assert "add --city NAME" in refused("person", "grant", "focal_point", "terminal:ana")
    assert "of Gwangju" in fine("person", "grant", "focal_point", "terminal:ana", "--city", "Gwangju")
    assert json.loads(fine("person", "show", "terminal:ana", "--json"))["city"] == "Gwangju"
    fine("person", "revoke", "focal_point", "terminal:ana")
    assert json.loads(fine("person", "show", "terminal:ana", "--json"))["city"] == ""


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("grant", "king", "terminal:ana"), "role 'king': choose focal_point, organiser, admin"),
        (("grant", "organiser", "ana"), "'ana' is not an address"),
        (("grant", "organiser", "fax:7"), "'fax:7' is not an address"),
        (("show", "terminal:nobody"), "nobody is known at terminal:nobody"),
        (("erase", "terminal:nobody"), "nobody is known at terminal:nobody"),
        (("export", "terminal:nobody"), "nobody is known at terminal:nobody"),
        (("revoke", "organiser", "terminal:nobody"), "nobody is known at terminal:nobody"),
        (("list", "--role", "member"), "role 'member': choose"),
    ],
)
def test_a_mistake_is_one_clear_line_and_exit_2(database: Path, words: tuple[str, ...], said: str) -> None:
    line = refused("person", *words)
    assert said in line
    assert len(line.splitlines()) == 1


async def a_life(talk: Callable[..., Talk]) -> None:
    """Somebody who has done a little of everything, and an organiser who was told about it."""
    fine("person", "grant", "organiser", "terminal:olga")
    plaza = house()
    try:
        ana = talk(plaza, ADDRESS, name=NAME)
        await ana.say("secretariat is there a fee?")
        await ana.say("link")
        await ana.say("Who has signed the charter?")
        await plaza.deliverer.flush()
        assert NAME in talk(plaza, "terminal:olga").came().text
    finally:
        plaza.close()


async def test_an_export_holds_every_row_and_goes_to_a_file_only_its_owner_reads(
    database: Path, talk: Callable[..., Talk], tmp_path: Path
) -> None:
    await a_life(talk)
    kept = json.loads(fine("person", "export", ADDRESS))
    assert kept["person"][0]["name"] == NAME
    assert {"address", "desk", "outbox", "attempt", "input", "audit"} <= set(kept)
    target = tmp_path / "ana.json"
    assert fine("person", "export", ADDRESS, "--out", str(target)) == ""
    assert json.loads(target.read_text(encoding="utf-8")) == kept
    assert target.stat().st_mode & 0o077 == 0


async def test_after_an_erasure_no_byte_of_them_is_in_the_files(database: Path, talk: Callable[..., Talk], tmp_path: Path) -> None:
    await a_life(talk)
    assert any(NAME.encode() in file.read_bytes() for file in database.parent.glob("plaza.db*"))
    assert "is erased" in fine("person", "erase", ADDRESS)
    for file in database.parent.glob("plaza.db*"):
        content = file.read_bytes()
        assert NAME.encode() not in content, file.name
        assert b"8f3a1c" not in content, file.name
    assert "Canaria" not in fine("person", "list")
    assert fine("person", "list", "--role", "organiser") != "", "nobody else is touched"
    assert "is erased" in fine("person", "erase", ADDRESS), "asking again looks again"


async def test_an_erased_address_comes_back_neither_by_table_nor_by_grant(
    database: Path, talk: Callable[..., Talk], tmp_path: Path
) -> None:
    await a_life(talk)
    fine("person", "erase", ADDRESS)
    table = tmp_path / "people.csv"
    table.write_text(f"name,address\n{NAME},{ADDRESS}\n", encoding="utf-8")
    assert "left out, because they asked to be erased: 1" in fine("person", "import", str(table))
    assert "asked to be erased" in refused("person", "grant", "organiser", ADDRESS)
    assert ADDRESS.encode() not in database.read_bytes()


def test_a_rehearsal_counts_and_changes_nothing(database: Path, tmp_path: Path) -> None:
    table = tmp_path / "people.csv"
    table.write_text("name,city,role,address\nAna,Girona,focal_point,slack:T1:U7\nBen,,,telegram:42\n", encoding="utf-8")
    before = dump(database)
    out = fine("person", "import", str(table), "--dry-run")
    assert out.splitlines() == [
        "would be imported:",
        "  people, new: 2",
        "  roles given: 1",
        "  cities, new: 1",
        "  invited, without alerts until they ask for them: 2",
        "  cannot be reached until they write to Plaza themselves: 1",
    ]
    assert dump(database) == before
    assert fine("person", "import", str(table)).replace("imported", "would be imported") == out
    assert json.loads(fine("person", "show", "slack:T1:U7", "--json"))["roles"] == ["focal_point"]
    assert json.loads(fine("city", "list", "--json")) == [{"name": "Girona", "country": "", "language": "", "general_address": ""}]


def test_one_bad_line_and_nothing_is_imported(database: Path, tmp_path: Path) -> None:
    table = tmp_path / "people.csv"
    table.write_text("name,address\nAna,telegram:1\nBen,by pigeon\nEva,telegram:1\n", encoding="utf-8")
    before = dump(database)
    lines = refused("person", "import", str(table)).splitlines()
    assert "nothing was changed" in lines[0]
    assert lines[1].startswith(f"{table}:3: 'by pigeon' is not an address")
    assert lines[2].startswith(f"{table}:4: address telegram:1 stands in line 2 already")
    assert dump(database) == before
    assert "No such file" in refused("city", "import", str(tmp_path / "none.csv"))


def test_cities_come_from_a_table_too(database: Path, tmp_path: Path) -> None:
    table = tmp_path / "cities.csv"
    table.write_text("name;country;language;general_address\nGirona;ES;es;info@girona.example\n", encoding="utf-8")
    assert "cities, new: 1" in fine("city", "import", str(table))
    assert fine("city", "list") == "Girona\tES\tes\temail:info@girona.example\n"


async def test_the_outbox_says_what_waits_and_what_went_without_names_or_texts(database: Path, talk: Callable[..., Talk]) -> None:
    assert fine("outbox") == "nothing was ever said\n"
    await a_life(talk)
    found = json.loads(fine("outbox", "--json"))
    assert found["counts"] == {"sent": 4}
    assert {row["message"] for row in found["rows"]} >= {"desk.kept", "desk.notice", "links.code"}
    assert NAME not in json.dumps(found)
    assert json.loads(fine("outbox", "--json", "--state", "failed"))["rows"] == []
    assert "choose due" in refused("outbox", "--state", "lost")


def test_the_help_of_an_import_names_every_column(database: Path) -> None:
    text = fine("person", "import", "--help")
    assert all(column in text for column in ("general_address", "consent_basis", "consent_date", "topics", "zone", "country"))
    assert Role.FOCAL_POINT.value in text
