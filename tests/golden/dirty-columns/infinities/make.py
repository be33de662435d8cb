"""Rule 2: infinity as NumPy and pandas write it; NaN is a marker of missing."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from column import write

texts = ["1.5", "inf", "-inf", "Infinity", "NaN", "nan", "2"]
values = [None if t.lower() == "nan" else float(t) for t in texts]
values = [{"inf": "Infinity", "-inf": "-Infinity"}.get(str(v), v) for v in values]
write(__file__, texts, "number", values, notes=["read/missing-markers"])
