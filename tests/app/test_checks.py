"""`plaza messages check` finds every gap a translator or a programmer can leave, and says where and what to do."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.app import checks, checks_code
from bot.engine.texts import Texts
from bot.engine.texts_asked import blocks, wording
from tests.app.commands import fine, plaza
from tests.conftest import CHECKOUT

Change = Callable[[str], str]


@pytest.fixture
def own(home: Path) -> Path:
    """A home with its own copy of the messages."""
    (home / "messages").unlink()
    shutil.copytree(CHECKOUT / "messages", home / "messages")
    return home


def change(home: Path, name: str, edit: Change) -> None:
    """Edit a message file; it must have changed."""
    path = home / "messages" / name
    old = path.read_text(encoding="utf-8")
    new = edit(old)
    assert new != old, "the test changes nothing"
    path.write_text(new, encoding="utf-8")


def test_every_language_says_everything(home: Path) -> None:
    assert fine("messages", "check") == "messages: complete\n"


@pytest.mark.parametrize(
    ("file", "edit", "line"),
    [
        ("es/start.j2", lambda text: text.replace("block broken", "block brocken"), "messages/es/start.j2: no block broken; copy it"),
        ("en/start.j2", lambda text: text + "{% block extra %}More{% endblock %}", "messages/fr/start.j2: no block extra; copy it"),
        ("fr/start.j2", lambda text: text.replace("{{ item }}", ""), "messages/fr/start.j2: block broken leaves out ['item']"),
        ("fr/start.j2", lambda text: text.replace("{{ item }}", "{{ itme }}"), "block broken asks for ['item', 'itme']"),
        ("es/dialog.j2", lambda text: text.replace("{{ least |", "{{ least "), "messages/es/dialog.j2, line "),
        ("fr/words.toml", lambda text: text.replace("desk = ", "bureau = "), "messages/fr/words.toml: [words] has no desk"),
        ("es/words.toml", lambda text: text.replace('"hola"', '"ayuda"'), "means both"),
        ("es/words.toml", lambda text: text.replace("[say]", "[say"), "messages/es/words.toml: "),
        ("en/start.j2", lambda text: text.replace("block too_long", "block much_too_long"), "start.too_long is said but not written"),
        ("en/dialog.j2", lambda text: text.replace("block open ", "block opened "), "messages/en/dialog.j2: no block open"),
        (
            "en/events.j2",
            lambda text: text.replace("block button_mine", "block button_mien"),
            "events.button_mine is said but not written",
        ),
    ],
)
def test_a_gap_is_one_line_that_names_file_and_remedy(own: Path, file: str, edit: Change, line: str) -> None:
    change(own, file, edit)
    done = plaza("messages", "check")
    assert done.code == 1
    assert line in done.out
    assert "Traceback" not in done.out + done.err


@pytest.mark.parametrize("language", ["es", "fr"])
def test_a_message_that_was_never_translated_is_noticed(own: Path, language: str) -> None:
    english = wording(Texts(own / "messages"), "en")
    ours = wording(Texts(own / "messages"), language)
    name = max((name for name in english if name.startswith("start.")), key=lambda name: len(english[name]))
    assert ours[name] != english[name]
    change(own, f"{language}/start.j2", lambda text: (own / "messages" / "en" / "start.j2").read_text(encoding="utf-8"))
    assert any(f"block {name.partition('.')[2]} reads like en; translate it" in line for line in checks.messages(own))


CODE = """
from bot.model.reply import Reply
SEAT = Form("t.seat", Seat, (Field("name"), Field("days", Kind.CHOICE, options=(Option("both"), Option("x", {"en": "X"})))))
def handler(turn):
    if turn: raise Wrong("name", "t.nobody", name="x")
    return Reply("t.one" if turn else "t.two", {"a": 1}, (Button("t.pick", "A"), Button("command.mine", label="t.button_mine")))
def other(turn, data):
    return [Reply("t.open", data), Reply("t.open", {**data, "b": 2}), Reply(f"t.{data}"), turn.wording("t.line", {"c": 3}, "en")]
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Code that says a few things."""
    folder = tmp_path / "bot"
    folder.mkdir()
    (folder / "t.py").write_text(CODE, encoding="utf-8")
    return folder


def test_what_the_code_says_is_found_with_its_data(source: Path) -> None:
    found = {it.name: None if it.data is None else set(it.data) for it in checks_code.named(source)}
    forms = dict.fromkeys(["t.seat__title", "t.seat__name", "t.seat__days", "t.seat__days__both"])
    said = {"t.one": {"a"}, "t.two": {"a"}, "t.button_pick": {"value"}, "t.button_mine": {"value"}, "t.nobody": {"name"}, "t.open": None}
    assert found == {**forms, **said, "t.line": {"c"}}


def test_data_that_is_asked_for_and_not_handed_over_is_named_with_its_line(source: Path) -> None:
    known = {it.name: set[str]() for it in checks_code.named(source)} | {"t.one": {"a", "b"}, "t.nobody": {"nmae"}, "t.open": {"z"}}
    assert list(checks_code.problems(source, known)) == [
        "bot/t.py, line 6: t.one asks for ['b'], which is not handed over; add it to the data",
        "bot/t.py, line 5: t.nobody asks for ['nmae'], which is not handed over; add it to the data",
    ]


def test_the_check_sees_the_whole_house() -> None:
    found = list(checks_code.named(CHECKOUT / "bot"))
    assert len({it.name for it in found}) > 150
    assert sum(it.data is not None for it in found) > 150
    known = blocks(Texts(CHECKOUT / "messages"), "en")
    assert len(known) > 300
