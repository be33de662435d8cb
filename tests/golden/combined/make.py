"""Voting, stacking and calibration by scikit-learn 1.9, for the tests of src/core/models; writes cases.json here.

    python make.py
"""

import json
import pathlib

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.calibration import CalibratedClassifierCV, _SigmoidCalibration
from sklearn.datasets import load_breast_cancer, load_diabetes, load_iris, load_wine, make_friedman1, make_regression
from sklearn.dummy import DummyClassifier, DummyRegressor
from sklearn.ensemble import StackingClassifier, StackingRegressor, VotingClassifier, VotingRegressor
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.model_selection import KFold, StratifiedKFold

HERE = pathlib.Path(__file__).parent
random = np.random.default_rng(20261126)


def logistic():
    return LogisticRegression(solver="newton-cholesky", tol=1e-12, max_iter=1000)


class Plain(ClassifierMixin, BaseEstimator):
    """Logistic regression that only gives probabilities: calibration then starts from these, as ours does."""

    def fit(self, x, y, sample_weight=None):
        self.inner_ = logistic().fit(x, y, sample_weight)
        self.classes_ = self.inner_.classes_
        return self

    def predict(self, x):
        return self.inner_.predict(x)

    def predict_proba(self, x):
        return self.inner_.predict_proba(x)


def standard(x, y, rows, columns):
    keep = np.sort(random.permutation(len(x))[:rows])
    x = x[keep][:, :columns]
    return np.round((x - x.mean(axis=0)) / x.std(axis=0), 3), y[keep]


def classes():
    return [
        ("breast cancer", *standard(*load_breast_cancer(return_X_y=True), 160, 4)),
        ("wine", *standard(*load_wine(return_X_y=True), 120, 4)),
        ("iris", *standard(*load_iris(return_X_y=True), 100, 3)),
    ]


def numbers():
    friedman = make_friedman1(120, 6, noise=1, random_state=1)
    lines = make_regression(110, 5, noise=20, random_state=2)
    return [
        ("diabetes", *standard(*load_diabetes(return_X_y=True), 120, 5)),
        ("friedman", np.round(friedman[0], 3), np.round(friedman[1], 3)),
        ("lines", np.round(lines[0], 3), np.round(lines[1], 3)),
    ]


def of_classes(name, x, y):
    splits = list(StratifiedKFold(5).split(x, y))
    members = [("lr", logistic()), ("dummy", DummyClassifier())]
    soft = VotingClassifier(members, voting="soft", weights=[2, 1]).fit(x, y)
    hard = VotingClassifier(members, voting="hard", weights=[2, 1]).fit(x, y)
    stack = StackingClassifier(members, logistic(), cv=splits, stack_method="predict_proba").fit(x, y)
    through = StackingClassifier(members, logistic(), cv=splits, stack_method="predict_proba", passthrough=True).fit(x, y)
    calibrated = {
        method: CalibratedClassifierCV(Plain(), method=method, cv=splits, ensemble=False).fit(x, y)
        for method in ["sigmoid", "isotonic"]
    }
    return {
        "name": name,
        "x": x.tolist(),
        "y": y.tolist(),
        "soft": soft.predict_proba(x).tolist(),
        "hard": hard.predict(x).tolist(),
        "stacking": stack.predict_proba(x).tolist(),
        "stackingWithColumns": through.predict_proba(x).tolist(),
        "sigmoid": calibrated["sigmoid"].predict_proba(x).tolist(),
        "isotonic": calibrated["isotonic"].predict_proba(x).tolist(),
    }


def of_numbers(name, x, y):
    splits = list(KFold(5).split(x))
    members = [("ridge", Ridge(alpha=1)), ("dummy", DummyRegressor())]
    return {
        "name": name,
        "x": x.tolist(),
        "y": y.tolist(),
        "mean": VotingRegressor(members, weights=[3, 1]).fit(x, y).predict(x).tolist(),
        "stacking": StackingRegressor(members, Ridge(alpha=1), cv=splits).fit(x, y).predict(x).tolist(),
    }


def calibrators():
    cases = []
    for rows, seed in [(30, 1), (200, 2), (200, 3)]:
        own = np.random.default_rng(seed)
        raw = np.round(own.random(rows), 2 if seed == 3 else 6)
        truth = (own.random(rows) < raw**2).astype(int)
        weights = np.round(own.random(rows) * 3 * (own.random(rows) > 0.2), 3)
        grid = np.linspace(-0.1, 1.1, 25)
        for w in [None, weights]:
            sigmoid = _SigmoidCalibration().fit(raw, truth, w)
            isotonic = IsotonicRegression(out_of_bounds="clip").fit(raw, truth, w)
            cases.append(
                {
                    "raw": raw.tolist(),
                    "truth": truth.tolist(),
                    "weights": None if w is None else w.tolist(),
                    "grid": grid.tolist(),
                    "sigmoid": sigmoid.predict(grid).tolist(),
                    "isotonic": isotonic.predict(grid).tolist(),
                }
            )
    return cases


cases = {
    "classes": [of_classes(*given) for given in classes()],
    "numbers": [of_numbers(*given) for given in numbers()],
    "calibrators": calibrators(),
}
(HERE / "cases.json").write_text(json.dumps(cases, separators=(",", ":")) + "\n")
