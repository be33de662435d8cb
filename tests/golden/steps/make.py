"""What scikit-learn's imputers, scaler and encoder make of small columns; run with scikit-learn 1.9, writes JSON here.

    python make.py
"""

import json
import pathlib

import numpy as np
from sklearn.impute import SimpleImputer
from sklearn.preprocessing import OneHotEncoder, StandardScaler

HERE = pathlib.Path(__file__).parent
random = np.random.default_rng(7)


def column(n, gaps):
    values = np.round(random.normal(50, 12, n), 3)
    values[random.choice(n, gaps, replace=False)] = np.nan
    return values


def plain(values):
    return [None if isinstance(v, float) and np.isnan(v) else v for v in np.asarray(values).tolist()]


numbers = [column(31, 5), column(40, 0), np.array([3.0, 1.0, 1.0, 3.0, np.nan, 2.0]), np.array([4.0, 4.0, 4.0])]
cases = {"numbers": [], "texts": []}
for x in numbers:
    case = {"x": plain(x)}
    for name, strategy in [("median", "median"), ("mean", "mean"), ("most-frequent", "most_frequent")]:
        case[name] = SimpleImputer(strategy=strategy).fit_transform(x[:, None])[:, 0].tolist()
    case["indicator"] = np.isnan(x).astype(float).tolist()
    case["standardised"] = plain(StandardScaler().fit_transform(x[:, None])[:, 0])
    cases["numbers"].append(case)

train = ["red", "blue", "blue", "green", "Zulu", "émile", "red"]
test = ["blue", "unseen", "red", "émile"]
encoder = OneHotEncoder(handle_unknown="ignore", sparse_output=False).fit(np.array(train)[:, None])
few = OneHotEncoder(handle_unknown="ignore", sparse_output=False).fit(np.array(["b", "a", "b"])[:, None])
cases["texts"].append(
    {
        "train": train,
        "test": test,
        "levels": encoder.categories_[0].tolist(),
        "encoded": encoder.transform(np.array(test)[:, None]).tolist(),
    }
)
cases["texts"].append(
    {
        "train": ["b", "a", "b"],
        "test": ["a", "b", "c"],
        "levels": few.categories_[0].tolist(),
        "encoded": few.transform(np.array(["a", "b", "c"])[:, None]).tolist(),
    }
)
most = SimpleImputer(strategy="most_frequent", missing_values="").fit(np.array(["b", "a", "", "b", "a", "c"], dtype=object)[:, None])
cases["mostFrequentText"] = most.statistics_[0]
(HERE / "steps.json").write_text(json.dumps(cases, ensure_ascii=False) + "\n")
