"""Naive forecasts and their errors as sktime makes them; run with sktime 1.2, pandas 3, writes JSON here.

    python make.py
"""

import json
import pathlib

import numpy as np
import pandas as pd
import sktime
from sktime.forecasting.naive import NaiveForecaster
from sktime.performance_metrics.forecasting import (
    mean_absolute_error,
    mean_absolute_percentage_error,
    mean_absolute_scaled_error,
)

HERE = pathlib.Path(__file__).parent
random = np.random.default_rng(5)


def series():
    n = 60
    yield "a walk", np.cumsum(random.normal(size=n)), 7
    yield "months", 100 + np.arange(n) + 20 * np.sin(np.arange(n) * np.pi / 6) + random.normal(size=n), 12
    yield "counts", random.poisson(3, n).astype(float), 5
    yield "no season", random.normal(size=n), 1


cases = []
for name, values, season in series():
    horizon = 17
    history, truth = pd.Series(values[:-horizon]), pd.Series(values[-horizon:])
    steps = np.arange(1, horizon + 1)
    paths = {
        "last": NaiveForecaster("last").fit(history).predict(steps),
        "seasonal": NaiveForecaster("last", sp=season).fit(history).predict(steps),
        "drift": NaiveForecaster("drift").fit(history).predict(steps),
    }
    cases.append(
        {
            "name": name,
            "season": season,
            "history": history.tolist(),
            "truth": truth.tolist(),
            "forecasts": {who: path.tolist() for who, path in paths.items()},
            "errors": {
                who: {
                    "mae": float(mean_absolute_error(truth, path)),
                    "mase": float(mean_absolute_scaled_error(truth, path, y_train=history, sp=season)),
                    "smape": float(mean_absolute_percentage_error(truth, path, symmetric=True)),
                }
                for who, path in paths.items()
            },
        }
    )

(HERE / "forecasting.json").write_text(
    json.dumps({"versions": {"sktime": sktime.__version__, "pandas": pd.__version__}, "cases": cases}) + "\n"
)
