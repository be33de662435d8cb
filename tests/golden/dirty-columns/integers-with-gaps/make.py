"""Rules 1 and 2: blanks around a number do not count, empty cells and markers are missing."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from column import write

texts = ["1", " 22 ", "", "NA", "?", "-3", "N/A", "+4", "7", "null", "-", "0"]
missing = {"", "NA", "?", "N/A", "null", "-"}
values = [None if t in missing else float(int(t)) for t in texts]
write(__file__, texts, "number", values, integer=True, notes=["read/missing-markers"])
