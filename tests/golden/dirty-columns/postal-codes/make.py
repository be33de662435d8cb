"""Rule 2: digits with leading zeros are codes and stay as they are written."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from column import write

texts = ["01067", "99084", "", "04109", "20095", "01067"]
write(__file__, texts, "category", [t or None for t in texts], notes=["read/digits-kept-as-text"])
