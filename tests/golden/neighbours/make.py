"""Reference fits by scikit-learn for k-nearest neighbours, naive Bayes, support vector machines and local outlier factor.

    python make.py        (scikit-learn 1.9)
"""

import json
import pathlib

import numpy as np
import sklearn
from sklearn.datasets import load_breast_cancer, load_diabetes, load_iris, load_wine, make_moons
from sklearn.naive_bayes import BernoulliNB, ComplementNB, GaussianNB, MultinomialNB
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
from sklearn.calibration import _sigmoid_calibration
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC, SVR

HERE = pathlib.Path(__file__).parent
random = np.random.default_rng(20240501)


def save(name, cases):
    value = {"versions": {"scikit-learn": sklearn.__version__, "numpy": np.__version__}, "cases": cases}
    (HERE / f"{name}.json").write_text(json.dumps(value, separators=(",", ":")) + "\n")


def rounded(x, digits=4):
    """Short inputs: what is written is what was fitted."""
    return np.round(np.asarray(x, dtype=float), digits)


def without_ties(x):
    """Rows are moved a little, so that no two lie equally far from a third: scikit-learn leaves open which comes first."""
    return rounded(x + random.normal(size=x.shape) * 1e-2)


def halves(x, y, most=160):
    order = random.permutation(len(x))[:most]
    cut = int(0.7 * len(order))
    return x[order[:cut]], y[order[:cut]], x[order[cut:]], y[order[cut:]]


def classes():
    for name, load in [("iris", load_iris), ("wine", load_wine), ("breast cancer", load_breast_cancer)]:
        x, y = load(return_X_y=True)
        x = without_ties(StandardScaler().fit_transform(x)[:, :10])
        yield name, *halves(x, y)


def numbers():
    x, y = load_diabetes(return_X_y=True)
    yield "diabetes", *halves(without_ties(x * 20), y)
    x = without_ties(random.normal(size=(150, 3)))
    yield "waves", *halves(x, rounded(np.sin(2 * x[:, 0]) + x[:, 1] ** 2))
    x = without_ties(random.uniform(-3, 3, size=(120, 1)))
    yield "one column", *halves(x, rounded(x[:, 0] ** 3))


def table(name, x, y, later):
    return {"name": name, "x": x.tolist(), "y": y.tolist(), "later": later.tolist()}


def k_nearest():
    cases = []
    for regression, sets in [(False, classes()), (True, numbers())]:
        make = KNeighborsRegressor if regression else KNeighborsClassifier
        for name, x, y, later, _ in sets:
            answers = []
            for k, weights, metric in [(1, "uniform", "euclidean"), (5, "uniform", "manhattan"), (7, "distance", "euclidean"), (12, "distance", "manhattan")]:
                model = make(k, weights=weights, metric=metric, algorithm="brute").fit(x, y)
                # The first row is a training row: distance 0.
                asked = np.vstack([x[:1], later])
                found = model.predict(asked) if regression else model.predict_proba(asked)
                answers.append({"k": k, "weights": weights, "metric": metric, "answers": found.tolist()})
            cases.append({**table(name, x, y, np.vstack([x[:1], later])), "task": "regression" if regression else "classification", "fits": answers})
    return cases


def counts(rows, width, kinds, seed):
    """Rows of counts, each drawn from the shares of its class."""
    draw = np.random.default_rng(seed)
    y = draw.integers(kinds, size=rows)
    y[:kinds] = range(kinds)
    shares = draw.dirichlet(np.full(width, 0.5), size=kinds)
    x = np.array([draw.multinomial(draw.integers(1, 30), shares[k]) for k in y], dtype=float)
    return x, y


