"""Tables as secretariats have them: CSV in UTF-8, with commas, semicolons or tabs; every fault with its line and a remedy."""

import csv
import io
from collections.abc import Sequence

from bot.model.imports import Problem, Row

DELIMITERS = ",;\t"
LONGEST_CELL = 300
MOST_ROWS = 50_000


class BadTable(Exception):
    """Nothing of a table can be used; every reason with its line."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(problem.text for problem in problems))
        self.problems = problems


def rows(content: bytes, columns: Sequence[str], needed: Sequence[str]) -> list[Row]:
    """The lines of a table whose first line names its columns. Raises BadTable with all that is wrong with its form."""
    text = _text(content)
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(DELIMITERS, key=first.count)
    found: list[Row] = []
    problems: list[Problem] = []
    header: list[str] = []
    for number, cells in _lines(text, delimiter):
        if not header:
            header = _header(number, cells, columns, needed)
        elif len(cells) > len(header):
            problems.append(Problem(number, f"{len(cells)} cells under {len(header)} columns; put a cell with a comma in quotes"))
        elif long := next((name for name, cell in zip(header, cells, strict=False) if len(cell) > LONGEST_CELL), ""):
            problems.append(Problem(number, f"{long} has more than {LONGEST_CELL} characters; shorten it"))
        else:
            found.append(Row(number, dict.fromkeys(columns, "") | dict(zip(header, cells, strict=False))))
    if not header:
        raise BadTable(Problem(1, f"the file is empty; its first line names the columns: {', '.join(columns)}"))
    if problems:
        raise BadTable(*problems)
    return found


def _text(content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise BadTable(Problem(line, "this is not UTF-8; save the table as “CSV UTF-8”")) from error
    if "\0" in text:
        raise BadTable(Problem(text[: text.index("\0")].count("\n") + 1, "this is no text file; save the table as “CSV UTF-8”"))
    return text


def _lines(text: str, delimiter: str) -> list[tuple[int, list[str]]]:
    """Every line that is not empty, with the number it begins at."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    found: list[tuple[int, list[str]]] = []
    begins = 1
    try:
        for cells in reader:
            clean = [" ".join(cell.split()) for cell in cells]
            if any(clean):
                found.append((begins, clean))
            begins = reader.line_num + 1
            if len(found) > MOST_ROWS:
                raise BadTable(Problem(begins, f"more than {MOST_ROWS} lines; cut the file in two"))
    except csv.Error as error:
        raise BadTable(Problem(begins, f"this line cannot be read ({error}); check its quotes")) from error
    return found


def _header(line: int, cells: list[str], columns: Sequence[str], needed: Sequence[str]) -> list[str]:
    names = [cell.casefold().replace(" ", "_").replace("-", "_") for cell in cells]
    while names and not names[-1]:
        names.pop()
    problems = [
        Problem(line, f"unknown column {cell!r}; use {', '.join(columns)}")
        for cell, name in zip(cells, names, strict=False)
        if name not in columns
    ]
    problems += [
        Problem(line, f"the column {name} stands there twice; keep one") for name in sorted({n for n in names if names.count(n) > 1})
    ]
    problems += [Problem(line, f"the column {name} is missing; add it to the first line") for name in needed if name not in names]
    if problems:
        raise BadTable(*problems)
    return names
