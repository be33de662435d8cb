"""Rule 5: ISO 8601 with times, zones and parts of a second."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from column import epoch, write

texts = ["2011-01-31", "2011-02-01T06:05", "2011-02-01 06:05:01.250", "2011-02-01T06:05:01Z", "2011-02-01T06:05:01+02:00", "1969-12-31"]
forms = ["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S.%f", "%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%d"]
write(__file__, texts, "datetime", [epoch(t, f) for t, f in zip(texts, forms)])
