"""Rule 3: 1,234 could be either; in a file divided by semicolons it is a decimal, and that is said."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from column import write

texts = ["1,500", "2,750", "12,125", "-3,000"]
write(__file__, texts, "number", [float(t.replace(",", ".")) for t in texts],
      notes=["read/ambiguous-decimal-comma"], delimiter=";")
