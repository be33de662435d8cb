"""The divergence that scikit-learn's t-SNE reaches, and how well its maps keep neighbours; writes maps.json.

    python make.py
"""

import json
import pathlib

import numpy as np
import sklearn
from sklearn.datasets import load_digits, load_iris, load_wine
from sklearn.manifold import TSNE, trustworthiness
from sklearn.preprocessing import StandardScaler

HERE = pathlib.Path(__file__).parent


def case(name, x, perplexity):
    x = np.round(np.asarray(x, dtype=float), 4)
    model = TSNE(perplexity=perplexity, init="pca", random_state=0)
    y = model.fit_transform(x)
    return {
        "name": name,
        "x": x.tolist(),
        "perplexity": perplexity,
        "divergence": float(model.kl_divergence_),
        "trustworthiness": float(trustworthiness(x, y, n_neighbors=10)),
        "byComponents": float(trustworthiness(x, (x - x.mean(0)) @ np.linalg.svd(x - x.mean(0))[2][:2].T, n_neighbors=10)),
    }


cases = [
    case("iris", load_iris().data, 30),
    case("wine, standardised", StandardScaler().fit_transform(load_wine().data), 20),
    case("digits", load_digits().data[:400], 30),
]
text = {"scikit-learn": sklearn.__version__, "cases": cases}
(HERE / "maps.json").write_text(json.dumps(text, separators=(",", ":")) + "\n")
