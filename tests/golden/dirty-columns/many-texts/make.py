"""Rule 8: more than half of the values differ, so it is text."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from column import write

texts = [f"remark {i}" for i in range(60)] + ["NA"]
write(__file__, texts, "text", [None if t == "NA" else t for t in texts], notes=["read/missing-markers"])
