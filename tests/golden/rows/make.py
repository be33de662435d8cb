"""What pandas makes of small tables by the row operations of the same names; run with pandas 3.1, scipy 1.17, writes JSON here.

    python make.py

A column is [name, kind, cells]; dates are epoch milliseconds and None is missing.
"""

import json
import pathlib

import numpy as np
import pandas as pd
import scipy
from scipy import constants

HERE = pathlib.Path(__file__).parent
random = np.random.default_rng(11)
cases = []


def cells(series):
    if pd.api.types.is_datetime64_any_dtype(series):
        whole = series.astype("datetime64[ms]").astype("int64")
        return [None if missing else int(v) for v, missing in zip(whole, series.isna())]
    return [None if pd.isna(v) else (v.item() if isinstance(v, np.generic) else v) for v in series.tolist()]


def columns(frame, kinds):
    out = []
    for name in frame.columns:
        series = frame[name]
        kind = kinds.get(name)
        if kind is None:
            if pd.api.types.is_datetime64_any_dtype(series):
                kind = "datetime"
            elif pd.api.types.is_bool_dtype(series):
                kind = "boolean"
            elif pd.api.types.is_numeric_dtype(series):
                kind = "number"
            else:
                kind = "category"
        out.append([name, kind, cells(series)])
    return out


def case(name, id, params, given, expected, sources=None, kinds=None):
    kinds = kinds or {}
    cases.append(
        {
            "name": name,
            "id": id,
            "params": params,
            "table": columns(given, kinds),
            "sources": [[source, columns(frame, kinds)] for source, frame in (sources or {}).items()],
            "expected": columns(expected.reset_index(drop=True), kinds),
        }
    )


def some(values, n, gaps):
    out = random.choice(values, n).astype(object)
    out[random.choice(n, gaps, replace=False)] = None
    return out


def measured(n, gaps, scale=12.0):
    out = np.round(random.normal(50, scale, n), 3)
    out[random.choice(n, gaps, replace=False)] = np.nan
    return out


sales = pd.DataFrame(
    {
        "shop": some(["north", "south", "île", "__proto__"], 60, 6),
        "month": some(["jan", "feb", "mar"], 60, 0),
        "price": measured(60, 9),
        "pieces": random.integers(1, 9, 60).astype(float),
        "day": pd.to_datetime(random.integers(0, 400, 60) * 86_400_000, unit="ms"),
        "paid": random.random(60) < 0.6,
    }
)
sales.loc[5:7, "day"] = pd.NaT
# A group without any price, and one with a single one.
sales.loc[sales.shop == "south", "price"] = np.nan
sales.loc[sales.index[sales.shop == "île"][1:], "price"] = np.nan

# --- aggregate -------------------------------------------------------------------------------------------------------
how = {"sum": lambda s: s.sum(min_count=1), "mean": "mean", "median": "median", "minimum": "min", "maximum": "max", "standard deviation": "std",
       "value count": "count", "distinct count": "nunique", "first": "first", "last": "last"}
for by in (["shop"], ["shop", "month"], ["paid"]):
    groups = sales.groupby(by, sort=False, dropna=False)
    made, wanted = groups.size().rename("row count").reset_index(), [["", "row count", ""]]
    made["row share"] = made["row count"] / len(sales)
    wanted.append(["", "row share", ""])
    for word, function in how.items():
        made[f"price {word}"] = groups["price"].agg(function).to_numpy()
        wanted.append(["price", word, ""])
    for word in ("minimum", "maximum", "mean", "median", "first", "last", "value count", "distinct count"):
        made[f"day {word}"] = groups["day"].agg(how[word]).to_numpy()
        wanted.append(["day", word, ""])
    for word in ("first", "last", "distinct count", "value count"):
        if "month" not in by:
            made[f"month {word}"] = groups["month"].agg(how[word]).to_numpy()
            wanted.append(["month", word, ""])
    made["pieces sold"] = groups["pieces"].sum().to_numpy()
    wanted.append(["pieces", "sum", "pieces sold"])
    case(f"by {', '.join(by)}", "aggregate", {"by": by, "values": wanted}, sales, made)
