"""Rule 4: words of two families are no truth."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from column import write

texts = ["yes", "true", "no", "false"]
write(__file__, texts, "category", texts)
