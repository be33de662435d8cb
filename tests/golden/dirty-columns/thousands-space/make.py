"""Rule 3: no-break spaces between thousands."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from column import write

texts = ["1\u00a0234,5", "12\u202f345", "7", "-1 000 000,25"]
plain = [t.replace("\u00a0", "").replace("\u202f", "").replace(" ", "").replace(",", ".") for t in texts]
write(__file__, texts, "number", [float(t) for t in plain], notes=["read/thousands-marks"], delimiter=";")
