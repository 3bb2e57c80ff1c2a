"""Reading the knowledge files: YAML and CSV from disk, parsed once and kept as JSON, with the line of whatever is wrong."""

import csv
import hashlib
import io
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from bot.knowledge.records.cache import Cache

Trail = Sequence[str | int]
CODE = Path(__file__).parents[1]
"""What computes the derived values; they are made anew when it is another one."""
DERIVED = "="
"""How the names of computed values begin in the cache; no file's does."""


class BadKnowledge(Exception):
    """A knowledge file cannot be used: which file, which line (1-based, 0 for the whole file), what is wrong and what to do."""

    def __init__(self, path: Path, line: int, problem: str, remedy: str) -> None:
        place = f"{path}:{line}" if line else str(path)
        super().__init__(f"{place}: {problem}; {remedy}")
        self.path, self.line, self.problem, self.remedy = path, line, problem, remedy


class Files:
    """The folder of knowledge files. With a `cache` path the parsed YAML is kept there and used while the files are unchanged."""

    def __init__(self, folder: Path, cache: Path | None = None) -> None:
        self.folder = folder
        self._cache = Cache(cache)
        self._read: dict[str, str] = {}
        self._nodes: dict[str, yaml.Node | None] = {}

    def yaml(self, name: str) -> Any:
        """The parsed content of one YAML file. Raises BadKnowledge."""
        text = self.text(name)
        key = self._read[name] = hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
        kept = self._cache.get(name, key)
        if kept is None:
            kept = parse(self.folder / name, text)
            self._cache.put(name, key, kept)
        return kept

    def csv(self, name: str) -> list[tuple[int, dict[str, str]]]:
        """The rows of one CSV file with their line numbers. Raises BadKnowledge when a row is too short or too long."""
        reader = csv.DictReader(io.StringIO(self.text(name)))
        rows = []
        for row in reader:
            if None in row or None in row.values():
                raise BadKnowledge(
                    self.folder / name, reader.line_num, "a row does not have as many fields as the heading", "check its commas and quotes"
                )
            rows.append((reader.line_num, dict(row)))
        return rows

    def text(self, name: str) -> str:
        """The text of one file. Raises BadKnowledge when it cannot be read as UTF-8."""
        path = self.folder / name
        try:
            return path.read_text(encoding="utf-8")
        except OSError as error:
            raise BadKnowledge(path, 0, f"cannot be read ({error.strerror})", "put the file back or restore a backup") from error
        except UnicodeDecodeError as error:
            raise BadKnowledge(path, 0, "is not UTF-8 text", "save it again as UTF-8") from error

    @cached_property
    def _code(self) -> str:
        stats = [(file.name, file.stat()) for file in sorted(CODE.rglob("*.py"))]
        return "".join(f"{name} {stat.st_size} {stat.st_mtime_ns};" for name, stat in stats)

    def derived(self, name: str, make: Callable[[], Any]) -> Any:
        """What `make` computes (plain JSON values) from the files read so far; kept in the cache and made anew when a file changes."""
        key = hashlib.blake2b(
            "".join([self._code, *(self._read[file] for file in sorted(self._read))]).encode(), digest_size=16
        ).hexdigest()
        kept = self._cache.get(f"{DERIVED}{name}", key)
        if kept is None:
            kept = make()
            self._cache.put(f"{DERIVED}{name}", key, kept)
        return kept

    def line(self, name: str, trail: Trail) -> int:
        """The line on which the value at `trail` stands; slow the first time, for error messages."""
        if name not in self._nodes:  # one mistake may be found in a hundred places of a file
            self._nodes[name] = yaml.compose(self.text(name), Loader=yaml.CSafeLoader)
        return _line(self._nodes[name], list(trail))


def parse(path: Path, text: str) -> Any:
    """YAML text as plain values. Raises BadKnowledge with the line of the mistake."""
    try:
        return yaml.load(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise BadKnowledge(
            path, mark.line + 1 if mark else 0, f"is not valid YAML ({error.problem})", "check the indentation and quotes there"
        ) from error
    except (yaml.YAMLError, ValueError) as error:
        raise BadKnowledge(path, 0, "is not valid YAML", "look for unusual characters or impossible dates") from error


def _line(node: Any, trail: list[str | int]) -> int:
    line = int(node.start_mark.line) + 1 if node else 0
    if not trail or node is None:
        return line
    step, rest = trail[0], trail[1:]
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return _line(node.value[step], rest)
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(step):
                return _line(value, rest) if rest else int(key.start_mark.line) + 1
    return line


def as_mapping(value: object) -> Mapping[str, Any]:
    """The value if it is a mapping, else an empty one."""
    return value if isinstance(value, Mapping) else {}
