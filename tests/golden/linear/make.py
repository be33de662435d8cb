"""Reference fits of linear models by scikit-learn, scipy and statsmodels for tests/unit/core/models; writes JSON here.

    python make.py
"""

import json
import pathlib
import warnings

import numpy as np
import scipy
import sklearn
import statsmodels
import statsmodels.api as sm
from sklearn.calibration import _sigmoid_calibration
from sklearn.datasets import load_breast_cancer, load_diabetes, load_iris, load_wine
from sklearn.linear_model import (
    ElasticNet,
    GammaRegressor,
    HuberRegressor,
    LinearRegression,
    LogisticRegression,
    PoissonRegressor,
    QuantileRegressor,
    Ridge,
    TweedieRegressor,
)
from sklearn.preprocessing import StandardScaler
from sklearn.svm import LinearSVC, LinearSVR

HERE = pathlib.Path(__file__).parent
random = np.random.default_rng(20240607)
warnings.filterwarnings("error", category=sklearn.exceptions.ConvergenceWarning)


def save(name, value):
    versions = {"scikit-learn": sklearn.__version__, "scipy": scipy.__version__, "statsmodels": statsmodels.__version__}
    text = json.dumps({"versions": versions, **value}, separators=(",", ":"))
    (HERE / f"{name}.json").write_text(text + "\n")


def rounded(x, digits=5):
    """Short inputs: what is written is what was fitted."""
    return np.round(np.asarray(x, dtype=float), digits)


def standard(x):
    return rounded(StandardScaler().fit_transform(x))


def tables():
    diabetes_x, diabetes_y = load_diabetes(return_X_y=True)
    wine_x, wine_y = load_wine(return_X_y=True)
    cancer_x, cancer_y = load_breast_cancer(return_X_y=True)
    iris_x, iris_y = load_iris(return_X_y=True)

    tailed = rounded(random.normal(size=(150, 5)) * [1, 10, 0.1, 1, 1] + [0, 100, 0, -3, 0], 4)
    tailed_y = rounded(tailed @ [2, 0.1, 5, 0, 0] + random.standard_t(1.5, size=150) * 2)
    wide = rounded(random.normal(size=(30, 45)), 3)
    wide_y = rounded(wide[:, :4] @ [3, -2, 1, 0.5] + random.normal(size=30) / 3)
    alike = rounded(random.normal(size=(80, 3)), 3)
    alike = np.column_stack([alike, alike[:, 0], np.full(80, 4.0), alike[:, 1] * 2])
    alike_y = rounded(alike[:, :3] @ [1, 2, -1] + random.normal(size=80) / 2)
    rates = rounded(random.normal(size=(200, 4)) * 0.5, 4)
    mean = np.exp(rates @ [0.8, -0.5, 0.2, 0] + 1)
    counts = random.poisson(mean).astype(float)
    amounts = rounded(random.gamma(3, mean / 3) * 100 + 0.01, 2)
    claims = rounded(np.where(random.random(200) < 0.4, 0, random.gamma(2, mean)), 3)
    return {
        "diabetes": (standard(diabetes_x), rounded(diabetes_y)),
        "heavy tails": (tailed, tailed_y),
        "more columns than rows": (wide, wide_y),
        "alike and constant columns": (alike, alike_y),
        "counts": (rates, counts),
        "amounts": (rates, amounts),
        "claims": (rates, claims),
        "prices": (standard(wine_x)[:, :6], rounded(random.gamma(2, np.exp(1 + standard(wine_x)[:, 0] / 2)) + 0.001, 3)),
        "rare counts": (standard(wine_x), random.poisson(0.4, size=len(wine_x)).astype(float)),
        "breast cancer": (standard(cancer_x)[:200, :12], cancer_y[:200]),
        "wine": (standard(wine_x), wine_y),
        "iris": (iris_x, iris_y),
    }


TABLES = tables()
WEIGHTS = {name: np.round(random.integers(0, 5, size=len(y)) / 2, 1) for name, (_, y) in TABLES.items()}


def case(table, model, params, weighted=False, **expected):
    """One fit: `objective`, `predictions`, `coefficients` or `errors` are there where they are compared."""
    plain = {k: np.asarray(v).tolist() for k, v in expected.items()}
    return {"table": table, "model": model, "params": params, "weighted": weighted, **plain}


def weights_of(table, weighted):
    return WEIGHTS[table] if weighted else np.ones(len(TABLES[table][1]))


