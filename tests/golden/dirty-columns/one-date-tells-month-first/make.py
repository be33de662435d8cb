"""Rule 6: one date that can only be month first decides the column."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from column import epoch, write

texts = ["1/2/11 6:05 PM", "3/4/11 11:59 AM", "2/13/11 12:00 AM"]
write(__file__, texts, "datetime", [epoch(t, "%m/%d/%y %I:%M %p") for t in texts])
