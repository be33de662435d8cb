"""Rule 4: the letter t alone is a category."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from column import write

texts = ["t", "t", "", "t"]
write(__file__, texts, "category", [t or None for t in texts])
