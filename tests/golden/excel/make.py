"""An Excel workbook with every kind of cell, and what openpyxl reads out of it.

Run: python make.py   (writes book.xlsx, mac.xlsx and expected.json beside itself)

Each sheet becomes its names and rows of [kind, text]; null where a cell is empty or holds an error.
"""

import datetime as dt
import json
from pathlib import Path

import openpyxl
from openpyxl.utils.datetime import CALENDAR_MAC_1904

here = Path(__file__).parent


def write(path, mac):
    book = openpyxl.Workbook()
    if mac:
        book.epoch = CALENDAR_MAC_1904
    sheet = book.active
    sheet.title = "All kinds"
    sheet.append(["text", "number", "whole", "truth", "day", "moment", "clock", "span", "error", "odd & <name>"])
    rows = [
        ["Köln", 1.5, 1, True, dt.date(2024, 2, 29), dt.datetime(2024, 2, 29, 12, 30, 15), dt.time(6, 5), dt.timedelta(hours=30), "#N/A", "_x0041_ a"],
        ["a \"b\"", -0.25, 2, False, dt.date(1999, 12, 31), dt.datetime(1970, 1, 1), dt.time(23, 59, 59), dt.timedelta(minutes=1), 7, "línea\nnueva"],
        [None, 1e300, 3, None, dt.date(1904, 1, 2), None, None, None, "#DIV/0!", None],
    ]
    for row in rows:
        sheet.append(row)
    sheet["J2"] = "plain"
    other = book.create_sheet("Later, with a title")
    other["A1"] = "Sales of the year"
    other.merge_cells("A1:C1")
    other["A3"], other["B3"], other["D3"] = "city", "sales", "note"
    other["A4"], other["B4"], other["D4"] = "Bonn", 10, "x"
    other["A9"], other["B9"], other["D9"] = "Trier", 20, "y"
    hidden = book.create_sheet("Hidden")
    hidden.sheet_state = "hidden"
    hidden["A1"] = "secret"
    book.save(path)


def show(value):
    if value is None or (isinstance(value, str) and value.startswith("#")):
        return None
    if isinstance(value, bool):
        return ["boolean", str(value).lower()]
    if isinstance(value, (int, float)):
        return ["number", repr(float(value))]
    if isinstance(value, dt.datetime):
        return ["datetime", str(round((value - dt.datetime(1970, 1, 1)).total_seconds() * 1000))]
    if isinstance(value, dt.time):
        return ["seconds", str(value.hour * 3600 + value.minute * 60 + value.second)]
    if isinstance(value, dt.timedelta):
        return ["seconds", str(value.total_seconds())]
    return ["text", value]


def read(path):
    book = openpyxl.load_workbook(path, data_only=True)
    return {
        sheet.title: [[show(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
        for sheet in book.worksheets
    }


write(here / "book.xlsx", False)
write(here / "mac.xlsx", True)
expected = {"openpyxl": openpyxl.__version__, "book.xlsx": read(here / "book.xlsx"), "mac.xlsx": read(here / "mac.xlsx")}
(here / "expected.json").write_text(json.dumps(expected, ensure_ascii=False, indent=1) + "\n")
