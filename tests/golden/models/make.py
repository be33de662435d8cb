"""Reference fits by scikit-learn and numpy for the tests of src/core/models; run with scikit-learn 1.9, writes JSON here.

    python make.py
"""

import json
import pathlib
import warnings

import numpy as np
from sklearn.cluster import KMeans
from sklearn.datasets import load_breast_cancer, load_diabetes, load_digits, load_iris, load_wine, make_blobs
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge
from sklearn.neural_network import MLPClassifier
from sklearn.preprocessing import StandardScaler

HERE = pathlib.Path(__file__).parent
random = np.random.default_rng(20240501)


def save(name, value):
    (HERE / f"{name}.json").write_text(json.dumps(value, separators=(",", ":")) + "\n")


def rounded(x):
    """Short inputs: what is written is what was fitted."""
    return np.round(np.asarray(x, dtype=float), 6)


def ridge_case(name, x, y, alpha):
    x, y = rounded(x), rounded(y)
    model = LinearRegression(tol=1e-14) if alpha == 0 else Ridge(alpha=alpha, solver="svd")
    model.fit(x, y)
    return {
        "name": name,
        "alpha": alpha,
        "x": x.tolist(),
        "y": y.tolist(),
        "coefficients": model.coef_.tolist(),
        "intercept": float(model.intercept_),
        "predictions": model.predict(x).tolist(),
    }


def ridge():
    x, y = load_diabetes(return_X_y=True)
    wide = random.normal(size=(20, 45)) * 3 + 100
    wide_y = wide[:, :5].sum(axis=1) + random.normal(size=20)
    small = rounded(random.normal(size=(60, 4)))
    dependent = np.column_stack([small, small[:, 0] + small[:, 1], np.full(60, 7.3)])
    dependent_y = small @ [1, -2, 0.5, 3] + 10 + random.normal(size=60) / 10
    nearly = dependent + random.normal(size=(60, 1)) * [0, 0, 0, 0, 1e-5, 0]
    scales = random.normal(size=(80, 5)) * [1e-4, 1, 1e4, 1e-2, 10] + [1, -5, 1e6, 0, 1e3]
    scales_y = scales @ [1e4, 2, 1e-4, -30, 0.2] + random.normal(size=80)
    return [
        ridge_case("diabetes, alpha 1", x, y, 1),
        ridge_case("diabetes, alpha 0.01", x, y, 0.01),
        ridge_case("diabetes, plain least squares", x, y, 0),
        ridge_case("more columns than rows, alpha 1", wide, wide_y, 1),
        ridge_case("more columns than rows, least norm", wide, wide_y, 0),
        ridge_case("dependent and constant columns, least norm", dependent, dependent_y, 0),
        ridge_case("dependent and constant columns, alpha 0.5", dependent, dependent_y, 0.5),
        ridge_case("nearly dependent columns, plain least squares", nearly, dependent_y, 0),
        ridge_case("columns of very different scale", scales, scales_y, 2),
    ]


def logistic_case(name, x, y, c=1.0, balanced=False, rows=None):
    x = rounded(x if rows is None else x[:rows])
    y = y if rows is None else y[:rows]
    # Run to the end: lbfgs as in daily use, then the exact solver where it exists, from the same objective.
    model = LogisticRegression(
        C=c, tol=1e-12, max_iter=200_000, solver="newton-cholesky", class_weight="balanced" if balanced else None
    )
    model.fit(x, y)
    daily = LogisticRegression(
        C=c, tol=1e-10, max_iter=200_000, solver="lbfgs", class_weight="balanced" if balanced else None
    ).fit(x, y)
    print(name, "newton against lbfgs", np.abs(model.coef_ - daily.coef_).max())
    intercept = model.intercept_ - (model.intercept_.mean() if len(model.intercept_) > 1 else 0)
    return {
        "name": name,
        "C": c,
        "classWeight": "balanced" if balanced else "none",
        "x": x.tolist(),
        "y": y.tolist(),
        "coefficients": model.coef_.tolist(),
        "intercepts": intercept.tolist(),
        "probabilities": model.predict_proba(x).tolist(),
    }


def logistic():
    standard = lambda x: StandardScaler().fit_transform(x)
    cancer_x, cancer_y = load_breast_cancer(return_X_y=True)
    wine_x, wine_y = load_wine(return_X_y=True)
    iris_x, iris_y = load_iris(return_X_y=True)
    imbalanced = np.concatenate([np.arange(50), np.arange(50, 80), np.arange(100, 110)])
    wide = random.normal(size=(30, 50))
    wide_y = (wide[:, 0] + wide[:, 1] > 0).astype(int)
    return [
        logistic_case("breast cancer, standardised", standard(cancer_x), cancer_y, rows=300),
        logistic_case("wine, standardised", standard(wine_x), wine_y),
        logistic_case("wine, standardised, C 0.01", standard(wine_x), wine_y, c=0.01),
        logistic_case("iris as it is", iris_x, iris_y),
        logistic_case("iris, C 1000", iris_x, iris_y, c=1000),
        logistic_case("iris, imbalanced, balanced weights", iris_x[imbalanced], iris_y[imbalanced], balanced=True),
        logistic_case("more columns than rows", wide, wide_y),
    ]


