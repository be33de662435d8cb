"""Rule 4: the letters t and f are truth where both occur."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from column import write

texts = ["t", "f", "F", "T", "f"]
write(__file__, texts, "boolean", [t.lower() == "t" for t in texts])
