"""A name that looks like markup, a template or a formula stands on the page, in the mail, the lists and the badges as it was written."""

import csv
import io
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook

from bot.model.person import Role
from bot.storage import people
from bot.storage.database import Connection
from tests.app.test_bad_input import NAMES, plain
from tests.app.town import Town, town_with
from tests.channels.email.mailroom import part
from tests.channels.web.reading import Page
from tests.databases import Files
from tests.papers import words
from tests.talk import Talk


@pytest.fixture
async def town(home: Path, files: Files) -> AsyncIterator[Town]:
    """A forum with three seats, on every channel."""
    async with town_with(files.fresh(home / "var" / "plaza.db")) as found:
        yield found


def settled(tx: Connection, town: Town) -> str:
    """There is an organiser, and whoever registered has a mailbox too; where they chat."""
    now = town.plaza.clock.now()
    olga = people.add(tx, name="Olga", language="en", now=now)
    people.add_address(tx, olga, "web", "web:olga", "web", now)
    people.grant(tx, olga, Role.ORGANISER, "test", now)
    who = town.records()[0].person_id
    (chat,) = people.addresses(tx, who)
    people.add_address(tx, who, "email", "email:ana@city.example", "email", now - timedelta(days=1))
    return chat.value


async def mailed(town: Town, address: str, answers: dict[str, str]) -> str:
    """What the mail looks like that confirms these answers."""
    ana = Talk(town.plaza, address, language="en")
    await ana.say("mine")
    await ana.press("Change")
    assert "Your answers were changed" in (await ana.fill(answers)).text
    return part((await town.mails(1))[0], "html")


async def exported(town: Town, *forms: str) -> list[bytes]:
    """What an organiser takes away of the forum."""
    olga = Talk(town.plaza, "web:olga", language="en")
    found = []
    for form in forms:
        await olga.say(f"organise {town.forum.slug}")
        await olga.press("Export")
        (file,) = [file for said in await olga.press(form) for file in said.files]
        found.append(file.content)
    return found


@pytest.mark.parametrize("kind", NAMES)
async def test_it_is_the_same_name_wherever_it_stands_and_nothing_obeys_it(town: Town, kind: str) -> None:
    name, ana = NAMES[kind], town.browser()
    said = {"name": name, "city": name, "role": "official", "needs": name, "language": "en"}
    page = await ana.register(**said)
    mail = Page(await mailed(town, town.plaza.database.write(lambda tx: settled(tx, town)), said))
    for seen in (page, mail):
        assert plain(name) in plain(seen.text)
        assert [one.text for one in seen.all("script") if "alert" in one.text] == []
        assert [one["href"] for one in seen.all("a") if "evil" in one.attributes.get("href", "")] == []
    sheet, table, data = await exported(town, "Spreadsheet", "Table", "For programs")
    assert name in texts(json.loads(data))
    cells = [cell for line in csv.reader(io.StringIO(table.decode("utf-8-sig"))) for cell in line]
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))] == []
    drawn = [cell for lines in load_workbook(io.BytesIO(sheet)).worksheets for line in lines.iter_rows() for cell in line]
    assert [cell.value for cell in drawn if cell.data_type == "f"] == []
    for found in (cells, [str(cell.value) for cell in drawn]):
        assert any(plain(name) in plain(one) for one in found)


@pytest.mark.parametrize("kind", ["html", "template", "markdown", "formula"])
async def test_badges_say_it_too(town: Town, kind: str) -> None:
    await town.browser().register(name=NAMES[kind], city="Girona", role="official", needs="", language="en")
    town.plaza.database.write(lambda tx: settled(tx, town))
    (pdf,) = await exported(town, "Badges")
    assert plain(NAMES[kind]) in plain(words(pdf))


def texts(data: object) -> list[str]:
    """Every text in it, however deep."""
    if isinstance(data, dict):
        return [text for value in data.values() for text in texts(value)]
    return [text for value in data for text in texts(value)] if isinstance(data, list) else [str(data)]
