/** verify.py: runs golden.json through model.onnx with onnxruntime, and shows how each kind of column is fed. */
export const verifyPythonText = `"""python verify.py: does model.onnx answer golden.json as it did where it was made?

Needs onnxruntime 1.21 or later and numpy.
"""
import json
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path

import numpy as np
import onnxruntime

here = Path(__file__).parent
schema = json.loads((here / "schema.json").read_text("utf-8"))
golden = json.loads((here / "golden.json").read_text("utf-8"))
session = onnxruntime.InferenceSession(str(here / "model.onnx"), providers=["CPUExecutionProvider"])
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def milliseconds(text):
    """Epoch milliseconds of an ISO date; Python knows the years 1 to 9999 alone."""
    moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    moment = moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
    return (moment - EPOCH) / timedelta(milliseconds=1)


def feed(kind, values):
    if kind in ("category", "text"):
        return np.array([["" if v is None else str(v)] for v in values], dtype=object)
    if kind == "datetime":
        values = [milliseconds(v) if isinstance(v, str) else v for v in values]
    return np.array([[np.nan if v is None else float(v)] for v in values], dtype=np.float64)


def is_readable(row):
    for column in schema["inputs"]:
        value = row["in"][column["name"]]
        if column["kind"] == "datetime" and isinstance(value, str) and value[0] in "+-":
            return False
    return True


rows = [row for row in golden["rows"] if is_readable(row)]
feeds = {c["name"]: feed(c["kind"], [row["in"][c["name"]] for row in rows]) for c in schema["inputs"]}
found = dict(zip([o.name for o in session.get_outputs()], session.run(None, feeds)))
absolute, relative = golden["tolerance"]["abs"], golden["tolerance"]["rel"]
differences = []
for i, row in enumerate(rows):
    for name, expected in row["out"].items():
        value = found[name][i]
        if name in ("label", "cluster", "anomaly"):
            same = value == expected
        else:
            want = np.array([float(v) for v in np.atleast_1d(np.array(expected, dtype=object))])
            same = np.allclose(np.ravel(value), want, rtol=relative, atol=absolute, equal_nan=True)
        if not same:
            differences.append(f"row {i}: {name} is {value}, expected {expected}")
for line in differences:
    print(line, file=sys.stderr)
print(f"{len(differences)} differences" if differences else f"{len(rows)} rows agree")
sys.exit(1 if differences else 0)
`;
