"""Reference values for finding strange rows: Mahalanobis distances, local outlier factors, and the metrics of scores.

    python make.py        (scikit-learn 1.9, SciPy)
"""

import json
import pathlib

import numpy as np
import sklearn
from scipy.stats import chi2
from sklearn.covariance import EmpiricalCovariance, MinCovDet
from sklearn.datasets import load_iris, load_wine, make_blobs
from sklearn.metrics import average_precision_score, precision_score, recall_score, roc_auc_score
from sklearn.neighbors import LocalOutlierFactor
from sklearn.preprocessing import StandardScaler

HERE = pathlib.Path(__file__).parent
random = np.random.default_rng(20240501)


def rounded(x):
    """Short inputs: what is written is what was fitted."""
    return np.round(np.asarray(x, dtype=float), 6)


def tables():
    iris = load_iris(return_X_y=True)[0]
    wine = StandardScaler().fit_transform(load_wine(return_X_y=True)[0])
    blobs = np.vstack([make_blobs(120, 3, centers=3, random_state=4)[0], random.uniform(-15, 15, size=(8, 3))])
    scales = random.normal(size=(90, 4)) * [1e-4, 1, 1e5, 10] + [1, -5, 1e6, 0]
    return {"iris": rounded(iris), "wine": rounded(wine), "blobs and strays": rounded(blobs), "scales": np.round(scales, 9)}


def envelope(name, x):
    # The distance does not change when a column is scaled; scikit-learn's pseudo-inverse would drop tiny columns.
    scaled = (x - x.mean(axis=0)) / x.std(axis=0)
    distances = np.sqrt(EmpiricalCovariance().fit(scaled).mahalanobis(scaled))
    return {
        "name": name,
        "x": x.tolist(),
        "distances": distances.tolist(),
        "chi_square": {str(a): float(np.sqrt(chi2.ppf(1 - a, x.shape[1]))) for a in (0.001, 0.05)},
        "share": {str(s): float(np.percentile(distances, 100 * (1 - s))) for s in (0.01, 0.1)},
    }


def contaminated():
    """Clouds with strange rows among them, well apart and not, in few rows and in many."""
    draw = np.random.default_rng(7)
    iris = load_iris(return_X_y=True)[0]
    yield "iris, one kind", np.vstack([iris[:50], iris[100:110]]), None
    wine = StandardScaler().fit_transform(load_wine(return_X_y=True)[0])
    yield "wine", wine[:, [0, 2, 6, 9, 12]], None
    mix = draw.normal(size=(4, 4))
    yield "a third far off", np.vstack([draw.normal(size=(140, 4)) @ mix, draw.normal(size=(60, 4)) * 3 + 25]), None
    many = np.vstack([draw.normal(size=(900, 3)) * [1, 10, 0.1], draw.normal(size=(100, 3)) + [20, -60, 3]])
    yield "a thousand rows", many, None
    yield "three quarters usual", np.vstack([draw.normal(size=(90, 3)), draw.uniform(-9, 9, size=(12, 3))]), 0.75


def robust(name, x, fraction):
    """The best of many seeds: the determinant sought is the least, and one seed may miss it."""
    x = rounded(x)
    fits = [MinCovDet(support_fraction=fraction, random_state=seed).fit(x) for seed in range(200)]
    model = min(fits, key=lambda m: np.linalg.slogdet(m.raw_covariance_)[1])
    distances = np.sqrt(model.dist_)
    return {
        "name": name,
        "x": x.tolist(),
        "usual": fraction or 0.5,
        "raw_location": model.raw_location_.tolist(),
        "raw_log_determinant": float(np.linalg.slogdet(model.raw_covariance_)[1]),
        "location": model.location_.tolist(),
        "log_determinant": float(np.linalg.slogdet(model.covariance_)[1]),
        "distances": distances.tolist(),
        "threshold": float(np.percentile(distances, 90)),
    }


def local(name, x):
    # No two neighbours equally far away: which of them counts is left open.
    x = rounded(x + random.normal(size=x.shape) * np.std(x, axis=0) * 1e-2)
    fits = []
    for k in (5, 20):
        model = LocalOutlierFactor(k, algorithm="brute").fit(x)
        fits.append({"neighbours": k, "scores": (-model.negative_outlier_factor_).tolist()})
    return {"name": name, "x": x.tolist(), "fits": fits}


def metrics(n, seed):
    draw = np.random.default_rng(seed)
    y = (draw.uniform(size=n) < 0.2).astype(int)
    y[:2] = [0, 1]
    score = np.round(np.abs(draw.normal(size=n)) + 1.2 * y, 2)
    flagged = (score > 1.5).astype(int)
    return {
        "y": y.tolist(),
        "score": score.tolist(),
        "threshold": 1.5,
        "roc_auc": float(roc_auc_score(y, score)),
        "average_precision": float(average_precision_score(y, score)),
        "precision": float(precision_score(y, flagged)),
        "recall": float(recall_score(y, flagged)),
        "share_flagged": float(flagged.mean()),
        "median": float(np.median(score)),
        "q95": float(np.quantile(score, 0.95)),
    }


result = {
    "versions": {"scikit-learn": sklearn.__version__, "numpy": np.__version__},
    "envelope": [envelope(name, x) for name, x in tables().items()],
    "robust": [robust(*given) for given in contaminated()],
    "local": [local(name, x) for name, x in tables().items() if name != "scales"],
    "metrics": [metrics(60, 1), metrics(200, 2), metrics(37, 3)],
}
(HERE / "anomalies.json").write_text(json.dumps(result, separators=(",", ":")) + "\n")
