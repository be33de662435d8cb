"""Rule 8: one cell that is no number makes the column what it is written as."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from column import write

texts = [str(i) for i in range(12)] + ["12 kg"]
write(__file__, texts, "category", texts)
