"""What the code says: every message, button and form that it names outright, with the data it hands over."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

BUTTON_DATA = "value"


@dataclass(frozen=True, slots=True)
class Named:
    """A message's name in the code: where, and the names of its data, None when only running it would tell."""

    name: str
    where: str
    data: frozenset[str] | None = None


def named(source: Path) -> Iterator[Named]:
    """Every message named by the Python files below this folder."""
    for file in sorted(source.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                where = f"{file.relative_to(source.parent)}, line {node.lineno}"
                for name, data in _said(node):
                    yield Named(name, where, data)


def _said(call: ast.Call) -> Iterator[tuple[str, frozenset[str] | None]]:
    match call.func:
        case ast.Name("Reply") | ast.Attribute(attr="wording"):
            yield from ((name, _keys(_argument(call, 1, "data"))) for name in _texts(_argument(call, 0, "message")))
        case ast.Name("Wrong"):
            given = [keyword.arg for keyword in call.keywords]
            data = None if None in given else frozenset(name for name in given if name)
            yield from ((name, data) for name in _texts(_argument(call, 1, "message")))
        case ast.Name("Button"):
            yield from _button(call)
        case ast.Name("Form"):
            yield from ((name, None) for name in _form(call))


def _button(call: ast.Call) -> Iterator[tuple[str, frozenset[str] | None]]:
    keys = _keys(_argument(call, 2, "data"))
    data = None if keys is None else keys | {BUTTON_DATA}
    label = _argument(call, 3, "label")
    if label is not None:
        yield from ((name, data) for name in _texts(label))
        return
    for action in _texts(_argument(call, 0, "action")):
        feature, _, deed = action.partition(".")
        yield f"{feature}.button_{deed}", data


def _form(call: ast.Call) -> Iterator[str]:
    """The blocks of a form's title, its questions and those choices whose words are not data."""
    for form in _texts(_argument(call, 0, "name")):
        yield f"{form}__title"
        for field in _calls(call, "Field"):
            for name in _texts(_argument(field, 0, "name")):
                yield f"{form}__{name}"
                for option in _calls(field, "Option"):
                    if _argument(option, 1, "label") is None:
                        yield from (f"{form}__{name}__{value}" for value in _texts(_argument(option, 0, "value")))


def _calls(inside: ast.AST, name: str) -> Iterator[ast.Call]:
    for node in ast.walk(inside):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name:
            yield node


def _argument(call: ast.Call, place: int, name: str) -> ast.expr | None:
    if len(call.args) > place:
        return call.args[place]
    return next((keyword.value for keyword in call.keywords if keyword.arg == name), None)


def _texts(node: ast.expr | None) -> Iterator[str]:
    """The texts an expression can be, as far as it says so itself."""
    match node:
        case ast.Constant(str(text)):
            yield text
        case ast.IfExp(_, one, other):
            yield from _texts(one)
            yield from _texts(other)


def _keys(node: ast.expr | None) -> frozenset[str] | None:
    """The names in a literal mapping; None for anything that is not written out."""
    if node is None:
        return frozenset()
    if not isinstance(node, ast.Dict):
        return None
    names = [key.value for key in node.keys if isinstance(key, ast.Constant) and isinstance(key.value, str)]
    return frozenset(names) if len(names) == len(node.keys) else None


def problems(source: Path, known: Mapping[str, set[str]]) -> Iterator[str]:
    """Messages that the code says and nobody wrote, and data that a message asks for and the code does not hand over."""
    for it in named(source):
        asked = known.get(it.name)
        if asked is None:
            yield f"{it.where}: {it.name} is said but not written; add its block to messages/*/{it.name.partition('.')[0]}.j2"
        elif it.data is not None and (missing := asked - it.data):
            yield f"{it.where}: {it.name} asks for {sorted(missing)}, which is not handed over; add it to the data"
