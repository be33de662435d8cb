"""Rule 2: more digits than float64 holds are rounded to the nearest, ties to even, as IEEE 754 says."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from column import write

texts = [
    "0.1000000000000000055511151231257827", "9007199254740993.5", "123456789.123456789123456789",
    "2.2250738585072011e-308", "1.00000000000000011102230246251565404", "179769313486231570.1e291", "0.30000000000000004",
]
write(__file__, texts, "number", [float(t) for t in texts])
