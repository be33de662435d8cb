"""Rule 7: among codes of states NA is missing, because no state has it."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from column import write

texts = ["CA", "NA", "AL", "DE", "NA"]
write(__file__, texts, "category", [None if t == "NA" else t for t in texts], notes=["read/missing-markers"])