def k_means_case(name, x, k):
    x = rounded(x)
    start = x[random.permutation(len(x))[:k]]
    model = KMeans(n_clusters=k, init=start, n_init=1, tol=0, max_iter=1000, algorithm="lloyd").fit(x)
    return {
        "name": name,
        "x": x.tolist(),
        "start": start.tolist(),
        "centres": model.cluster_centers_.tolist(),
        "labels": model.labels_.tolist(),
        "inertia": float(model.inertia_),
    }


def k_means():
    blobs, _ = make_blobs(n_samples=200, centers=5, n_features=3, random_state=4, cluster_std=2.0)
    wine = StandardScaler().fit_transform(load_wine(return_X_y=True)[0])
    return [k_means_case("blobs", blobs, 5), k_means_case("wine", wine, 3), k_means_case("wine in 8", wine, 8)]


def network(activation, loss):
    """A 3-4-2 network by hand in float64: parameters sin(i + 1) / 2, rows cos(2 i + 1)."""
    parameters = np.sin(np.arange(26) + 1) / 2
    w1, b1, w2, b2 = np.split(parameters, np.cumsum([12, 4, 8, 2])[:-1])
    w1, w2 = w1.reshape(3, 4), w2.reshape(4, 2)
    x = np.cos(2 * np.arange(15) + 1).reshape(5, 3)
    codes = np.array([0, 1, 1, 0, 1])
    targets = np.eye(2)[codes] if loss == "cross-entropy" else np.sin(np.arange(10)).reshape(5, 2)
    before = x @ w1 + b1
    sigmoid = 1 / (1 + np.exp(-before))
    hidden = {"relu": np.maximum(before, 0), "tanh": np.tanh(before), "silu": before * sigmoid}[activation]
    slope = {
        "relu": (before > 0) * 1.0,
        "tanh": 1 - hidden**2,
        "silu": sigmoid * (1 + before * (1 - sigmoid)),
    }[activation]
    output = hidden @ w2 + b2
    if loss == "cross-entropy":
        p = np.exp(output) / np.exp(output).sum(axis=1, keepdims=True)
        total, delta = -np.log((p * targets).sum(axis=1)).sum(), (p - targets) / 5
    else:
        total, delta = ((output - targets) ** 2).sum(), 2 * (output - targets) / 5
    back = (delta @ w2.T) * slope
    gradient = np.concatenate([(x.T @ back).ravel(), back.sum(0), (hidden.T @ delta).ravel(), delta.sum(0)])
    return {
        "activation": activation,
        "loss": loss,
        "parameters": parameters.tolist(),
        "x": x.ravel().tolist(),
        "targets": (codes if loss == "cross-entropy" else targets.ravel()).tolist(),
        "total": float(total),
        "gradient": gradient.tolist(),
    }


class FromGivenWeights(MLPClassifier):
    """Starts from the weights it is given, so that its course can be followed step by step."""

    def __init__(self, given=None, **settings):
        super().__init__(**settings)
        self.given = given

    def _init_coef(self, fan_in, fan_out, dtype):
        super()._init_coef(fan_in, fan_out, dtype)
        weights, biases = self.given[self.at]
        self.at += 1
        return weights.copy(), biases.copy()


def network_course(name, x, y, hidden, activation, batch, epochs, rate):
    """The loss of every epoch of scikit-learn's Adam, rows in their order, from weights sin(i + 1) / 3, biases 0."""
    x = rounded(StandardScaler().fit_transform(x))
    classes = len(np.unique(y))
    sizes = [x.shape[1], *hidden, classes]
    given = [
        (np.sin(np.arange(a * b) + 1).reshape(a, b) / 3, np.zeros(b)) for a, b in zip(sizes[:-1], sizes[1:], strict=True)
    ]
    settings = {"activation": activation, "batch_size": batch, "max_iter": epochs, "learning_rate_init": rate}
    model = FromGivenWeights(
        given, hidden_layer_sizes=hidden, alpha=0, shuffle=False, tol=0, n_iter_no_change=epochs, **settings
    )
    model.at = 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model.fit(x, y)
    return {
        "name": name,
        "hidden": list(hidden),
        "activation": activation,
        "batch": batch,
        "rate": rate,
        "x": x.tolist(),
        "y": y.tolist(),
        "losses": model.loss_curve_,
        "probabilities": model.predict_proba(x[:20]).tolist(),
    }


def network_courses():
    iris = load_iris(return_X_y=True)
    wine = load_wine(return_X_y=True)
    digits_x, digits_y = load_digits(return_X_y=True)
    digits_x = digits_x[:200, digits_x[:200].std(axis=0) > 1]
    return [
        network_course("iris", *iris, (8,), "relu", 32, 30, 0.01),
        network_course("wine", *wine, (16, 8), "tanh", 50, 20, 0.005),
        network_course("digits", digits_x, digits_y[:200], (12, 12), "relu", 64, 15, 0.01),
    ]


save("ridge", ridge())
save("logistic", logistic())
save("k-means", k_means())
save("network", [network(a, l) for a in ("relu", "tanh", "silu") for l in ("cross-entropy", "squared")])
save("network-courses", network_courses())