large = pd.DataFrame({"g": some(["a", "b"], 3000, 0), "x": 1e9 + random.normal(0, 1e-3, 3000)})
groups = large.groupby("g", sort=False)
case(
    "large offsets",
    "aggregate",
    {"by": ["g"], "values": [["x", "mean", ""], ["x", "standard deviation", ""], ["x", "sum", ""]]},
    large,
    pd.DataFrame({"g": list(groups.groups.keys()), "x mean": groups.x.mean().to_numpy(), "x standard deviation": groups.x.std().to_numpy(), "x sum": groups.x.sum().to_numpy()})
    .set_index("g").loc[large.g.drop_duplicates()].reset_index(),
)

# --- pivot and unpivot -----------------------------------------------------------------------------------------------
known = sales.dropna(subset=["shop"])
for word, function in (("sum", lambda s: s.sum(min_count=1)), ("mean", "mean"), ("maximum", "max"), ("value count", "count")):
    wide = known.pivot_table(index="shop", columns="month", values="price", aggfunc=function, dropna=False)
    wide = wide.loc[known.shop.drop_duplicates()].reset_index()
    case(f"price by month, {word}", "pivot", {"rows": ["shop"], "names": "month", "values": "price", "summary": word}, known, wide)
wide = pd.DataFrame({"city": ["a", "b", "c"], "jan": [1.5, np.nan, 3], "feb": [4.0, 5, 6]})
long = wide.reset_index().melt(id_vars=["index", "city"], var_name="month", value_name="rain")
long["place"] = long.month.map({"jan": 0, "feb": 1})
long = long.sort_values(["index", "place"])[["city", "month", "rain"]]
case("melt", "unpivot", {"columns": ["jan", "feb"], "names": "month", "values": "rain"}, wide, long)

# --- join and append -------------------------------------------------------------------------------------------------
shops = pd.DataFrame(
    {
        "name": ["south", "north", "north", None, "west"],
        "open": [1999.0, 2001, 2002, 1950, 2020],
        "price": [1.0, 2, 3, 4, 5],
    }
)
rentals = sales[["shop", "price", "pieces"]].head(25)
partners = shops.dropna(subset=["name"])
for word, kind in (("keep", "left"), ("drop", "inner")):
    made = rentals.reset_index().merge(partners, how=kind, left_on="shop", right_on="name", suffixes=("", " (shops)"))
    made = made.sort_values("index", kind="stable").drop(columns=["index", "name"])[["shop", "price", "pieces", "open", "price (shops)"]]
    case(f"{kind} join", "join", {"source": "shops", "keys": [["shop", "name"]], "how": word}, rentals, made, {"shops": shops}, {"name": "category", "shop": "category"})
codes = pd.DataFrame({"shop": ["north", "south", "north"], "pieces": [3.0, 4, 5], "stars": [1.0, 2, 3]})
made = rentals.merge(codes, how="left", on=["shop", "pieces"])
case("join by two keys", "join", {"source": "codes", "keys": [["shop", "shop"], ["pieces", "pieces"]]}, rentals, made, {"codes": codes})
more = pd.DataFrame({"pieces": [7.0, np.nan], "shop": ["west", None], "colour": ["red", "blue"]})
case("append, left out", "append", {"source": "more"}, rentals, pd.concat([rentals, more])[list(rentals.columns)], {"more": more}, {"shop": "text"})
case("append, added", "append", {"source": "more", "extra": "add"}, rentals, pd.concat([rentals, more]), {"more": more})

