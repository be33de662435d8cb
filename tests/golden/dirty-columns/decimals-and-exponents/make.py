"""Rule 2: a point, an exponent, no digits on one side of the point."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from column import write

texts = ["1.5", "1e5", "-.5", "+3.", "22.0", "1.7976931348623157e308", "5e-324", "-0", "1E+2"]
write(__file__, texts, "number", [float(t) for t in texts])
