"""Steps that make few columns of many, against scikit-learn: reduce.json."""

import json
from pathlib import Path

import numpy as np
import sklearn
from sklearn.cluster import KMeans
from sklearn.datasets import make_blobs
from sklearn.decomposition import PCA
from sklearn.metrics import pairwise_distances
from sklearn.preprocessing import StandardScaler
from sklearn.random_projection import GaussianRandomProjection, SparseRandomProjection

HERE = Path(__file__).parent
random = np.random.default_rng(17)
cases = []


def case(name, step, params, train, test, expected, tolerance):
    columns = lambda x: [[None if np.isnan(v) else float(v) for v in c] for c in np.asarray(x, dtype=float).T]  # noqa: E731
    cases.append({"name": name, "step": step, "params": params, "train": columns(train), "test": columns(test), "expected": columns(expected), "tolerance": tolerance})


mixed = random.normal(0, 1, (70, 3)) @ random.normal(0, 1, (3, 6)) * [1, 10, 0.1, 5, 100, 1] + random.normal(0, 0.3, (70, 6))
SETS = {
    "six that go together": mixed,
    "more columns than rows": random.normal(3, 2, (12, 20)),
    "one constant": np.column_stack([random.normal(0, 1, 40), np.full(40, 7.0), random.lognormal(0, 1, 40)]),
    "whole numbers": random.integers(0, 5, (50, 4)).astype(float),
}
for name, x in SETS.items():
    test = np.vstack([x[:5], x.mean(0) + random.normal(0, 1, (6, x.shape[1]))])
    gap = test.copy()
    gap[1, 0] = np.nan
    # A gap counts as the mean.
    filled = np.where(np.isnan(gap), x.mean(0), gap)
    for scaled in [True, False]:
        scaler = StandardScaler(with_std=scaled).fit(x)
        for whiten, count in [(False, 3), (True, 2)]:
            peer = PCA(min(count, x.shape[1]), whiten=whiten, svd_solver="full").fit(scaler.transform(x))
            made = peer.transform(scaler.transform(filled))
            params = {"count": count, "scaled": scaled, "whiten": whiten}
            # A component without variance is 0 here, and noise blown up to 1 there; so as many are compared as vary.
            assert (peer.explained_variance_ > 1e-9).all() or name == "one constant"
            if name == "one constant":
                made[:, peer.explained_variance_ <= 1e-9] = 0
            case(name, "principal", params, x, gap, made, 1e-9)

# Groups so far apart that every start ends in the same ones; the largest comes first.
for name, sizes in [("three blobs", [40, 25, 10]), ("two blobs in five columns", [30, 12]), ("four blobs", [33, 27, 21, 9])]:
    width = 5 if "five" in name else 2
    centres = random.permuted(np.eye(max(len(sizes), width))[: len(sizes), :width] * 60 + 20 * np.arange(len(sizes))[:, None], axis=1)
    x, label = make_blobs(n_samples=sizes, centers=centres, cluster_std=1.5, random_state=3)
    for scaled in [True, False]:
        scaler = StandardScaler(with_std=scaled).fit(x)
        peer = KMeans(len(sizes), n_init=20, tol=0, random_state=0).fit(scaler.transform(x))
        order = np.argsort(-np.bincount(peer.labels_), kind="stable")
        test = np.vstack([x[::9], random.normal(0, 30, (5, width))])
        params = {"groups": len(sizes), "scaled": scaled, "keep": False}
        case(name, "centre-distances", params, x, test, peer.transform(scaler.transform(test))[:, order], 1e-9)

# Random matrices cannot be compared number by number. What holds of the peer's, over many draws, holds of ours: the spread
# of the ratio of distances after to distances before.
ratios = []
for name, x, count in [("forty columns", random.normal(0, 1, (25, 40)), 20), ("counts", random.poisson(1, (20, 60)).astype(float), 30), ("long tail", random.lognormal(0, 1, (25, 30)), 10)]:
    z = StandardScaler().fit_transform(x)
    pairs = np.triu_indices(len(x), 1)
    before = pairwise_distances(z, metric="sqeuclidean")[pairs]
    for kind, make in [("gaussian", GaussianRandomProjection), ("sparse", SparseRandomProjection)]:
        found = []
        for seed in range(200):
            made = make(count, random_state=seed).fit_transform(z)
            found.append(pairwise_distances(made, metric="sqeuclidean")[pairs] / before)
        ratios.append({"name": name, "kind": kind, "count": count, "x": x.T.tolist(), "mean": float(np.mean(found)), "sd": float(np.std(found))})

versions = {"scikit-learn": sklearn.__version__, "numpy": np.__version__}
(HERE / "reduce.json").write_text(json.dumps({"versions": versions, "cases": cases, "ratios": ratios}) + "\n")
