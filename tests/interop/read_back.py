"""Reads a table that the studio wrote, by pyarrow, and prints it as JSON: column names, types and every value as text.

Run: python read_back.py FILE
"""

import datetime as dt
import json
import math
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pc
import pyarrow.ipc as ipc
import pyarrow.parquet as pq

path = Path(sys.argv[1])
if path.suffix == ".parquet":
    table = pq.read_table(path)
elif path.suffix == ".arrow":
    table = ipc.open_file(path).read_all()
else:
    # Every cell as it is written; an empty cell is null, a quoted empty one a text.
    names = pc.read_csv(path, parse_options=pc.ParseOptions(newlines_in_values=True)).column_names
    table = pc.read_csv(
        path,
        parse_options=pc.ParseOptions(newlines_in_values=True),
        convert_options=pc.ConvertOptions(
            column_types={name: pa.string() for name in names},
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
            null_values=[""],
        ),
    )


def show(value):
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.datetime):
        return str(round((value - dt.datetime(1970, 1, 1, tzinfo=dt.timezone.utc)).total_seconds() * 1000))
    if isinstance(value, float):
        return "nan" if math.isnan(value) else value.hex()
    return str(value)


print(
    json.dumps(
        {
            "names": table.column_names,
            "types": [str(field.type) for field in table.schema],
            "columns": [[show(v) for v in table.column(i).to_pylist()] for i in range(table.num_columns)],
        }
    )
)
