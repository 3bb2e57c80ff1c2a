"""Reading the knowledge files: YAML and CSV from disk, parsed once and kept as JSON, with the line of whatever is wrong."""

import csv
import hashlib
import io
import json
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

Trail = Sequence[str | int]
CODE = Path(__file__).parents[1]
"""What computes the derived values; they are made anew when it is another one."""
DERIVED = ""
"""The name in the cache under which computed values stand; no file has it."""


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
        self._cache = cache
        self._kept: dict[str, Any] = _read_cache(cache) if cache else {}
        self._changed = False

    def yaml(self, name: str) -> Any:
        """The parsed content of one YAML file. Raises BadKnowledge."""
        text = self.text(name)
        key = hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
        kept = self._kept.get(name)
        if not kept or kept[0] != key:
            kept = self._kept[name] = [key, parse(self.folder / name, text)]
            self._changed = True
        return kept[1]

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
        read = [kept[0] for file, kept in sorted(self._kept.items()) if file != DERIVED]
        key = hashlib.blake2b("".join([self._code, *read]).encode(), digest_size=16).hexdigest()
        kept = self._kept.get(DERIVED)
        if not kept or kept[0] != key:
            kept = self._kept[DERIVED] = [key, {}]
        if name not in kept[1]:
            kept[1][name] = make()
            self._changed = True
            self.keep()
        return kept[1][name]

    def keep(self) -> None:
        """Write the parsed files to the cache, if there is one and it is out of date; a full disk is no reason to fail."""
        if self._cache and self._changed:
            try:
                self._cache.parent.mkdir(parents=True, exist_ok=True)
                fresh = self._cache.with_suffix(".new")
                fresh.write_text(json.dumps(self._kept, ensure_ascii=False), encoding="utf-8")
                fresh.replace(self._cache)
            except OSError:
                return
            self._changed = False

    def line(self, name: str, trail: Trail) -> int:
        """The line on which the value at `trail` stands; slow, for error messages."""
        node = yaml.compose(self.text(name), Loader=yaml.CSafeLoader)
        return _line(node, list(trail))


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


def _read_cache(cache: Path) -> dict[str, Any]:
    try:
        kept = json.loads(cache.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    pairs = kept.items() if isinstance(kept, dict) else ()
    return {name: pair for name, pair in pairs if isinstance(pair, list) and len(pair) == 2}


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
