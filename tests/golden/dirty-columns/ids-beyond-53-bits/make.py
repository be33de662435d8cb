"""Rule 2: whole numbers that float64 would change stay as they are written."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from column import write

texts = [str(2**53 + 1 + 2 * i) for i in range(5)] + ["12"]
write(__file__, texts, "category", texts, notes=["read/digits-kept-as-text"])
