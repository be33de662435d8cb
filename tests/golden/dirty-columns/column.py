"""Writes one dirty column and what the rules of docs/types.md make of it."""

import json
from datetime import datetime, timezone
from pathlib import Path


def epoch(text: str, form: str) -> int:
    """Milliseconds since 1970 of a date in a strptime form; UTC where the form has no zone."""
    moment = datetime.strptime(text, form)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=timezone.utc)
    return round(moment.timestamp() * 1000)


def write(script, texts, kind, values, *, notes=(), integer=False, delimiter=",", encoding="utf-8", options=None):
    """`texts` are cells as they stand in the file, quotes included; `values` what they are, None where missing."""
    assert len(texts) == len(values)
    folder = Path(script).parent
    # A second column keeps rows with an empty cell from being empty lines.
    lines = [f"value{delimiter}row"] + [f"{text}{delimiter}{i}" for i, text in enumerate(texts)]
    (folder / "column.csv").write_bytes(("\n".join(lines) + "\n").encode(encoding))
    expected = {"kind": kind, "integer": integer, "values": values, "notes": list(notes), "options": options or {}}
    (folder / "expected.json").write_text(json.dumps(expected, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
