"""Rule 6: a person says day first."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from column import epoch, write

texts = ["1/2/2011", "3/4/2011", "12/11/2011"]
write(__file__, texts, "datetime", [epoch(t, "%d/%m/%Y") for t in texts], options={"dayFirst": True})
