"""Rule 7: among codes of countries NA is Namibia; only empty cells are missing."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from column import write

texts = ["DE", "NA", "FR", "", "NA", "ZA", "JP"]
write(__file__, texts, "category", [t or None for t in texts], notes=["read/code-kept"])
