"""Rule 4: yes and no are truth."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from column import write

texts = ["yes", "no", "Yes", "NO", "no"]
write(__file__, texts, "boolean", [t.lower() == "yes" for t in texts])
