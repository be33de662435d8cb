"""Which rows of a small dirty table pandas finds at fault, for every kind of expectation; writes JSON here.

    python make.py

Rows in which a value that is needed is missing are left out of the count, as Great Expectations does. The longest ordered
subsequence has no pandas function: its length comes from patience sorting with bisect, and the kept rows are asked
is_monotonic_increasing.
"""

import bisect
import json
import pathlib
import re

import numpy as np
import pandas as pd

HERE = pathlib.Path(__file__).parent
random = np.random.default_rng(11)
N = 300


def gaps(series, count):
    series = series.copy()
    series.iloc[random.choice(N, count, replace=False)] = None
    return series


hour = gaps(pd.Series(random.integers(-1, 26, N), dtype="float64"), 12)
price = gaps(pd.Series(np.round(random.normal(40, 30, N), 2)), 9)
price.iloc[[5, 77]] = [np.inf, -np.inf]
a = gaps(pd.Series(random.integers(0, 50, N), dtype="float64"), 4)
b = gaps(pd.Series(np.round(random.uniform(0, 9, N), 2)), 4)
c = (a + b).round(2)
c.iloc[random.choice(N, 15, replace=False)] += 0.5
c.iloc[3] = np.nan
start = pd.Series(pd.Timestamp("2024-01-01") + pd.to_timedelta(np.arange(N) * 6, unit="h"))
noisy = random.choice(N, 25, replace=False)
start.iloc[noisy] += pd.to_timedelta(random.integers(-400, 400, 25), unit="h")
start = gaps(start, 6)
end = start + pd.to_timedelta(random.integers(-5, 60, N), unit="h")
colour = gaps(pd.Series(random.choice(["red", "green", "blue", "île", "__proto__"], N)), 10)
code = gaps(
    pd.Series([f"{random.choice(['AB', 'CD', 'x'])}-{random.integers(0, 1500)}" for _ in range(N)]), 8
)
note = gaps(
    pd.Series(["".join(random.choice(list("aß😀é x"), random.integers(1, 9))) for _ in range(N)]), 20
)
number_text = gaps(pd.Series(random.choice(["1", "2.5", "-3e2", "x", "1,5", "7"], N)), 15)
date_text = gaps(pd.Series(random.choice(["2024-02-29", "2023-02-29", "2024-01-31T06:00", "soon"], N)), 15)
frame = pd.DataFrame(
    {
        "hour": hour, "price": price, "a": a, "b": b, "c": c, "start": start, "end": end, "colour": colour,
        "code": code, "note": note, "number text": number_text, "date text": date_text,
    }
)
texts = {"code": "text", "note": "text", "number text": "text", "date text": "text", "colour": "category"}
cases = []


def case(id, params, fails, checked):
    """`fails` and `checked` are boolean series."""
    rows = np.flatnonzero((fails & checked).to_numpy())
    cases.append({"id": id, "params": params, "checked": int(checked.sum()), "failing": rows.tolist()})


for name in frame.columns:
    case("present", {"column": name}, frame[name].isna(), pd.Series(True, index=frame.index))

as_number = pd.to_numeric(number_text, errors="coerce")
case("type", {"column": "number text", "type": "number"}, as_number.isna(), number_text.notna())
case("type", {"column": "number text", "type": "whole-number"}, as_number.isna() | (as_number % 1 != 0), number_text.notna())
case("type", {"column": "hour", "type": "whole-number"}, hour % 1 != 0, hour.notna())
case("type", {"column": "b", "type": "whole-number"}, b % 1 != 0, b.notna())
as_date = pd.to_datetime(date_text, errors="coerce", format="ISO8601")
case("type", {"column": "date text", "type": "datetime"}, as_date.isna(), date_text.notna())

for bounds, inclusive in [("both", "both"), ("lower", "left"), ("upper", "right"), ("neither", "neither")]:
    for name, low, high in [("hour", 0, 23), ("price", 0, 100)]:
        params = {"column": name, "from": str(low), "to": str(high), "bounds": bounds}
        case("range", params, ~frame[name].between(low, high, inclusive=inclusive), frame[name].notna())
case("range", {"column": "price", "from": "0", "to": ""}, price < 0, price.notna())
case("range", {"column": "price", "from": "", "to": "50.5"}, price > 50.5, price.notna())
case("range", {"column": "start", "from": "2024-01-10", "to": "2024-02-20T12:00"},
     ~start.between("2024-01-10", "2024-02-20T12:00"), start.notna())

