"""The house keeps its shape: who may import whom, no circles, and nothing imported in secret."""

import ast
import sys
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

BOT = Path(__file__).parent.parent / "bot"
BELOW = {
    "model": set[str](),
    "knowledge": {"model"},
    "storage": {"model"},
    "actions": {"knowledge", "storage", "model"},
    "handlers": {"actions", "knowledge", "storage", "model"},
    "channels": {"model"},
    "engine": {"handlers", "storage", "model"},
    "config": set[str](),
}
EVERYTHING = {*BELOW, "app"}
ONLY_IN = {
    "sqlalchemy": ("storage",),
    "alembic": ("storage",),
    "psycopg": ("storage",),
    "apscheduler": ("channels.clock",),
    "jinja2": ("engine.texts", "channels.web", "channels.email"),
    "css_inline": ("channels.email.layouts",),
    "aiosmtplib": ("channels.email.client",),
    "telegram": ("channels.telegram.client",),
    "slack_bolt": ("channels.slack.client",),
    "slack_sdk": ("channels.slack.client", "channels.slack.outgoing"),
    "starlette": ("channels", "app"),
    "uvicorn": ("app", "__main__"),
    "typer": ("__main__",),
    "pydantic_settings": ("config",),
    "aiohttp": ("channels",),
}
LAZY = ("channels.catalog", "__main__")


def modules(root: Path) -> dict[str, ast.Module]:
    """Every module below the folder `bot`, by its name without `bot.`."""
    found = {}
    for file in sorted(root.rglob("*.py")):
        name = ".".join(file.relative_to(root).with_suffix("").parts)
        if not name.startswith("storage.migrations"):
            found[name] = ast.parse(file.read_text(encoding="utf-8"))
    return found


def imports(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Every module or name imported, absolute, with its line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


def inner(name: str, known: dict[str, ast.Module]) -> str:
    """The module of ours that an import means, without `bot.`; "" for others' modules."""
    if not name.startswith("bot."):
        return ""
    short = name.removeprefix("bot.")
    return short if short in known else short.rpartition(".")[0]


def faults(root: Path) -> list[str]:
    """Everything that breaks the rules, one line each."""
    known = modules(root)
    found = [fault for name, tree in known.items() for fault in (*misplaced(name, tree, known), *hidden(name, tree))]
    edges = {name: {inner(i, known) for i, _ in imports(tree)} & known.keys() - {name} for name, tree in known.items()}
    try:
        tuple(TopologicalSorter(edges).static_order())
    except CycleError as circle:
        found.append(f"circle: {' -> '.join(circle.args[1])}")
    return found


def misplaced(name: str, tree: ast.Module, known: dict[str, ast.Module]) -> Iterator[str]:
    """Imports that this module's room may not make."""
    room = name.partition(".")[0]
    if name.endswith("__init__") and ast.get_source_segment("", tree) is None and tree.body:
        yield f"{name}: not empty"
    for target, line in imports(tree):
        ours = inner(target, known)
        if not ours:
            yield from foreign(name, room, target.partition(".")[0], line)
        elif room in BELOW and ours.partition(".")[0] not in BELOW[room] | {room}:
            yield f"{name}, line {line}: {room} imports {ours}"
        elif (room, ours.partition(".")[0]) == ("handlers", "handlers") and name != "handlers.features" and ours != "handlers.router":
            yield f"{name}, line {line}: a handler imports another one, {ours}"
        elif (room, ours.partition(".")[0]) == ("engine", "handlers") and ours not in ("handlers.router", "handlers.features"):
            yield f"{name}, line {line}: the engine knows a feature, {ours}"
        elif room == "channels" == ours.partition(".")[0] and name != "channels.catalog" and not same_channel(name, ours):
            yield f"{name}, line {line}: one channel imports another, {ours}"


def same_channel(name: str, other: str) -> bool:
    """Whether both are in one channel's folder, or the other is what all drawers share."""
    return other == "channels.kit" or name.split(".")[1] == other.split(".")[1]


def foreign(name: str, room: str, package: str, line: int) -> Iterator[str]:
    """Others' packages outside the places they are for."""
    if package in ONLY_IN and not name.startswith(ONLY_IN[package]):
        yield f"{name}, line {line}: imports {package}"
    if room == "model" and package not in sys.stdlib_module_names:
        yield f"{name}, line {line}: model imports {package}"


def hidden(name: str, tree: ast.Module) -> Iterator[str]:
    """Imports inside functions or under TYPE_CHECKING, and readers of the environment."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not name.startswith(LAZY):
            yield from (f"{name}, line {line}: imported inside {node.name}" for _, line in imports(node))
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            yield f"{name}, line {node.lineno}: imports under TYPE_CHECKING"
        if isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv") and not name.startswith("config"):
            yield f"{name}, line {node.lineno}: reads the environment"


def test_the_house_has_the_shape_that_the_drawing_shows() -> None:
    assert faults(BOT) == []


@pytest.mark.parametrize(
    ("module", "line", "says"),
    [
        ("model/person.py", "import sqlalchemy", "model imports sqlalchemy"),
        ("storage/people.py", "from bot.knowledge.library import Library", "storage imports knowledge.library"),
        ("knowledge/answer.py", "from bot.storage.people import person", "knowledge imports storage.people"),
        ("handlers/ask.py", "from bot.handlers.events import router", "a handler imports another one"),
        ("handlers/ask.py", "from bot.engine.texts import Texts", "handlers imports engine.texts"),
        ("engine/turns.py", "from bot.handlers.events import router", "the engine knows a feature"),
        ("channels/slack/incoming.py", "import slack_sdk", "imports slack_sdk"),
        ("channels/slack/incoming.py", "from bot.channels.telegram.incoming import read", "one channel imports another"),
        ("actions/events.py", "def late() -> None:\n    import json", "imported inside late"),
        ("engine/turns.py", "import os\nNOW = os.environ['PLAZA_NOW']", "reads the environment"),
        ("app/serve.py", "import sqlalchemy", "imports sqlalchemy"),
        ("storage/database.py", "from bot.storage.people import person", "circle"),
    ],
)
def test_a_line_against_the_drawing_is_noticed(tmp_path: Path, module: str, line: str, says: str) -> None:
    for file in BOT.rglob("*.py"):
        copy = tmp_path / file.relative_to(BOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    changed = tmp_path / module
    changed.write_text(f"{changed.read_text(encoding='utf-8')}\n\n{line}\n", encoding="utf-8")
    assert any(says in fault for fault in faults(tmp_path)), faults(tmp_path)
