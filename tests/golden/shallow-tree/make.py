"""What shallow regression trees of scikit-learn predict; run with scikit-learn 1.9, writes JSON here.

    python make.py
"""

import json
import pathlib

import numpy as np
import sklearn
from sklearn.datasets import load_diabetes, load_iris, load_wine
from sklearn.tree import DecisionTreeRegressor

HERE = pathlib.Path(__file__).parent
cases = []
for name, load, columns, classes in (("diabetes", load_diabetes, [2], False), ("diabetes, two", load_diabetes, [2, 8], False), ("iris", load_iris, [2], True), ("wine, two", load_wine, [0, 6], True)):
    data, truth = load(return_X_y=True)
    x = np.round(data[:, columns] * 4096) / 4096  # exact in the float32 that scikit-learn reads
    y = np.eye(int(truth.max()) + 1)[truth] if classes else truth.reshape(-1, 1)
    learn = np.arange(len(x)) % 3 != 0
    for leaf in (1, 8):
        tree = DecisionTreeRegressor(max_depth=3, min_samples_leaf=leaf, random_state=0).fit(x[learn], y[learn])
        cases.append({"name": f"{name}, leaf {leaf}", "leaf": leaf, "x": x.T.tolist(), "y": y.T.tolist(), "learn": learn.astype(int).tolist(), "predicted": tree.predict(x).reshape(len(x), -1).tolist()})
(HERE / "shallow-tree.json").write_text(json.dumps({"versions": {"scikit-learn": sklearn.__version__}, "cases": cases}) + "\n")