domain = lambda values: [[v] for v in values]
case("one-of", {"column": "colour", "values": domain(["red", "île"])}, ~colour.isin(["red", "île"]), colour.notna())
case("one-of", {"column": "colour", "values": []}, colour.notna(), colour.notna())
case("one-of", {"column": "hour", "values": domain(["1", "2.0", "23"])}, ~hour.isin([1, 2, 23]), hour.notna())
case("one-of", {"column": "number text", "values": domain(["7", "x"])}, ~number_text.isin(["7", "x"]), number_text.notna())

for keep, failing in [(False, "every-copy"), ("first", "later-copies")]:
    for names in [["code"], ["hour"], ["start"], ["colour", "hour"], ["hour", "a", "colour"]]:
        complete = frame[names].notna().all(axis=1)
        repeated = frame[complete].duplicated(names, keep=keep).reindex(frame.index, fill_value=False)
        case("unique", {"columns": names, "failing": failing}, repeated, complete)

for pattern in [r"[A-Z]{2}-[0-9]{1,3}", r"[0-9]+$", r"(?i)ab-\d*"]:
    present = code.notna()
    full = code.map(lambda t: isinstance(t, str) and re.fullmatch(pattern, t) is not None)
    some = code.map(lambda t: isinstance(t, str) and re.search(pattern, t) is not None)
    assert full[present].equals(code[present].str.fullmatch(pattern)) and some[present].equals(code[present].str.contains(pattern))
    case("pattern", {"column": "code", "pattern": pattern, "part": "whole-value"}, ~full, present)
    case("pattern", {"column": "code", "pattern": pattern, "part": "anywhere"}, ~some, present)
    case("pattern", {"column": "code", "pattern": pattern, "part": "nowhere"}, some, present)

case("length", {"column": "note", "from": "2", "to": "5"}, ~note.str.len().between(2, 5), note.notna())
case("length", {"column": "colour", "from": "", "to": "4"}, colour.str.len() > 4, colour.notna())

operators = {
    "less-than": lambda x, y: x < y, "at-most": lambda x, y: x <= y, "equals": lambda x, y: x == y,
    "differs": lambda x, y: x != y, "at-least": lambda x, y: x >= y, "greater-than": lambda x, y: x > y,
}
for relation, holds in operators.items():
    for left, right in [("start", "end"), ("hour", "a")]:
        both = frame[left].notna() & frame[right].notna()
        case("compare", {"left": left, "relation": relation, "right": right}, ~holds(frame[left], frame[right]), both)
both = code.notna() & colour.notna()
case("compare", {"left": "code", "relation": "differs", "right": "colour"}, code == colour, both)

complete = frame[["a", "b", "c"]].notna().all(axis=1)
difference = (a + b - c).abs()
case("sum", {"parts": ["a", "b"], "total": "c", "tolerance": 0.01}, difference > 0.01, complete)
case("sum", {"parts": ["a", "b"], "total": "c", "tolerance": 0.75}, difference > 0.75, complete)
# Nullable booleans know Kleene's logic, as formulas do: false and missing is false.
holds = (difference.astype("Float64") < 0.01) & (hour.astype("Float64") >= 0)
case("formula", {"expression": "abs(a + b - c) < 0.01 and hour >= 0"}, ~holds.fillna(True), holds.notna())

orders = []
for name, direction, ties in [("start", "up", True), ("start", "up", False), ("start", "down", True), ("hour", "up", True), ("price", "down", False)]:
    series = frame[name].dropna()
    values = series.astype("int64") if name == "start" else series
    signed = (values if direction == "up" else -values).tolist()
    tails = []
    for v in signed:
        at = (bisect.bisect_right if ties else bisect.bisect_left)(tails, v)
        tails[at:at + 1] = [v]
    orders.append({"column": name, "direction": direction, "ties": ties, "checked": len(signed), "failing": len(signed) - len(tails)})


def plain(series):
    if series.dtype.kind == "M":
        return [None if pd.isna(v) else int(v.timestamp() * 1000) for v in series]
    infinite = {np.inf: "inf", -np.inf: "-inf"}
    return [None if pd.isna(v) else infinite.get(v, v) for v in series.tolist()]


columns = [
    {"name": n, "kind": texts.get(n, "datetime" if frame[n].dtype.kind == "M" else "number"), "values": plain(frame[n])}
    for n in frame.columns
]
versions = {"pandas": pd.__version__, "numpy": np.__version__}
(HERE / "expectations.json").write_text(
    json.dumps({"versions": versions, "columns": columns, "cases": cases, "orders": orders}, ensure_ascii=False) + "\n"
)
