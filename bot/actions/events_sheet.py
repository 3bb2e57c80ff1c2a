"""Who is registered, as a spreadsheet (XLSX): texts are texts and never formulas or links, moments are real dates, row by row to disk."""

import re
from collections.abc import Iterable
from datetime import datetime
from io import BytesIO
from typing import Any

from bot.actions.events_export import AS_KEPT, COLUMNS, Labels
from bot.actions.late import library
from bot.model.events import Event, Registration
from bot.model.outgoing import File

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTHS = {"code": 11, "name": 28, "city": 24, "country": 9, "email": 28, "seats": 8, "needs": 40, "registered_at": 17}
ORDINARY = 16
TEXTS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
NOT_IN_A_TITLE = re.compile(r"[\[\]:*?/\\']")


def as_xlsx(event: Event, roll: Iterable[Registration], labels: Labels = AS_KEPT) -> File:
    """A sheet with its heads kept in sight and a filter over them; moments in UTC, as a date cell has no zone."""
    out = BytesIO()
    book = library("xlsxwriter").Workbook(out, {"constant_memory": True, "remove_timezone": True, **TEXTS})
    book.set_properties({"title": event.titles["en"], "created": event.changed_at.replace(tzinfo=None)})
    sheet = book.add_worksheet(NOT_IN_A_TITLE.sub(" ", labels.title)[:31])
    moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm", "align": "left"})
    for column, name in enumerate(COLUMNS):
        sheet.set_column(column, column, WIDTHS.get(name, ORDINARY))
    sheet.freeze_panes(1, 0)
    sheet.write_row(0, 0, labels.row, book.add_format({"bold": True, "bottom": 1}))
    last = 0
    for last, it in enumerate(roll, 1):
        _write(sheet, last, labels.cells(it), moment)
    sheet.autofilter(0, 0, last, len(COLUMNS) - 1)
    book.close()
    return File(f"{event.slug}.xlsx", MEDIA_TYPE, out.getvalue())


def _write(sheet: Any, row: int, cells: list[Any], moment: Any) -> None:
    for column, cell in enumerate(cells):
        if isinstance(cell, datetime):
            sheet.write_datetime(row, column, cell, moment)
        elif isinstance(cell, int):
            sheet.write_number(row, column, cell)
        elif cell:
            sheet.write_string(row, column, cell)