def naive_bayes():
    cases = []
    gaussian = [(name, x[:50], y[:50], later[:20]) for name, x, y, later, _ in classes()]
    counted = [("two kinds", *counts(120, 8, 2, 1)), ("five kinds", *counts(150, 12, 5, 2)), ("few rows", *counts(30, 20, 3, 3))]
    for name, x, y, later in gaussian:
        for smoothing in (1e-9, 0.01):
            cases.append(("gaussian-bayes", name, x, y, later, lambda prior, s=smoothing, k=len(set(y)): GaussianNB(var_smoothing=s, priors=None if prior == "shares" else np.full(k, 1 / k)), {"smoothing": smoothing}))
    for name, x, y in counted:
        cut = int(0.75 * len(x))
        for alpha in (1.0, 0.1):
            cases.append(("multinomial-bayes", name, x[:cut], y[:cut], x[cut:], lambda prior, a=alpha: MultinomialNB(alpha=a, fit_prior=prior == "shares"), {"smoothing": alpha}))
            cases.append(("bernoulli-bayes", name, x[:cut], y[:cut], x[cut:], lambda prior, a=alpha: BernoulliNB(alpha=a, binarize=1.0, fit_prior=prior == "shares"), {"smoothing": alpha, "above": 1}))
        for norm in (False, True):
            cases.append(("complement-bayes", name, x[:cut], y[:cut], x[cut:], lambda _, n=norm: ComplementNB(alpha=0.5, norm=n), {"smoothing": 0.5, "normalised": norm}))
    out = []
    for model, name, x, y, later, make, params in cases:
        for prior in ["shares"] if model == "complement-bayes" else ["shares", "equal"]:
            weights = None if prior == "shares" else rounded(random.uniform(0.2, 3, size=len(y)))
            fitted = make(prior).fit(x, y, sample_weight=weights)
            given = params if model == "complement-bayes" else {**params, "prior": prior}
            out.append({"model": model, **table(name, x, y, later), "params": given, "weights": None if weights is None else weights.tolist(), "probabilities": fitted.predict_proba(later).tolist()})
    return out


def support_vectors():
    classified, followed = [], []
    sets = [(name, x[:80], y[:80], later[:25]) for name, x, y, later, _ in classes()]
    moons, kinds = make_moons(120, noise=0.25, random_state=5)
    sets.append(("moons", rounded(moons[:90]), kinds[:90], rounded(moons[90:])))
    for name, x, y, later in sets:
        for C, gamma, weight in [(1.0, "scale", None), (50.0, 0.3, "balanced"), (0.1, "auto", None)]:
            weights = None if weight is None else rounded(random.uniform(0.2, 2, size=len(y)))
            model = SVC(C=C, gamma=gamma, class_weight=weight, tol=1e-7, decision_function_shape="ovo").fit(x, y, sample_weight=weights)
            decision = model.decision_function(later)
            # For two classes scikit-learn turns the sign round.
            pairs = -decision[:, None] if decision.ndim == 1 else decision
            params = {"C": C, "classWeight": weight or "none", "tolerance": 1e-7}
            params |= {"gamma": gamma} if isinstance(gamma, str) else {"gamma": "number", "gammaValue": gamma}
            classified.append({**table(name, x, y, later), "params": params, "weights": None if weights is None else weights.tolist(), "decisions": pairs.tolist(), "support": int(len(model.support_))})
    for name, x, y, later, _ in numbers():
        x, y, later = x[:80], y[:80], later[:25]
        for C, epsilon in [(1.0, 0.1), (100.0, 0.5), (10.0, 0.0)]:
            model = SVR(C=C, epsilon=epsilon, tol=1e-7).fit(x, y)
            followed.append({**table(name, x, y, later), "params": {"C": C, "epsilon": epsilon, "tolerance": 1e-7}, "predictions": model.predict(later).tolist()})
    return {"classified": classified, "followed": followed, "sigmoids": sigmoids()}


def sigmoids():
    out = []
    for seed, n in [(1, 40), (2, 200), (3, 90)]:
        draw = np.random.default_rng(seed)
        y = (draw.uniform(size=n) < 0.35).astype(int)
        f = np.round(draw.normal(size=n) + 1.3 * (2 * y - 1), 4)
        a, b = _sigmoid_calibration(f, y)
        out.append({"f": f.tolist(), "y": y.tolist(), "slope": float(a), "offset": float(b)})
    return out


if __name__ == "__main__":
    save("support-vectors", support_vectors())
    save("k-nearest", k_nearest())
    save("naive-bayes", naive_bayes())
