"""Expected values of threshold sweeps, fold comparisons and clusters from scikit-learn and scipy.

Run: python tests/golden/evaluation/make.py
Writes evaluation.json beside this file. null stands for an undefined metric.
"""

import json
import math
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import stats
from sklearn import metrics as m

warnings.filterwarnings("ignore")
rng = np.random.default_rng(20240611)


def thresholds():
    y = (rng.random(240) < 0.3).astype(int)
    p = np.round(np.clip(0.5 * y + rng.random(240) * 0.6 - 0.05, 0, 1), 2)
    points = []
    for step in range(0, 101, 5):
        t = step / 100
        said = (p >= t).astype(int)
        tn, fp, fn, tp = m.confusion_matrix(y, said, labels=[0, 1]).ravel()
        points.append(
            {
                "threshold": t,
                "counts": [int(v) for v in (tn, fp, fn, tp)],
                "accuracy": m.accuracy_score(y, said),
                "balanced-accuracy": m.balanced_accuracy_score(y, said),
                "precision": m.precision_score(y, said) if said.any() else None,
                "recall": m.recall_score(y, said),
                "f1": m.f1_score(y, said),
            }
        )
    fpr, tpr, _ = m.roc_curve(y, p)
    return {
        "y": y.tolist(),
        "p": p.tolist(),
        "points": points,
        "roc": {"x": fpr.tolist(), "y": tpr.tolist()},
        "auc": m.roc_auc_score(y, p),
        "ap": m.average_precision_score(y, p),
    }


def folds():
    """Nadeau and Bengio (2003): t = mean / sqrt(var (1/J + n_test/n_train)), J - 1 degrees of freedom."""
    cases = []
    for k, size in ((5, 40), (10, 13), (3, 7)):
        a = rng.normal(0.8, 0.05, k)
        b = a + rng.normal(0.02, 0.03, k)
        d = b - a
        ratio = size / (size * (k - 1))
        error = math.sqrt(d.var(ddof=1) * (1 / k + ratio))
        half = stats.t.ppf(0.975, k - 1) * error
        cases.append(
            {
                "a": a.tolist(),
                "b": b.tolist(),
                "size": size,
                "ratio": ratio,
                "difference": d.mean(),
                "p": 2 * stats.t.sf(abs(d.mean() / error), k - 1),
                "low": d.mean() - half,
                "high": d.mean() + half,
            }
        )
    return cases


def clusters():
    points = np.vstack([rng.normal(c, 0.9, (n, 2)) for c, n in (((0, 0), 30), ((3, 1), 20), ((1, 4), 12))])
    labels = np.repeat([0, 1, 2], [30, 20, 12])
    values = m.silhouette_samples(points, labels)
    frame = pd.DataFrame({"x": points[:, 0], "label": labels})
    means = frame.groupby("label")["x"].mean()
    return {
        "points": points.ravel().tolist(),
        "labels": labels.tolist(),
        "mean": [float(values[labels == k].mean()) for k in range(3)],
        "negative": [float((values[labels == k] < 0).mean()) for k in range(3)],
        "x_mean": means.tolist(),
        "x_standardised": ((means - frame["x"].mean()) / frame["x"].std(ddof=0)).tolist(),
    }


result = {"thresholds": thresholds(), "folds": folds(), "clusters": clusters()}
Path(__file__).with_name("evaluation.json").write_text(json.dumps(result) + "\n")
