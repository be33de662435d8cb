"""Rule 3: points between thousands and a decimal comma."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from column import write

texts = ["1.234,5", "1.234.567", "0,75", "-12.000,25", "8"]
values = [float(t.replace(".", "").replace(",", ".")) for t in texts]
write(__file__, texts, "number", values, notes=["read/thousands-marks"], delimiter=";")