def least_squares(table, weighted=False):
    x, y = TABLES[table]
    w = weights_of(table, weighted)
    fitted = LinearRegression(tol=1e-12).fit(x, y, w)
    out = {"coefficients": fitted.coef_, "predictions": fitted.predict(x)}
    centred = x - np.average(x, axis=0, weights=w)
    if np.linalg.matrix_rank(centred) == x.shape[1] and len(y) > x.shape[1] + 1:
        keep = w > 0
        result = sm.WLS(y[keep], sm.add_constant(x[keep]), weights=w[keep]).fit()
        interval = result.conf_int(0.05)
        out |= {"errors": result.bse[1:], "interceptError": result.bse[0], "low": interval[1:, 0], "high": interval[1:, 1]}
    else:
        root = np.sqrt(w)[:, None]
        minimum = scipy.linalg.lstsq(centred * root, (y - np.average(y, weights=w)) * root[:, 0], cond=1e-12)[0]
        assert np.allclose(minimum, fitted.coef_, atol=1e-8)
    return case(table, "least-squares", {}, weighted, **out)


def ridge(table, alpha):
    x, y = TABLES[table]
    fitted = Ridge(alpha=alpha, solver="cholesky").fit(x, y, weights_of(table, True))
    return case(table, "ridge", {"alpha": alpha}, True, coefficients=fitted.coef_, predictions=fitted.predict(x))


def elastic_net(table, strength, ratio, weighted=False):
    x, y = TABLES[table]
    w = weights_of(table, weighted)
    centred, middle = x - np.average(x, axis=0, weights=w), np.average(y, weights=w)
    alpha = strength * np.abs(centred.T @ (w * (y - middle))).max() / (w.sum() * ratio)
    fitted = ElasticNet(alpha=alpha, l1_ratio=ratio, tol=1e-12, max_iter=10_000_000).fit(x, y, w)
    rest = y - fitted.predict(x)
    norms = ratio * np.abs(fitted.coef_).sum() + (1 - ratio) / 2 * (fitted.coef_**2).sum()
    objective = (w * rest**2).sum() / (2 * w.sum()) + alpha * norms
    name, params = ("lasso", {}) if ratio == 1 else ("elastic-net", {"l1Ratio": ratio})
    out = {"alpha": alpha, "objective": objective, "predictions": fitted.predict(x)}
    # Of columns that are alike, lasso may choose either.
    if table != "alike and constant columns":
        out["chosen"] = np.flatnonzero(fitted.coef_)
    return case(table, name, {"strength": strength, **params}, weighted, **out)


def huber(table, epsilon, alpha, weighted=False):
    x, y = TABLES[table]
    w = weights_of(table, weighted)
    # In units in which the solver ends at the minimum; the penalty goes with them.
    middle, unit = np.median(y), np.std(y)
    scaler = StandardScaler().fit(x) if alpha == 0 else StandardScaler(with_std=False).fit(x)
    fitted = HuberRegressor(epsilon=epsilon, alpha=alpha * unit, tol=1e-11, max_iter=100_000)
    fitted.fit(scaler.transform(x), (y - middle) / unit, w)
    predictions = fitted.predict(scaler.transform(x)) * unit + middle
    scale = fitted.scale_ * unit
    coefficients = fitted.coef_ * unit / (scaler.scale_ if alpha == 0 else 1)
    z = np.abs(y - predictions) / scale
    losses = np.where(z < epsilon, z**2, 2 * epsilon * z - epsilon**2)
    objective = (w * (scale + losses * scale)).sum() + alpha * (coefficients**2).sum()
    return case(
        table, "huber", {"epsilon": epsilon, "alpha": alpha}, weighted, objective=objective, predictions=predictions
    )


def quantile(table, q, alpha, weighted=False):
    x, y = TABLES[table]
    w = weights_of(table, weighted)
    fitted = QuantileRegressor(quantile=q, alpha=alpha, solver="highs").fit(x, y, w)
    rest = y - fitted.predict(x)
    objective = (w * np.maximum(q * rest, (q - 1) * rest)).sum() / w.sum() + alpha * np.abs(fitted.coef_).sum()
    return case(table, "quantile", {"quantile": q, "alpha": alpha}, weighted, objective=objective)


FAMILIES = {
    "poisson": (PoissonRegressor, sm.families.Poisson()),
    "gamma": (GammaRegressor, sm.families.Gamma(sm.families.links.Log())),
    "tweedie": (None, sm.families.Tweedie(var_power=1.5, link=sm.families.links.Log())),
}


