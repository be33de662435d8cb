"""Rule 4: true and false in any case."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from column import write

texts = ["true", "FALSE", "True", "", "false", "NA", "TRUE"]
values = [None if t in ("", "NA") else t.lower() == "true" for t in texts]
write(__file__, texts, "boolean", values, notes=["read/missing-markers"])
