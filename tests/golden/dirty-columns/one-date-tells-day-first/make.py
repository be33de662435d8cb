"""Rule 6: one date that can only be day first decides the column."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from column import epoch, write

texts = ["1/2/2011", "3/4/2011", "13/2/2011", "", "5/6/2011"]
write(__file__, texts, "datetime", [epoch(t, "%d/%m/%Y") if t else None for t in texts])