def log_link(table, name, alpha, weighted=False):
    x, y = TABLES[table]
    w = weights_of(table, weighted)
    regressor, family = FAMILIES[name]
    settings = {"alpha": alpha, "tol": 1e-10, "max_iter": 100_000, "solver": "newton-cholesky"}
    fitted = regressor(**settings) if regressor else TweedieRegressor(power=1.5, link="log", **settings)
    fitted.fit(x, y, w)
    params = {"alpha": alpha, **({} if regressor else {"power": 1.5})}
    out = {"coefficients": fitted.coef_, "predictions": fitted.predict(x)}
    if alpha == 0:
        keep = w > 0
        result = sm.GLM(y[keep], sm.add_constant(x[keep]), family=family, var_weights=w[keep]).fit(tol=1e-14, maxiter=500)
        out |= {"errors": result.bse[1:], "interceptError": result.bse[0]}
    return case(table, name, params, weighted, **out)


def logistic_objective(x, y, w, scores, penalty):
    if scores.ndim == 1:
        losses = np.logaddexp(0, np.where(y == 1, -scores, scores))
    else:
        losses = np.logaddexp.reduce(scores, axis=1) - scores[np.arange(len(y)), y]
    return (w * losses).sum() + penalty


def logistic_l1(table, c, ratio, weighted=False):
    x, y = TABLES[table]
    w = weights_of(table, weighted)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        fitted = LogisticRegression(C=c, l1_ratio=ratio, solver="saga", tol=1e-10, max_iter=1_000_000, random_state=0)
        fitted.fit(x, y, w)
    norms = ratio * np.abs(fitted.coef_).sum() + (1 - ratio) / 2 * (fitted.coef_**2).sum()
    objective = logistic_objective(x, y, w, fitted.decision_function(x), norms / c)
    params = {"C": c, "penalty": "l1" if ratio == 1 else "elastic net", "l1Ratio": ratio}
    return case(table, "logistic", params, weighted, objective=objective, probabilities=fitted.predict_proba(x))


def logistic_wald(table, c, penalty, weighted=False, columns=None):
    """Errors by statsmodels without a penalty; under one, from the inverse of the second derivatives by hand."""
    x, y = TABLES[table]
    x = x[:, :columns] if columns else x
    w = weights_of(table, weighted)
    c_used = c if penalty == "l2" else np.inf
    tolerance = 1e-13 if penalty == "l2" else 1e-9
    fitted = LogisticRegression(C=c_used, solver="newton-cholesky", tol=tolerance, max_iter=10_000).fit(x, y, w)
    out = {"coefficients": fitted.coef_.T, "probabilities": fitted.predict_proba(x)}
    k = fitted.coef_.shape[0]
    ones = np.column_stack([x, np.ones(len(y))])
    p = fitted.predict_proba(x)
    if k == 1:
        hessian = ones.T @ (ones * (w * p[:, 0] * p[:, 1])[:, None])
        hessian[:-1, :-1] += np.eye(x.shape[1]) / c_used
        covariance = np.linalg.inv(hessian)
        errors = np.sqrt(np.diag(covariance))[:-1, None]
        intercepts = [np.sqrt(covariance[-1, -1])]
        if penalty == "none":
            keep = w > 0
            result = sm.GLM(y[keep], sm.add_constant(x[keep]), family=sm.families.Binomial(), freq_weights=w[keep])
            result = result.fit(tol=1e-14, maxiter=500)
            assert np.allclose(result.bse[1:], errors[:, 0], rtol=1e-6)
            errors, intercepts = result.bse[1:, None], [result.bse[0]]
    else:
        s = ones.shape[1]
        hessian = np.zeros((k * s, k * s))
        for a in range(k):
            for b in range(k):
                h = w * p[:, a] * ((a == b) - p[:, b])
                hessian[a * s : (a + 1) * s, b * s : (b + 1) * s] = ones.T @ (ones * h[:, None])
            block = slice(a * s, a * s + s - 1)
            hessian[block, block] += np.eye(s - 1) / c_used
        covariance = np.linalg.pinv(hessian, rcond=1e-12, hermitian=True)
        errors = np.sqrt(np.diag(covariance)).reshape(k, s)
        if penalty == "none" and not weighted:
            # statsmodels counts from the first class; the weights that sum to zero are a linear map of those.
            result = sm.MNLogit(y, ones).fit(method="newton", maxiter=200, disp=0, tol=1e-12)
            mapping = np.vstack([np.zeros((1, k - 1)), np.eye(k - 1)]) - 1 / k
            full = np.kron(mapping, np.eye(s))
            direct = np.sqrt(np.diag(full @ result.cov_params() @ full.T)).reshape(k, s)
            assert np.allclose(direct, errors, rtol=1e-5), np.abs(direct / errors - 1).max()
        errors, intercepts = errors[:, :-1].T, errors[:, -1]
    params = {"C": c, "penalty": penalty}
    return case(table, "logistic", params, weighted, columns=columns or x.shape[1], errors=errors, interceptErrors=intercepts, **out)  # fmt: skip


