"""Rule 6: dates that contradict each other stay as they are written."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from column import write

texts = ["13/1/2011", "1/13/2011", "1/2/2011"]
write(__file__, texts, "category", texts, notes=["read/mixed-date-order"])
