"""Rule 3: a decimal comma, where the comma does not divide cells."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from column import write

texts = ["1,5", "-2", "1234,25", "", ",5", "1e3"]
values = [None if t == "" else float(t.replace(",", ".")) for t in texts]
write(__file__, texts, "number", values, notes=["read/decimal-comma"], delimiter=";")
