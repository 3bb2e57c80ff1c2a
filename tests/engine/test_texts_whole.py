"""What is wrong in a file of messages is found before anybody is spoken to, and sound files are not compiled twice."""

from pathlib import Path

import pytest

from bot.engine.texts import Texts
from bot.engine.texts_files import BadTemplate
from bot.engine.texts_whole import SOUND, look_through


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three languages that say one thing, sound."""
    for language in ("en", "es", "fr"):
        (tmp_path / "messages" / language).mkdir(parents=True)
        (tmp_path / "messages" / language / "t.j2").write_text("{% block a %}{{ x | day }}{% endblock %}", encoding="utf-8")
    look_through(Texts(tmp_path / "messages", tmp_path / "kept"))
    return tmp_path


def test_sound_files_are_compiled_once(folder: Path) -> None:
    for compiled in (folder / "kept").glob("*.cache"):
        compiled.unlink()
    look_through(Texts(folder / "messages", folder / "kept"))
    assert [path.name for path in (folder / "kept").iterdir()] == [SOUND]


def test_a_file_that_was_changed_is_looked_at_again(folder: Path) -> None:
    (folder / "messages" / "fr" / "t.j2").write_text("\n\n{% block a %}", encoding="utf-8")
    for _ in range(2):
        with pytest.raises(BadTemplate, match=r"^messages/fr/t\.j2, line 3: .*; mend that line$"):
            look_through(Texts(folder / "messages", folder / "kept"))


def test_files_that_an_older_plaza_found_sound_are_looked_at_again(folder: Path) -> None:
    texts = Texts(folder / "messages", folder / "kept")
    for compiled in (folder / "kept").glob("*.cache"):
        compiled.unlink()
    del texts.environment.filters["day"]
    with pytest.raises(BadTemplate, match="'day'"):
        look_through(texts)


def test_without_a_place_to_keep_anything_they_are_looked_at_all_the_same(folder: Path) -> None:
    look_through(Texts(folder / "messages"))
    (folder / "messages" / "es" / "t.j2").unlink()
    with pytest.raises(BadTemplate, match=r"^messages/es/t\.j2 is missing; restore it"):
        look_through(Texts(folder / "messages"))
