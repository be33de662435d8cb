"""Rule 3: groups of another size are no thousands, so the column stays as it is written."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from column import write

texts = ['"1,234"', '"12,34"', '"1,2345"', '"0,123"'] * 2
write(__file__, texts, "category", [t.strip('"') for t in texts])
