"""Rule 3: commas between thousands, quoted because the comma divides cells."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from column import write

numbers = ["1,234", "12", "1,234,567.5", "-999,999", ""]
texts = [f'"{n}"' if "," in n else n for n in numbers]
values = [None if n == "" else float(n.replace(",", "")) for n in numbers]
write(__file__, texts, "number", values, notes=["read/thousands-marks"])