# --- rows ------------------------------------------------------------------------------------------------------------
words = pd.DataFrame({"w": some(["b", "a", "Z", "é", "\uffff", "\U0001f600", "aa"], 40, 4), "x": measured(40, 5, 2).round(0), "n": np.arange(40.0)})
for by, up in ((["w"], [True]), (["x"], [False]), (["x", "w"], [True, False]), (["w", "x"], [False, True])):
    params = {"by": [[name, "ascending" if ascending else "descending"] for name, ascending in zip(by, up)]}
    for kind in ("category", "text"):
        case(f"{by} {up} {kind}", "sort", params, words, words.sort_values(by, ascending=up, kind="stable"), kinds={"w": kind})
case("all columns", "drop-duplicates", {}, words[["w", "x"]], words[["w", "x"]].drop_duplicates())
case("some columns", "drop-duplicates", {"columns": ["w"]}, words, words.drop_duplicates(["w"]), kinds={"w": "text"})
case("any", "drop-incomplete", {"columns": ["w", "x"]}, words, words.dropna(subset=["w", "x"]))
case("all", "drop-incomplete", {"columns": ["w", "x"], "when": "all"}, words, words.dropna(subset=["w", "x"], how="all"))
f = lambda *conditions, **more: {"conditions": [list(c) for c in conditions], **more}
case("between", "filter", f(("price", "is between", "40 | 60")), sales, sales[sales.price.between(40, 60)])
case("one of", "filter", f(("shop", "is one of", "north | île")), sales, sales[sales.shop.isin(["north", "île"])])
case("not", "filter", f(("shop", "is not", "north")), sales, sales[sales.shop != "north"])
case("dates", "filter", f(("day", "is less than", "1970-07-01")), sales, sales[sales.day < "1970-07-01"])
case("all of two", "filter", f(("price", "is at least", "45"), ("paid", "is", "yes")), sales, sales[(sales.price >= 45) & sales.paid])
case("any, dropped", "filter", f(("price", "is more than", "55"), ("shop", "is missing", ""), match="any", action="drop"), sales, sales[~((sales.price > 55) | sales.shop.isna())])
case("pattern", "filter", f(("month", "matches pattern", "^[jm]a")), sales, sales[sales.month.str.contains("^[jm]a")])

# --- values and columns ----------------------------------------------------------------------------------------------
case("numbers", "clip", {"columns": ["price", "pieces"], "lowest": "3", "highest": "51.5"}, sales, sales.assign(price=sales.price.clip(3, 51.5), pieces=sales.pieces.clip(3, 51.5)))
case("texts", "replace-values", {"columns": ["shop"], "values": [["north", "N"], ["south", ""]]}, sales, sales.assign(shop=sales.shop.replace({"north": "N", "south": None})))
case("map", "replace-values", {"columns": ["shop"], "values": [["north", "N"], ["south", "S"]], "others": "make missing"}, sales, sales.assign(shop=sales.shop.map({"north": "N", "south": "S"})))
case("numbers", "replace-values", {"columns": ["pieces"], "values": [["1", "100"], ["2", ""]]}, sales, sales.assign(pieces=sales.pieces.replace({1.0: 100.0, 2.0: np.nan})))
case("999 and -1", "set-missing", {"columns": ["pieces"], "values": [["3"], ["4"], ["unknown"]]}, sales, sales.assign(pieces=sales.pieces.mask(sales.pieces.isin([3, 4]))))
mess = pd.DataFrame({"t": ["  Ab  c ", "A-1, B-22,C", "", None, "no digits", "x\u0301 9", "İ ß ﬁ", "12-ab 13-cd"]})
for kind in ("category", "text"):
    kinds = {"t": kind, "t 1": kind, "t 2": kind, "number": kind, "letters": kind}
    given = mess if kind == "text" else mess.replace("", None)
    parts = given.t.str.split(",", n=1, expand=True).rename(columns={0: "t 1", 1: "t 2"})
    if kind == "category":
        parts = parts.replace("", None)
    case(f"split {kind}", "split-text", {"column": "t", "trim": False}, given, pd.concat([given, parts], axis=1), kinds=kinds)
    found = given.t.str.extract(r"(?P<number>\d+)-(?P<letters>[a-z]+)")
    case(f"extract {kind}", "extract-pattern", {"column": "t", "pattern": r"(?<number>\d+)-(?<letters>[a-z]+)"}, given, pd.concat([given, found], axis=1), kinds=kinds)
    case(f"pattern {kind}", "replace-text", {"columns": ["t"], "by": "pattern", "pattern": "([A-Z])-", "replacement": "<$1>"}, given, given.assign(t=given.t.str.replace(r"([A-Z])-", r"<\1>", regex=True)), kinds=kinds)
    tidy = given.t.str.normalize("NFC").str.replace(r"\s+", " ", regex=True).str.strip()
    case(f"tidy {kind}", "tidy-text", {"columns": ["t"]}, given, given.assign(t=tidy), kinds=kinds)
    case(f"upper {kind}", "tidy-text", {"columns": ["t"], "letters": "upper"}, given, given.assign(t=given.t.map(str.upper, na_action="ignore").str.normalize("NFC").str.replace(r"\s+", " ", regex=True).str.strip()), kinds=kinds)
