"""Arrow files as pyarrow writes them: Feather with LZ4 and Zstandard, streams, structs and lists, dictionaries.

Run: python make.py   (writes files.json beside itself: each file in base64, and what is in it; categories is Parquet)
"""

import base64
import datetime as dt
import io
import json
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.parquet as pq

n = 3000
flat = pa.table(
    {
        "whole": pa.array([None if i % 7 == 0 else i for i in range(n)], pa.int64()),
        "half": pa.array([i / 2 for i in range(n)], pa.float64()),
        "same": pa.array([1.5] * n, pa.float64()),
        "word": pa.array([None if i % 5 == 0 else f"word {i % 300}" for i in range(n)]),
        "truth": pa.array([i % 3 == 0 for i in range(n)]),
        "grade": pa.array([["low", "mid", "high"][i % 3] for i in range(n)]).dictionary_encode(),
        "day": pa.array([dt.date(2020, 1, 1) + dt.timedelta(days=i % 900) for i in range(n)]),
    }
)
nested = pa.table(
    {
        "id": [1, 2, 3],
        "at": [{"lat": 1.5, "name": {"de": "x", "en": "y"}}, None, {"lat": None, "name": None}],
        "tags": [["a"], [], None],
        "mixed": [{"n": 1, "list": [1]}, {"n": 2, "list": []}, {"n": 3, "list": None}],
        "pairs": pa.array([[("k", 1)], [], None], pa.map_(pa.string(), pa.int32())),
    }
)


def stream(table, codec):
    out = io.BytesIO()
    with pa.ipc.new_stream(out, table.schema, options=pa.ipc.IpcWriteOptions(compression=codec)) as writer:
        writer.write_table(table, max_chunksize=1000)
    return out.getvalue()


def feathered(table, codec, chunk=None):
    out = io.BytesIO()
    feather.write_feather(table, out, compression=codec, chunksize=chunk)
    return out.getvalue()


def show(value):
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value)


files = {
    "lz4.feather": feathered(flat, "lz4"),
    "zstd.feather": feathered(flat, "zstd"),
    "plain.feather": feathered(flat, "uncompressed"),
    "lz4-chunks.feather": feathered(flat, "lz4", 700),
    "zstd.arrows": stream(flat, "zstd"),
    "lz4.arrows": stream(flat, "lz4"),
}
columns = {name: [show(v) for v in flat.column(name).to_pylist()] for name in flat.column_names}
grades = pd.Categorical(["high", "low", None, "high", "low"], categories=["low", "mid", "high"], ordered=True)
grouped = io.BytesIO()
pq.write_table(pa.table({"grade": pa.array(grades)}), grouped, row_group_size=2)
expected = {
    "pyarrow": pa.__version__,
    "rows": n,
    "columns": [{"name": k, "head": v[:40], "last": v[-1], "missing": sum(x is None for x in v)} for k, v in columns.items()],
    "files": {name: base64.b64encode(data).decode() for name, data in files.items()},
    "categories": base64.b64encode(grouped.getvalue()).decode(),
    "nested": base64.b64encode(feathered(nested, "zstd")).decode(),
}
Path(__file__).with_name("files.json").write_text(json.dumps(expected, ensure_ascii=False) + "\n")
