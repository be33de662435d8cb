"""Reference fits by scikit-learn for tests of gradient boosting; run with scikit-learn 1.9, writes boosting.json and
more.json here.

    python make.py
"""

import json
import pathlib

import numpy as np
import sklearn
from sklearn.datasets import load_breast_cancer, load_diabetes, load_wine
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

HERE = pathlib.Path(__file__).parent
random = np.random.default_rng(20240501)


def rounded(x):
    """Short inputs: what is written is what was fitted."""
    return np.round(np.asarray(x, dtype=float), 4)


def mixed():
    """Missing values that mean something, a column of 12 categories and one of 3, numbers with few values."""
    rows = 400
    x = random.normal(size=(rows, 3))
    x[:, 1] = np.round(2 * x[:, 1])
    many, few = random.integers(0, 12, rows), random.integers(0, 3, rows)
    effect = random.normal(size=12)
    z = 2 * x[:, 0] + effect[many] * 2 + np.where(few == 1, x[:, 1], -0.5) + random.normal(size=rows) / 3
    absent = random.random((rows, 3)) < [0.2, 0.1, 0]
    z += np.where(absent[:, 0], 1.5, 0)
    x[absent] = np.nan
    codes = np.column_stack([many, few]).astype(float)
    codes[random.random((rows, 2)) < 0.05] = np.nan
    return np.column_stack([x, codes]), z, [0, 0, 0, 12, 3]


def waves():
    """Smooth columns, no two rows alike."""
    own = np.random.default_rng(77)
    x = own.uniform(-2, 2, (300, 4))
    z = np.sin(2 * x[:, 0]) + x[:, 1] * x[:, 2] / 2 + own.normal(0, 0.4, 300)
    return x, z


def data():
    cancer_x, cancer_y = load_breast_cancer(return_X_y=True)
    diabetes_x, diabetes_y = load_diabetes(return_X_y=True)
    wine_x, wine_y = load_wine(return_X_y=True)
    mixed_x, mixed_z, levels = mixed()
    counts = random.poisson(np.exp(np.nan_to_num(mixed_z) / 3))
    waves_x, waves_z = waves()
    return {
        "cancer": (cancer_x[:350, :12], cancer_y[:350], None),
        "diabetes": (diabetes_x * 10, diabetes_y, None),
        "wine": (wine_x, wine_y, None),
        "mixed, classes": (mixed_x, (mixed_z > 0).astype(int), levels),
        "mixed, three classes": (mixed_x, np.digitize(mixed_z, [-1, 1]), levels),
        "mixed, numbers": (mixed_x, mixed_z, levels),
        "mixed, counts": (mixed_x, counts, levels),
        "mixed, amounts": (mixed_x, np.exp(mixed_z / 3), levels),
        "waves": (waves_x, waves_z, None),
        "waves, amounts": (waves_x, np.exp(waves_z / 2), None),
        "waves, three classes": (waves_x, np.digitize(waves_z, [-0.4, 0.5]), None),
    }


# What rounding or the order of columns alone decides, found by following both sides' trees node by node.
# - Nothing gained: scikit-learn asks of a split that it gain more than 0. Where all rows of a leaf have one gradient the
#   exact gain is 0, and it splits there or not by what float64 subtractions leave, 1e-16 to 1e-13, which hangs on the
#   float32 it keeps gradients in. With quantiles the halves have other values all the same, and every later tree differs.
#   `unsettled` counts such splits in its own trees.
# - A mirror: a split and the one that puts the rows of yes in no (by another column, or with missing values on the other
#   side) gain the same in exact numbers, but the halves are subtracted one after the other: 0.36071598849417086 here and
#   0.3607159884941715 there.
# - Categories first: of equal gains (0.5827505827505814 on both sides) it takes the first column, as we do, but puts
#   columns of categories before the others.
NOTHING, MIRROR, FIRST = "splits that gain nothing", "a split and its mirror", "categories come first"
TIES = {("diabetes", "quantile"): NOTHING, ("wine", 8): NOTHING, ("diabetes", "monotone"): NOTHING}
TIES |= {("mixed, numbers", "absolute"): FIRST, ("mixed, numbers", "quantile"): MIRROR, ("mixed, three classes", 10): MIRROR}


def ties_of(name, given):
    keys = [given.get("loss"), given.get("rowsPerLeaf"), "monotone" if "rising" in given else None]
    return next((TIES[name, key] for key in keys if (name, key) in TIES), None)


CASES = [
    ("cancer", {}),
    ("cancer", {"bins": 16, "leaves": 5, "rowsPerLeaf": 5, "l2": 1.5}),
    ("cancer", {"classWeight": "balanced", "depth": 3}),
    ("diabetes", {}),
    ("diabetes", {"loss": "absolute"}),
    ("diabetes", {"loss": "quantile", "quantile": 0.8}),
    ("diabetes", {"loss": "poisson"}),
    ("diabetes", {"loss": "gamma", "learningRate": 0.2}),
    ("diabetes", {"rising": [2, 8], "falling": [4]}),
    ("wine", {"rowsPerLeaf": 8}),
    ("wine", {"classWeight": "balanced", "leaves": 4}),
    ("mixed, classes", {}),
    ("mixed, classes", {"rising": [0], "bins": 20}),
    ("mixed, three classes", {"rowsPerLeaf": 10}),
    ("mixed, numbers", {"rowsPerLeaf": 10}),
    ("mixed, numbers", {"loss": "absolute", "rowsPerLeaf": 10}),
    ("mixed, numbers", {"loss": "quantile", "quantile": 0.3}),
    ("mixed, counts", {"loss": "poisson"}),
    ("mixed, amounts", {"loss": "gamma"}),
]
WEIGHTED = [
    ("cancer", {}),
    ("diabetes", {"bins": 30}),
    ("diabetes", {"loss": "absolute"}),
    ("diabetes", {"loss": "quantile", "quantile": 0.7}),
    ("mixed, three classes", {}),
    ("mixed, counts", {"loss": "poisson", "bins": 64}),
]
NAMES = {"squared": "squared_error", "absolute": "absolute_error"}


