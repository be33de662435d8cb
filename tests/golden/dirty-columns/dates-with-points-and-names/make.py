"""Rule 5: points mean day first, and months may have English names."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from column import epoch, write

texts = ["31.01.2011", "1 Feb 2011", "02-Mar-2011", "April 5, 2011"]
forms = ["%d.%m.%Y", "%d %b %Y", "%d-%b-%Y", "%B %d, %Y"]
texts = [f'"{t}"' if "," in t else t for t in texts]
write(__file__, texts, "datetime", [epoch(t.strip('"'), f) for t, f in zip(texts, forms)])
