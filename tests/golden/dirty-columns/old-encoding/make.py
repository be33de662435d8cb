"""Rule 9: bytes that are no UTF-8 are read as Windows-1252."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from column import write

texts = ["Köln", "Café", "25 €", "Köln", "naïve"]
write(__file__, texts, "category", texts, encoding="cp1252", notes=["read/encoding"])
