"""scikit-learn on a labelled file: learner.py train|predict|labels REPEATS ESTIMATOR FILE ROWS WIDTH TEST"""

import sys
import warnings

import numpy as np
from sklearn.cluster import KMeans  # noqa: F401
from sklearn.ensemble import *  # noqa: F401,F403
from sklearn.linear_model import *  # noqa: F401,F403
from sklearn.metrics import roc_auc_score
from sklearn.naive_bayes import *  # noqa: F401,F403
from sklearn.neighbors import *  # noqa: F401,F403
from sklearn.neural_network import *  # noqa: F401,F403
from sklearn.svm import *  # noqa: F401,F403
from sklearn.tree import *  # noqa: F401,F403

from peer import measure

warnings.filterwarnings("ignore")
work, repeats, estimator, path = sys.argv[1:5]
rows, width, test = map(int, sys.argv[5:8])
numbers = np.fromfile(path, "<f8").reshape(width + 1, rows + test)
x = np.ascontiguousarray(numbers[:width].T)
y = numbers[width].astype(int)
learner = eval(estimator)
many = np.tile(x[rows:], (int(repeats), 1))


def train():
    return learner.fit(x[:rows], y[:rows])


def answers():
    if hasattr(learner, "predict_proba"):
        probabilities = learner.predict_proba(many)
        return learner.classes_[probabilities.argmax(axis=1)], probabilities
    if hasattr(learner, "cluster_centers_"):
        distances = learner.transform(many)
        return distances.argmin(axis=1), distances
    return learner.predict(many)


def labels():
    return learner.predict(many)


def score(_):
    """Area under the ROC curve, or the share of the squared distances that the groups explain, on rows held out."""
    held_out = x[rows:]
    if hasattr(learner, "cluster_centers_"):
        inertia = (learner.transform(held_out).min(axis=1) ** 2).sum()
        return 1 - inertia / ((held_out - held_out.mean(axis=0)) ** 2).sum()
    if hasattr(learner, "predict_proba"):
        return roc_auc_score(y[rows:], learner.predict_proba(held_out)[:, 1])
    return learner.score(held_out, y[rows:])


if work != "train":
    train()
measure({"train": train, "predict": answers, "labels": labels}[work], score=score)
