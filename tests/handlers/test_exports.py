"""What organisers take away: lists that run no formula in words they read, badges with everybody's name, and nothing for others."""

import csv
import io
import json
from collections.abc import Callable
from datetime import datetime

import openpyxl
import pytest

from bot.actions import badges, registrations
from bot.app.assemble import Plaza
from bot.handlers.router import Making
from bot.model.events import SeatState
from bot.model.outgoing import File
from bot.model.person import Role
from bot.storage import audit, events, people
from bot.storage import registrations as kept
from bot.storage.database import Connection
from tests.clocks import START
from tests.events_world import details, open_event, somebody
from tests.papers import codes, words
from tests.talk import Talk

EXPORT = {"en": ("organise", "Export"), "es": ("organizar", "Exportar"), "fr": ("organiser", "Exporter")}


@pytest.fixture
def organiser(plaza: Plaza, talk: Callable[..., Talk]) -> Callable[[str], Talk]:
    """An organiser who reads this language."""

    def make(language: str = "en") -> Talk:
        person = plaza.database.write(lambda tx: somebody(tx, "olga", language))
        plaza.database.write(lambda tx: people.grant(tx, person, Role.ORGANISER, "test", START))
        return talk(plaza, "paper:olga")

    return make


def registered(plaza: Plaza, *names: str, city: str = "Girona") -> str:
    """An open event that these people are registered for, the last on the waiting list; its short name."""

    def make(tx: Connection) -> str:
        event = open_event(tx, capacity=max(1, len(names) - 1))
        for n, name in enumerate(names):
            registrations.take_place(tx, event.slug, somebody(tx, f"p{n}"), details(name, city), START)
        return event.slug

    return plaza.database.write(make)


async def exported(olga: Talk, form: str, language: str = "en") -> File:
    """The file behind this button."""
    word, button = EXPORT[language]
    await olga.say(f"{word} Gwangju")
    await olga.press(button)
    (file,) = (await olga.press(form))[0].files
    return file


@pytest.mark.parametrize(
    ("language", "heads", "cells"),
    [
        ("en", ["Code", "State", "Name"], ["has a seat", "waits", "City official"]),
        ("es", ["Código", "Estado", "Nombre"], ["con plaza", "en espera", "Personal municipal"]),
        ("fr", ["Code", "État", "Nom"], ["a une place", "en attente", "Agent de la ville"]),
    ],
)
async def test_a_table_speaks_the_organisers_language(
    plaza: Plaza, organiser: Callable[[str], Talk], language: str, heads: list[str], cells: list[str]
) -> None:
    registered(plaza, "Ana", "Ben")
    file = await exported(organiser(language), "CSV", language)
    assert file.content.startswith(b"\xef\xbb\xbf"), "a spreadsheet would not read its accents"
    rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert rows[0][:3] == heads
    assert [rows[1][1], rows[2][1], rows[1][4]] == cells


async def test_a_spreadsheet_holds_texts_numbers_and_real_dates(plaza: Plaza, organiser: Callable[[str], Talk]) -> None:
    registered(plaza, "=1+1", "Ben")
    file = await exported(organiser("en"), "XLSX")
    assert file.name == "world-human-rights-cities-forum.xlsx"
    sheet = openpyxl.load_workbook(io.BytesIO(file.content)).active
    assert sheet is not None
    assert sheet.title == "Registrations"
    heads = [cell.value for cell in sheet[1]]
    row = dict(zip(heads, sheet[2], strict=True))
    assert (row["Name"].value, row["Name"].data_type) == ("=1+1", "s")
    assert row["Registered (UTC)"].value == datetime(2026, 11, 23, 9, 0)  # noqa: DTZ001 - a date cell has no zone
    assert row["Seats"].value == 1


async def test_programs_get_the_same_words_in_every_language(plaza: Plaza, organiser: Callable[[str], Talk]) -> None:
    slug = registered(plaza, "Ana", "Ben")
    data = json.loads((await exported(organiser("es"), "JSON", "es")).content)
    assert (data["slug"], data["past"]) == (slug, False)
    assert [(one["name"], one["state"], one["seats"]) for one in data["registrations"]] == [("Ana", "confirmed", 1), ("Ben", "waiting", 1)]


async def test_badges_name_everybody_with_a_seat_and_their_codes_are_read(plaza: Plaza, organiser: Callable[[str], Talk]) -> None:
    slug = registered(plaza, "Zoë Łódź", "محمد الفاسي", "김대중", "王小明", "Who Waits", city="Saint-Étienne")
    file = await exported(organiser("fr"), "Badges (PDF)", "fr")
    assert file.media_type == "application/pdf"
    text = words(file.content)
    assert {word for word in ["Zoë", "Łódź", "محمد", "الفاسي", "김대중", "王小明", "Saint-Étienne", "Agent"] if word not in text} == set()
    assert "Who Waits" not in text
    assert "□" not in text
    event = plaza.database.read(lambda tx: events.by_slug(tx, slug))
    assert event is not None
    seated = plaza.database.read(lambda tx: kept.roll(tx, event.id, (SeatState.CONFIRMED,)))
    assert sorted(codes(file.content)) == sorted(it.code for it in seated)


async def test_many_badges_come_in_several_files(plaza: Plaza, organiser: Callable[[str], Talk], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(badges, "MOST", 2)
    registered(plaza, "Ana", "Ben", "Eva", "Leo")
    olga = organiser("en")
    await olga.say("organise Gwangju")
    assert [label for label in (await olga.press("Export")).labels if "Badges" in label] == ["Badges 1 to 2", "Badges 3 to 3"]
    (file,) = (await olga.press("Badges 3 to 3"))[0].files
    assert "Eva" in words(file.content)
    assert "Ana" not in words(file.content)
    assert file.name == "world-human-rights-cities-forum-badges-3-3.pdf"


async def test_a_list_that_is_drawn_after_the_role_was_taken_away_is_empty(plaza: Plaza, organiser: Callable[[str], Talk]) -> None:
    slug = registered(plaza, "Ana")
    olga = organiser("en")
    await exported(olga, "CSV")
    who = plaza.database.read(lambda tx: people.by_address(tx, olga.address))
    assert who is not None
    plaza.database.write(lambda tx: people.revoke(tx, who.id, Role.ORGANISER, START))
    value = f"{slug} {who.id} {START.isoformat()}"
    wanted = {"csv": value, "xlsx": value, "json": value, "badges": f"{slug} {who.id} 1 1"}
    drawn = plaza.database.read(lambda tx: [plaza.router.drawers[f"exports.{name}"](Making(tx, "en"), one) for name, one in wanted.items()])
    assert [file.content for file in drawn] == [b""] * 4
    assert "Only organisers" in (await olga.press("CSV")).text


async def test_who_took_a_list_away_stands_on_the_trail(plaza: Plaza, organiser: Callable[[str], Talk]) -> None:
    slug = registered(plaza, "Ana")
    olga = organiser("en")
    await exported(olga, "CSV")
    await olga.press("Badges (PDF)")
    trail = plaza.database.read(lambda tx: audit.lines(tx, f"event:{slug}"))
    assert [detail["format"] for _, _, deed, detail in trail if deed == "event.export"] == ["csv", "badges"]
