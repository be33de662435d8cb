"""Reference clusterings by scikit-learn and SciPy for the tests of src/core/models/clusters; writes JSON here.

    python make.py
"""

import json
import pathlib
import warnings

import numpy as np
import scipy
import sklearn
from scipy.cluster.hierarchy import cut_tree, linkage
from sklearn.cluster import DBSCAN, HDBSCAN, KMeans, MiniBatchKMeans
from sklearn.cluster._hdbscan import hdbscan as hdbscan_module
from sklearn.cluster._hdbscan._linkage import make_single_linkage
from sklearn.datasets import load_iris, load_wine, make_blobs, make_moons
from sklearn.mixture import GaussianMixture
from sklearn.mixture._gaussian_mixture import _compute_precision_cholesky, _estimate_gaussian_parameters
from sklearn.preprocessing import StandardScaler

warnings.filterwarnings("ignore")


def process_in_order(tree):
    """scikit-learn sorts the spanning tree with numpy's default sort, which leaves the order of equal distances to the
    machine; where it decides, only a stable sort says the same everywhere."""
    return make_single_linkage(tree[np.argsort(tree["distance"], kind="stable")])


hdbscan_module._process_mst = process_in_order
HERE = pathlib.Path(__file__).parent
random = np.random.default_rng(20261126)
standard = lambda x: StandardScaler().fit_transform(x)
rounded = lambda x, decimals=5: np.round(np.asarray(x, dtype=float), decimals)

moons, _ = make_moons(n_samples=240, noise=0.08, random_state=3)
noise = random.uniform(-1.5, 2.5, size=(30, 2))
blobs, _ = make_blobs(n_samples=180, centers=4, n_features=3, random_state=4, cluster_std=[0.6, 1.0, 1.6, 0.8])
long = random.normal(size=(150, 2)) @ [[3, 2.5], [0, 0.4]] + [[0, 0]]
round_ = random.normal(size=(60, 2)) * 0.6 + [-2, 4]
sets = {
    "iris": rounded(load_iris().data),
    "wine": rounded(standard(load_wine().data)),
    "moons with noise": rounded(np.vstack([moons, noise])),
    "blobs": rounded(blobs),
    "long and round": rounded(np.vstack([long, round_])),
}


def save(name, cases):
    text = {"scikit-learn": sklearn.__version__, "scipy": scipy.__version__, "cases": cases}
    (HERE / f"{name}.json").write_text(json.dumps(text, separators=(",", ":")) + "\n")


def mixture(name, k, shape, regularisation=1e-6):
    """From the groups of k-means to the end, so that both sides climb the same hill."""
    x = sets[name]
    labels = KMeans(k, n_init=5, random_state=1).fit_predict(x)
    kind = {"diagonal": "diag"}.get(shape, shape)
    sizes, means, covariances = _estimate_gaussian_parameters(x, np.eye(k)[labels], regularisation, kind)
    factors = _compute_precision_cholesky(covariances, kind)
    if kind == "full":
        precisions = np.array([f @ f.T for f in factors])
    elif kind == "tied":
        precisions = factors @ factors.T
    else:
        precisions = factors**2
    model = GaussianMixture(
        k,
        covariance_type=kind,
        tol=1e-9,
        max_iter=2000,
        reg_covar=regularisation,
        weights_init=sizes / sizes.sum(),
        means_init=means,
        precisions_init=precisions,
    ).fit(x)
    assert model.converged_
    return {
        "data": name,
        "k": k,
        "shape": shape,
        "regularisation": regularisation,
        "start": labels.tolist(),
        "shares": model.weights_.tolist(),
        "means": model.means_.tolist(),
        "logLikelihood": float(model.score(x)),
        "informationCriterion": float(model.bic(x)),
        "labels": model.predict(x).tolist(),
        "covariances": np.atleast_1d(model.covariances_).tolist(),
        "responsibilities": model.predict_proba(x[::5]).tolist(),
    }


def density(name, eps, samples):
    model = DBSCAN(eps=eps, min_samples=samples).fit(sets[name])
    return {
        "data": name,
        "eps": eps,
        "samples": samples,
        "labels": model.labels_.tolist(),
        "core": model.core_sample_indices_.tolist(),
    }


def hierarchy(name, size, samples, method="eom", epsilon=0.0):
    model = HDBSCAN(
        min_cluster_size=size,
        min_samples=samples,
        cluster_selection_method=method,
        cluster_selection_epsilon=epsilon,
        algorithm="brute",
        copy=True,
    ).fit(sets[name])
    return {
        "data": name,
        "size": size,
        "samples": samples,
        "method": method,
        "labels": model.labels_.tolist(),
        "probabilities": model.probabilities_.tolist(),
    }


def agglomerative(name, method, k):
    tree = linkage(sets[name], method)
    return {
        "data": name,
        "method": method,
        "k": k,
        "heights": tree[:, 2].tolist(),
        "sizes": tree[:, 3].astype(int).tolist(),
        "labels": cut_tree(tree, k)[:, 0].tolist(),
    }


def batches(name, k):
    """The spread of scikit-learn's inertias over seeds, and the best that k-means finds."""
    x = sets[name]
    found = [MiniBatchKMeans(k, batch_size=64, n_init=3, random_state=s).fit(x).inertia_ for s in range(20)]
    best = KMeans(k, n_init=20, random_state=0).fit(x).inertia_
    return {"data": name, "k": k, "median": float(np.median(found)), "worst": float(max(found)), "best": float(best)}


save("points", {name: x.tolist() for name, x in sets.items()})
save(
    "mixture",
    [
        mixture(name, k, shape)
        for name, k in [("iris", 3), ("blobs", 4), ("long and round", 2)]
        for shape in ("full", "tied", "diagonal", "spherical")
    ]
    + [mixture("wine", 3, "diagonal", 1e-3), mixture("wine", 3, "full", 0.1)],
)
save("mini-batch", [batches("iris", 3), batches("blobs", 4), batches("wine", 3)])
save(
    "dbscan",
    [density("moons with noise", 0.2, 5), density("iris", 0.5, 5), density("wine", 2.2, 5), density("blobs", 1.2, 8)],
)
save(
    "hdbscan",
    [
        hierarchy("moons with noise", 10, 10),
        hierarchy("moons with noise", 15, 5),
        hierarchy("iris", 5, 5),
        # Not by leaf: rows of iris lie at equal distances from each other, and rounding decides which split comes first.
        hierarchy("long and round", 10, 3, "leaf"),
        hierarchy("wine", 6, 3, "leaf"),
        hierarchy("blobs", 8, 4),
        hierarchy("blobs", 5, 5, "leaf"),
        hierarchy("wine", 5, 5),
    ],
)
save(
    "agglomerative",
    [
        agglomerative(name, method, k)
        for name, k in [("iris", 3), ("blobs", 4), ("moons with noise", 5)]
        for method in ("ward", "average", "complete", "single")
    ],
)
