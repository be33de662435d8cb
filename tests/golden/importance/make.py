"""Permutation importance as scikit-learn computes it, with the permutations it drew; run with scikit-learn 1.9.

    python make.py

The permutations are drawn anew as permutation_importance draws them: one seed a column from the generator, and from that
seed one shuffle a repeat of the same list of rows.
"""

import json
import pathlib

import numpy as np
import sklearn
from sklearn.datasets import load_breast_cancer, load_diabetes, load_wine
from sklearn.inspection import permutation_importance
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.preprocessing import StandardScaler
from sklearn.utils import check_random_state

HERE = pathlib.Path(__file__).parent
REPEATS = 4
cases = []
for name, load, columns, model, scoring, metric in (
    ("diabetes", load_diabetes, 5, LinearRegression(), "r2", "r2"),
    ("breast cancer", load_breast_cancer, 5, LogisticRegression(), "roc_auc", "roc-auc"),
    ("wine", load_wine, 4, LogisticRegression(), "neg_log_loss", "log-loss"),
):
    data, truth = load(return_X_y=True)
    rows = np.random.default_rng(3).permutation(len(data))[:60]
    x = StandardScaler().fit_transform(data[:, :columns]).round(6)
    model.fit(np.delete(x, rows, axis=0), np.delete(truth, rows))
    x, truth = x[rows], truth[rows]
    found = permutation_importance(model, x, truth, scoring=scoring, n_repeats=REPEATS, random_state=17)
    seed = check_random_state(17).randint(np.iinfo(np.int32).max + 1)
    orders = []
    for _ in range(columns):
        state, order, at, drawn = check_random_state(seed), np.arange(len(x)), np.arange(len(x)), []
        for _ in range(REPEATS):
            state.shuffle(order)
            at = at[order]  # it shuffles what it shuffled before
            drawn.append(at.tolist())
        orders.append(drawn)
    cases.append(
        {
            "name": name,
            "metric": metric,
            "x": x.tolist(),
            "truth": truth.tolist(),
            "coefficients": np.atleast_2d(model.coef_).tolist(),
            "intercepts": np.atleast_1d(model.intercept_).tolist(),
            "orders": orders,
            "drops": found.importances.tolist(),
            "means": found.importances_mean.tolist(),
            "sds": found.importances_std.tolist(),
        }
    )
(HERE / "importance.json").write_text(json.dumps({"versions": {"scikit-learn": sklearn.__version__}, "cases": cases}) + "\n")