numbers = pd.DataFrame({"n": ["1.5", " 2 ", "x", None, "1e3", "-"]})
case("text to numbers", "cast", {"columns": ["n"], "kind": "number"}, numbers, numbers.assign(n=pd.to_numeric(numbers.n, errors="coerce")))
dates = sales[["day"]].assign(**{"day " + p.replace("_", " "): getattr(sales.day.dt, p).astype(float) for p in ("year", "quarter", "month", "day", "day_of_year")})
dates["day weekday"] = sales.day.dt.day_of_week + 1.0
case("parts", "date-parts", {"column": "day", "parts": [[p] for p in ("year", "quarter", "month", "day", "day_of_year", "weekday")]}, sales[["day"]], dates)

# --- the past: no two rows of a shop have one time, so that "earlier" means the same to pandas -----------------------------
past = pd.DataFrame({"shop": some(["north", "south", "île"], 36, 0), "day": pd.Timestamp("2024-02-26") + pd.to_timedelta(random.permutation(120)[:36], unit="D"), "pieces": measured(36, 4, 7).round(2), "paid": random.random(36) < 0.4, "colour": some(["red", "blue"], 36, 5)})
ordered = past.sort_values("day", kind="stable")


def beside(given, made):
    """The given columns, each followed by those made of it."""
    out = {}
    for name in given.columns:
        out[name] = given[name]
        for new, series in made.get(name, []):
            out[new] = series.reindex(given.index)
    return pd.DataFrame(out)


