"""Rule 3: apostrophes between thousands, as in Switzerland."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from column import write

texts = ["1'234.50", "12\u2019345", "7.25", "1'000'000"]
values = [float(t.replace("'", "").replace("\u2019", "")) for t in texts]
write(__file__, texts, "number", values, notes=["read/thousands-marks"])