def svm(table, c, balanced=False, weighted=False):
    x, y = TABLES[table]
    w = weights_of(table, weighted)
    # The library penalises the intercept unless it is made cheap.
    fitted = LinearSVC(
        C=c, dual=False, tol=1e-12, max_iter=100_000, intercept_scaling=3e3, class_weight="balanced" if balanced else None
    )
    fitted.fit(x, y, w)
    return case(
        table, "linear-svm", {"C": c, "classWeight": "balanced" if balanced else "none"}, weighted,
        margins=fitted.decision_function(x).reshape(len(y), -1), labels=fitted.predict(x),
    )  # fmt: skip


def svr(table, c, epsilon, weighted=False):
    x, y = TABLES[table]
    w = weights_of(table, weighted)
    fitted = LinearSVR(
        C=c, epsilon=epsilon, loss="squared_epsilon_insensitive", dual=False, tol=1e-12, max_iter=100_000,
        intercept_scaling=1e4,
    ).fit(x, y, w)  # fmt: skip
    return case(table, "linear-svr", {"C": c, "epsilon": epsilon}, weighted, predictions=fitted.predict(x))


def sigmoid(rows, weighted):
    margins = rounded(random.normal(size=rows) * 2)
    own = (margins + random.normal(size=rows) > 0.5).astype(int)
    w = rounded(random.random(rows)) if weighted else None
    a, b = _sigmoid_calibration(margins, own, w)
    return {
        "margins": margins.tolist(), "own": own.tolist(), "weights": w.tolist() if weighted else None,
        "probabilities": (1 / (1 + np.exp(a * margins + b))).tolist(),
    }  # fmt: skip


def drawn(rows, width, classes, seed):
    """A large table by Lehmer's generator and sums in a fixed order, so that tests/unit/core/models/drawn-table.ts draws the same."""
    state = seed

    def draw():
        nonlocal state
        state = state * 48271 % 2147483647
        return state / 2147483647

    x = np.empty((rows, width))
    codes = []
    for r in range(rows):
        plain = []
        for j in range(width):
            value = 2 * draw() - 1
            plain.append(value + plain[j - 1] / 2 if j % 3 == 1 else value)
        best, code = -np.inf, 0
        for k in range(classes):
            score = 3 * draw()
            for j in range(min(6, width)):
                score += (1 if (j + k) % 2 else -1) * (1 + j / 4) * plain[j]
            if score > best:
                best, code = score, k
        codes.append(code)
        for j in range(width):
            x[r, j] = (plain[j] + 5 * (j % 4)) * SCALES[j % 3]
    return x, np.array(codes)


SCALES = [0.5, 1, 8]


def large(name, rows, width, classes, seed, weighted=False, balanced=False):
    x, y = drawn(rows, width, classes, seed)
    w = np.arange(rows) % 3 / 2 if weighted else np.ones(rows)
    # On columns of one size: the penalty of each goes with its scale, as if they had not been changed.
    fitted = LogisticRegression(
        solver="newton-cholesky", tol=1e-12, max_iter=100, class_weight="balanced" if balanced else None
    ).fit(x, y, w)  # fmt: skip
    table = {"rows": rows, "width": width, "classes": classes, "seed": seed}
    return {
        "name": name, **table, "weighted": weighted, "balanced": balanced, "coefficients": fitted.coef_.tolist(),
        "probabilities": fitted.predict_proba(x[:40]).tolist(),
    }  # fmt: skip