def fit(x, y, levels, given, weights):
    monotone = [(c in given.get("rising", [])) - (c in given.get("falling", [])) for c in range(x.shape[1])]
    settings = dict(
        max_iter=15,
        learning_rate=given.get("learningRate", 0.1),
        max_leaf_nodes=given.get("leaves", 31),
        max_depth=given.get("depth"),
        min_samples_leaf=given.get("rowsPerLeaf", 20),
        l2_regularization=given.get("l2", 0),
        max_bins=given.get("bins", 255),
        categorical_features=[c for c, n in enumerate(levels or []) if n] or None,
        monotonic_cst=monotone if any(monotone) else None,
        early_stopping=False,
    )
    if np.issubdtype(y.dtype, np.integer) and "loss" not in given:
        balanced = given.get("classWeight")
        model = HistGradientBoostingClassifier(class_weight=balanced, **settings).fit(x, y, weights)
        return model.predict_proba(x), gains(model), unsettled(model)
    loss = given.get("loss", "squared")
    model = HistGradientBoostingRegressor(loss=NAMES.get(loss, loss), quantile=given.get("quantile"), **settings)
    model.fit(x, y, weights)
    return model.predict(x), gains(model), unsettled(model)


def gains(model):
    """What the splits of the first tree of each class gain, without those that gain nothing but rounding."""
    trees = [tree.nodes for tree in model._predictors[0]]
    return [sorted((float(f"{n['gain']:.6g}") for n in t if n["gain"] > 1e-6 and not n["is_leaf"]), reverse=True) for t in trees]


def unsettled(model):
    """How many splits of all trees gain nothing but rounding."""
    nodes = [n for trees in model._predictors for tree in trees for n in tree.nodes if not n["is_leaf"]]
    return sum(float(n["gain"]) < 1e-10 for n in nodes)


sets = {name: (rounded(x), y if y.dtype.kind == "i" else rounded(y), levels) for name, (x, y, levels) in data().items()}
weights = {name: rounded(random.gamma(2, 0.5, len(y)) + 0.05) for name, (_, y, _) in sets.items()}
# Losses whose gradients have few values, in leaves that are never of one gradient.
MORE = [
    ("diabetes", {"loss": "quantile", "quantile": 0.8, "leaves": 3, "rowsPerLeaf": 60}, True),
    ("mixed, numbers", {"loss": "quantile", "quantile": 0.4, "leaves": 3, "rowsPerLeaf": 60}, True),
    ("waves", {"loss": "quantile", "quantile": 0.6, "leaves": 4, "rowsPerLeaf": 40}, True),
    ("waves", {"loss": "quantile", "quantile": 0.3, "leaves": 3, "rowsPerLeaf": 50}, False),
    ("mixed, numbers", {"loss": "absolute", "leaves": 4, "rowsPerLeaf": 50}, True),
    ("waves", {"loss": "absolute", "leaves": 5, "rowsPerLeaf": 30}, True),
    ("waves, three classes", {"rowsPerLeaf": 25, "leaves": 6}, True),
    ("waves, three classes", {"bins": 40, "leaves": 5, "rowsPerLeaf": 30}, True),
    ("waves, amounts", {"loss": "gamma"}, False),
    ("waves", {"rising": [1], "leaves": 8}, True),
]

cases = [(name, given, None) for name, given in CASES] + [(name, given, weights[name]) for name, given in WEIGHTED]


def listed(values):
    return np.where(np.isnan(values), None, values).tolist()


def written(name, given, w, exact):
    predictions, gained, noise = fit(*sets[name], given, w)
    return {
        "set": name,
        "params": given,
        "weighted": w is not None,
        "ties": None if exact else ties_of(name, given),
        "predictions": np.round(predictions, 8).tolist(),
        "gains": gained,
        "unsettled": noise,
    }


def save(file, tables, targeted, weighted, found):
    result = {
        "made with": f"scikit-learn {sklearn.__version__}",
        "sets": {name: {"x": listed(sets[name][0]), "levels": sets[name][2]} for name in tables},
        "targets": {name: sets[name][1].tolist() for name in targeted},
        "weights": {name: weights[name].tolist() for name in weighted},
        "cases": found,
    }
    (HERE / file).write_text(json.dumps(result, separators=(",", ":"), sort_keys=True) + "\n")


first = [name for name in sets if not name.startswith("waves")]
tables = [name for name in first if not name.startswith("mixed, ") or name == "mixed, numbers"]
save("boosting.json", tables, first, sorted({name for name, _ in WEIGHTED}), [written(*case, False) for case in cases])
waved = [name for name in sets if name.startswith("waves")]
more = [written(name, given, weights[name] if weighted else None, True) for name, given, weighted in MORE]
save("more.json", ["waves"], waved, [*waved, "mixed, numbers"], more)