for by in ([], ["shop"]):
    groups = ordered.groupby("shop", sort=False) if by else ordered.assign(all=0).groupby("all")
    shifted = {name: [(f"{name} lag {k}", groups[name].shift(k)) for k in (1, 7)] for name in ("pieces", "colour", "paid")}
    case(f"rows back {by}", "lag", {"columns": ["pieces", "colour", "paid"], "time": "day", "by": by, "lags": [1, 7]}, past, beside(past, shifted), kinds={"paid lag 1": "boolean", "paid lag 7": "boolean"})
    known = {}
    for k in (1, 10):
        left = pd.DataFrame({"day": ordered.day - pd.Timedelta(days=k), "shop": ordered.shop, "at": ordered.index})
        right = ordered[["day", "shop", "pieces"]]
        found = pd.merge_asof(left, right, on="day", by="shop" if by else None) if by else pd.merge_asof(left, right[["day", "pieces"]], on="day")
        known.setdefault("pieces", []).append((f"pieces lag {k} day{'s' if k > 1 else ''}", found.set_index("at").pieces))
    case(f"days back {by}", "lag", {"columns": ["pieces"], "time": "day", "by": by, "lags": [1, 10], "unit": "days"}, past, beside(past, known))
    names = {"mean": "mean", "sum": "sum", "minimum": "min", "maximum": "max", "standard deviation": "std", "median": "median", "count": "count"}
    for size, unit, itself, least in ((4, "rows", False, 1), (4, "rows", True, 2), (3, "weeks", False, 1), (20, "days", True, 3), (0, "all", False, 1), (0, "all", True, 3)):
        made = []
        for ours, theirs in names.items():
            def over(group):
                indexed = group.set_index("day").pieces
                enough = 0 if ours == "count" else least
                if unit == "all":
                    frame = (indexed if itself else indexed.shift(1)).expanding(min_periods=enough)
                elif unit == "rows":
                    frame = indexed.rolling(size, min_periods=enough, closed="right" if itself else "left")
                else:
                    frame = indexed.rolling(pd.Timedelta(size, unit="W" if unit == "weeks" else "D"), min_periods=enough, closed="right" if itself else "left")
                return pd.Series(getattr(frame, theirs)().to_numpy(), index=group.index)
            parts = [over(group) for _, group in groups]
            suffix = "so far" if unit == "all" else f"of {size} {unit}"
            values = pd.concat(parts)
            made.append((f"pieces {ours} {suffix}", values.fillna(0) if ours == "count" else values))
        params = {"columns": ["pieces"], "time": "day", "by": by, "statistics": [[name] for name in names], "itself": itself, "least": least}
        params |= {"unit": "all earlier rows"} if unit == "all" else {"unit": unit, "size": size}
        case(f"{size} {unit} {itself} {by}", "window", params, past[["shop", "day", "pieces"]], beside(past[["shop", "day", "pieces"]], {"pieces": made}))

tied = pd.DataFrame({"day": pd.Timestamp("2024-05-01") + pd.to_timedelta(np.sort(random.integers(0, 9, 30)), unit="D"), "pieces": measured(30, 3, 7)})
before = pd.merge_asof(tied[["day"]], tied, on="day", allow_exact_matches=False)
case("rows of one time", "lag", {"columns": ["pieces"], "time": "day"}, tied, tied.assign(**{"pieces lag 1": before.pieces}))

# --- units -----------------------------------------------------------------------------------------------------------
c = constants
units = {
    "millimetre": c.milli, "inch": c.inch, "foot": c.foot, "yard": c.yard, "mile": c.mile, "nautical mile": c.nautical_mile,
    "gram": c.gram, "ounce": c.oz, "pound": c.lb, "stone": c.stone, "short ton": c.short_ton, "tonne": c.metric_ton,
    "litre": c.liter, "US fluid ounce": c.fluid_ounce, "US gallon": c.gallon, "imperial gallon": c.gallon_imp,
    "minute": c.minute, "hour": c.hour, "day": c.day, "week": c.week,
    "kilometre per hour": c.kmh, "mile per hour": c.mph, "knot": c.knot,
    "hectare": c.hectare, "acre": c.acre,
    "calorie": c.calorie, "British thermal unit": c.Btu, "watt hour": c.hour,
    "bar": c.bar, "atmosphere": c.atm, "torr": c.torr, "pound per square inch": c.psi,
}
base = {"length": "metre", "mass": "kilogram", "volume": "cubic metre", "time": "second", "speed": "metre per second",
        "area": "square metre", "energy": "joule", "pressure": "pascal"}
temperatures = [[a, b, x, float(c.convert_temperature(x, a.replace("degree ", ""), b.replace("degree ", "")))]
                for a in ("degree Celsius", "degree Fahrenheit", "kelvin") for b in ("degree Celsius", "degree Fahrenheit", "kelvin") for x in (0.0, 37.0, -40.0, 451.0)]
(HERE / "rows.json").write_text(
    json.dumps({"versions": {"pandas": pd.__version__, "scipy": scipy.__version__}, "cases": cases,
                "units": {"base": base, "factors": units, "temperatures": temperatures}}, ensure_ascii=False) + "\n"
)