def large_l1(name, rows, width, classes, seed, c):
    x, y = drawn(rows, width, classes, seed)
    x = x / [SCALES[j % 3] for j in range(width)] - [5 * (j % 4) for j in range(width)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        fitted = LogisticRegression(C=c, l1_ratio=1, solver="saga", tol=1e-9, max_iter=1_000_000, random_state=0).fit(x, y)
    objective = logistic_objective(x, y, np.ones(rows), fitted.decision_function(x), np.abs(fitted.coef_).sum() / c)
    return {
        "name": name, "rows": rows, "width": width, "classes": classes, "seed": seed, "C": c, "objective": objective,
        "chosen": int((fitted.coef_ != 0).sum()), "probabilities": fitted.predict_proba(x[:40]).tolist(),
    }  # fmt: skip


regression = ["diabetes", "heavy tails", "alike and constant columns"]
cases = [
    *[least_squares(t) for t in [*regression, "more columns than rows"]],
    *[least_squares(t, True) for t in regression],
    *[ridge(t, a) for t, a in zip([*regression, "more columns than rows"], [1, 0.1, 10, 2])],
    *[elastic_net(t, s, 1) for t, s in zip([*regression, "more columns than rows"], [0.01, 0.05, 0.1, 0.02])],
    elastic_net("diabetes", 0.001, 1, True),
    *[elastic_net(t, s, 0.3) for t, s in zip([*regression, "more columns than rows"], [0.01, 0.05, 0.01, 0.1])],
    elastic_net("heavy tails", 0.02, 0.7, True),
    *[huber(t, 1.35, 1e-4) for t in ["diabetes", "heavy tails"]],
    huber("alike and constant columns", 1.35, 0.1),
    huber("heavy tails", 1.1, 0),
    huber("heavy tails", 1.35, 1e-4, True),
    *[quantile(t, q, a) for t in regression for q, a in [(0.5, 0), (0.9, 0.05), (0.1, 0)]],
    quantile("more columns than rows", 0.3, 0.02),
    quantile("heavy tails", 0.7, 0.01, True),
    *[log_link(t, "poisson", a) for t, a in [("counts", 0), ("counts", 0.5), ("rare counts", 0), ("claims", 0.01)]],
    log_link("counts", "poisson", 0, True),
    *[log_link(t, "gamma", a) for t, a in [("amounts", 0), ("amounts", 1), ("diabetes", 0.1), ("prices", 0)]],
    log_link("amounts", "gamma", 0, True),
    *[log_link(t, "tweedie", a) for t, a in [("claims", 0), ("counts", 0.2), ("amounts", 0)]],
    log_link("claims", "tweedie", 0, True),
    *[svm(t, c) for t, c in [("breast cancer", 1), ("wine", 0.1), ("iris", 1)]],
    svm("iris", 0.5, balanced=True, weighted=True),
    *[svr(t, c, e) for t, c, e in [("diabetes", 0.01, 20), ("heavy tails", 0.1, 1), ("more columns than rows", 1, 0.1)]],
    svr("diabetes", 0.1, 5, True),
]
chances = [
    *[logistic_l1(t, c, 1) for t, c in [("breast cancer", 1), ("wine", 0.2), ("iris", 1)]],
    logistic_l1("wine", 1, 0.5),
    logistic_l1("breast cancer", 0.3, 0.5, True),
    *[logistic_wald(t, 1, "l2") for t in ["breast cancer", "wine", "iris"]],
    logistic_wald("iris", 2, "l2", True),
    logistic_wald("breast cancer", 1, "none", columns=4),
    logistic_wald("breast cancer", 1, "none", True, columns=3),
    logistic_wald("wine", 1, "none", columns=2),
]
save(
    "tables",
    {"tables": {n: {"x": x.tolist(), "y": y.tolist(), "weights": WEIGHTS[n].tolist()} for n, (x, y) in TABLES.items()}},
)
save("regression", {"cases": [c for c in cases if c["model"] != "linear-svm"]})
save("classification", {"cases": [*[c for c in cases if c["model"] == "linear-svm"], *chances], "sigmoids": [sigmoid(60, False), sigmoid(200, True), sigmoid(9, False)]})  # fmt: skip
save("large", {
    "cases": [
        large("many rows, scaled by a sample", 60_000, 24, 2, 1),
        large("many rows and three classes, scaled by a sample", 50_000, 12, 3, 2),
        large("many columns, scaled by the diagonal", 2_000, 300, 2, 3),
        large("many columns and three classes, scaled by the diagonal", 3_000, 60, 3, 4),
        large("weighted", 20_000, 50, 2, 5, weighted=True),
        large("balanced", 20_000, 50, 2, 6, balanced=True),
    ],
    "selections": [large_l1("two classes", 250, 1300, 2, 7, 0.5), large_l1("three classes", 200, 450, 3, 8, 1)],
})  # fmt: skip
