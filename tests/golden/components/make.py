"""Principal components by scikit-learn, for the tests of src/core/stats/principal-components.ts; writes components.json.

    python make.py
"""

import json
import pathlib

import numpy as np
import sklearn
from sklearn.datasets import load_breast_cancer, load_digits, load_iris, load_wine
from sklearn.decomposition import PCA
from sklearn.preprocessing import StandardScaler

HERE = pathlib.Path(__file__).parent
random = np.random.default_rng(20261126)


def case(name, x, most, decimals=6):
    x = np.round(np.asarray(x, dtype=float), decimals)
    model = PCA(n_components=most, svd_solver="full").fit(x)
    return {
        "name": name,
        "x": x.tolist(),
        "most": most,
        "means": model.mean_.tolist(),
        "components": model.components_.tolist(),
        "variances": model.explained_variance_.tolist(),
        "ratios": model.explained_variance_ratio_.tolist(),
        "scores": model.transform(x[:20]).tolist(),
    }


standard = lambda x: StandardScaler().fit_transform(x)
spread = random.normal(size=(80, 6)) * [1e-4, 1, 1e4, 1e-2, 10, 3] + [1, -5, 1e6, 0, 1e3, 7]
wide = random.normal(size=(12, 60)) @ np.diag(np.linspace(1, 4, 60))
low = random.normal(size=(200, 3)) @ random.normal(size=(3, 8))
cases = [
    case("iris", load_iris().data, 4),
    case("wine, standardised", standard(load_wine().data), 13),
    case("breast cancer, standardised, five components", standard(load_breast_cancer().data)[:150], 5),
    case("digits, ten components", load_digits().data[:100], 10),
    case("columns of very different scale", spread, 4),
    case("more columns than rows", wide, 8),
    case("points in three dimensions of eight", low, 3, 12),
]
(HERE / "components.json").write_text(
    json.dumps({"scikit-learn": sklearn.__version__, "cases": cases}, separators=(",", ":")) + "\n"
)
