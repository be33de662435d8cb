"""Steps on dates, against pandas, the package holidays, and dateutil's Easter: dates.json."""

import json
from pathlib import Path

import holidays
import numpy as np
import pandas as pd
from dateutil.easter import easter

HERE = Path(__file__).parent
random = np.random.default_rng(5)
DAY = 86_400_000
cases = []


def written(values):
    return [None if np.isnan(v) else int(v) if v == int(v) else float(v) for v in np.asarray(values, dtype=float)]


def case(name, step, params, train, test, expected, tolerance=1e-12):
    cases.append({"name": name, "step": step, "params": params, "train": [written(c) for c in train], "test": [written(c) for c in test], "expected": [written(c) for c in expected], "tolerance": tolerance})


def milliseconds(text):
    return np.array(pd.DatetimeIndex([pd.Timestamp(t) for t in text]).astype("datetime64[ms]").astype("int64"), dtype=float)


SETS = {
    "any time": random.integers(-2_200_000_000_000, 4_100_000_000_000, 60).astype(float),
    "turns of the year": milliseconds([f"{y}-{d}" for y in [1899, 1900, 1999, 2000, 2004, 2015, 2016, 2020, 2024, 2026, 2100] for d in ["01-01", "01-03", "12-28", "12-31", "02-28", "03-01"]]),
    "leap days and last moments": milliseconds(["1896-02-29", "2000-02-29T23:59:59.999", "1969-12-31T23:59:59.999", "1970-01-01", "2024-02-29T12:30", "2023-02-28T23:00"]),
}
PARTS = ["year", "quarter", "month", "week", "day of month", "day of year", "weekday", "weekend", "hour", "minute"]
CYCLES = {"month": (lambda d: d.month - 1, 12), "day of year": (lambda d: d.dayofyear - 1, 365.25), "weekday": (lambda d: d.weekday, 7), "hour": (lambda d: d.hour, 24)}

for name, ms in SETS.items():
    d = pd.DatetimeIndex(ms.astype("int64").astype("datetime64[ms]"))
    found = {
        "year": d.year,
        "quarter": d.quarter,
        "month": d.month,
        "week": d.isocalendar().week,
        "day of month": d.day,
        "day of year": d.dayofyear,
        "weekday": d.weekday + 1,
        "weekend": d.weekday >= 5,
        "hour": d.hour,
        "minute": d.minute,
    }
    asked = np.append(ms, np.nan)
    gap = lambda values: np.append(np.asarray(values, dtype=float), np.nan)  # noqa: E731
    case(name, "date-parts", {"parts": [[p] for p in PARTS]}, [ms], [asked], [gap(found[p]) for p in PARTS])
    waves = [gap(f(2 * np.pi * np.asarray(part(d), dtype=float) / period)) for part, period in CYCLES.values() for f in [np.sin, np.cos]]
    case(name, "date-parts", {"parts": [], "cycles": [[c] for c in CYCLES]}, [ms], [asked], waves, 1e-12)
    case(name, "date-parts", {"parts": [], "since": "first-date"}, [ms], [asked], [(asked - ms.min()) / DAY])
    reference = milliseconds(["1999-12-31"])[0]
    given = {"parts": [], "since": "given-date", "reference": "1999-12-31", "keep": True}
    case(name, "date-parts", given, [ms], [asked], [asked, (asked - reference) / DAY])
    other = np.append(ms[::-1], 0.0)
    for unit, size in [("days", DAY), ("hours", 3_600_000), ("seconds", 1000)]:
        case(name, "time-since", {"unit": unit}, [ms, ms], [asked, other], [asked, other, (other - asked) / size])

# Every holiday of some years, the days around it and days at random. Left out are years in which the law moved or added
# single days: jubilees and a coronation in Britain (2002, 2012, 2020, 2022, 2023), Reformation Day in Germany (2017), and
# Whit Monday in France, which was a working day from 2005 to 2007.
COUNTRIES = {
    "germany": (holidays.Germany, [*range(2001, 2017), *range(2018, 2060)]),
    "france": (holidays.France, [*range(2001, 2005), *range(2008, 2060)]),
    "england-and-wales": (lambda **k: holidays.UnitedKingdom(subdiv="ENG", **k), [y for y in range(2001, 2060) if y not in (2002, 2012, 2020, 2022, 2023)]),
    "united-states": (holidays.UnitedStates, list(range(2000, 2060))),
}
for country, (make, years) in COUNTRIES.items():
    known = make(years=years, observed=False)
    chosen = [y for y in years if y % 4 == 0 or y in (2001, 2015, 2026, 2038)]
    days = sorted({pd.Timestamp(day) for day in known if day.year in chosen})
    off = set(days)
    near = {d + pd.Timedelta(n, "D") for d in days for n in (-1, 1)}
    some = {pd.Timestamp(f"{y}-01-01") + pd.Timedelta(int(n), "D") for y in chosen for n in random.integers(0, 365, 4)}
    asked = sorted(d for d in off | near | some if d.year in chosen)
    # Some time of the day, since a holiday lasts all day.
    ms = milliseconds(asked) + random.integers(0, DAY, len(asked))
    is_off = [d in off for d in asked]
    case(country, "holidays", {"country": country}, [ms[:1]], [np.append(ms, np.nan)], [np.append(ms, np.nan), np.append(np.array(is_off, dtype=float), np.nan)])
    whole = {pd.Timestamp(day) for day in known}
    inner = [i for i, d in enumerate(asked) if d.month * 100 + d.day not in (101, 1231)]
    before = [float(asked[i] + pd.Timedelta(1, "D") in whole) for i in inner]
    after = [float(asked[i] - pd.Timedelta(1, "D") in whole) for i in inner]
    case(country, "holidays", {"country": country, "around": True}, [ms[:1]], [ms[inner]], [ms[inner], np.array(is_off, dtype=float)[inner], before, after])

# A rule of each kind, with the days it names, and Easter of all years of the Gregorian calendar up to 2599.
RULES = {
    "02-29": ["2024-02-29", "2000-02-29"],
    "last Friday of February from 2024": ["2024-02-23", "2028-02-25", "2025-02-28"],
    "5th wednesday in may until 2024": ["2024-05-29", "2019-05-29"],
    "easter-48": ["2024-02-12", "2008-02-04"],
    "Easter + 60": ["2024-05-30", "2008-05-22"],
}
others = ["2024-02-28", "2023-02-24", "2029-05-30", "2024-05-22", "2024-02-11", "2024-05-31", "2024-12-24"]
for rule, days in RULES.items():
    ms = milliseconds(days + others)
    flags = [1.0] * len(days) + [0.0] * len(others)
    case(f"rule {rule}", "holidays", {"own": [[rule]]}, [ms], [ms], [ms, flags])
easters = [easter(year).timetuple().tm_yday for year in range(1583, 2600)]

versions = {"pandas": pd.__version__, "holidays": holidays.__version__, "numpy": np.__version__}
(HERE / "dates.json").write_text(json.dumps({"versions": versions, "cases": cases, "easters": {"from": 1583, "dayOfYear": easters}}) + "\n")
