"""Expected values of Apache's Parquet test files, as pyarrow reads them.

Run: python make.py FOLDER_OF_PARQUET_FILES > expected.json

Structs are flattened to columns with dotted names; lists and maps are left out, and a file that has nothing else is
listed with its columns alone. Each column becomes a list of texts, null where missing: numbers by repr, dates as epoch milliseconds (rounded
down), bytes as UTF-8 text where they are readable and as hexadecimal where not. Only the first 50 and the last row.
"""

import decimal
import json
import math
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

NESTED = (pa.types.is_list, pa.types.is_large_list, pa.types.is_map, pa.types.is_fixed_size_list)
# int96 dates overflow nanoseconds; in milliseconds they are exact. ECMAScript's calendar ends here.
LAST_DATE = 8_640_000_000_000_000


def readable(values):
    for value in values:
        if value is None:
            continue
        try:
            text = value.decode("utf-8")
        except UnicodeDecodeError:
            return False
        if any(ord(c) < 32 and c not in "\t\n\r" for c in text):
            return False
    return True


def show(value, kind, as_text):
    if value is None:
        return None
    if isinstance(value, bytes):
        return value.decode() if as_text else value.hex()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, decimal.Decimal):
        value = float(value)
    if isinstance(value, float):
        return None if math.isnan(value) else repr(value)
    return str(value)


def column(chunked):
    kind = chunked.type
    if pa.types.is_timestamp(kind):
        raw = chunked.cast(pa.int64()).to_pylist()
        per = {"s": 1, "ms": 1, "us": 10**3, "ns": 10**6}[kind.unit]
        epochs = [None if v is None else v * 1000 if kind.unit == "s" else v // per for v in raw]
        return "datetime", [None if v is None or abs(v) > LAST_DATE else str(v) for v in epochs]
    values = chunked.to_pylist()
    binary = pa.types.is_binary(kind) or pa.types.is_fixed_size_binary(kind)
    as_text = binary and readable(values)
    texts = [show(v, kind, as_text) for v in values]
    if pa.types.is_floating(kind) or pa.types.is_integer(kind) or pa.types.is_decimal(kind):
        big = pa.types.is_integer(kind) and any(v is not None and abs(v) > 2**53 - 1 for v in values)
        return ("text" if big else "number"), texts
    if pa.types.is_boolean(kind):
        return "boolean", texts
    return "text", [None if t == "" else t for t in texts]


def main(folder):
    out = {}
    for path in sorted(Path(folder).glob("*.parquet")):
        try:
            table = pq.read_table(path, coerce_int96_timestamp_unit="ms" if path.name.startswith("int96") else None)
        except Exception:
            out[path.name] = {"rows": 0, "columns": []}  # nothing that pyarrow could read
            continue
        while any(pa.types.is_struct(field.type) for field in table.schema):
            table = table.flatten()
        columns = []
        for name in table.column_names:
            chunked = table.column(name)
            if any(test(chunked.type) for test in NESTED):
                continue
            kind, texts = column(chunked)
            columns.append({"name": name, "kind": kind, "head": texts[:50], "last": texts[-1] if texts else None})
        out[path.name] = {"rows": table.num_rows, "columns": columns}
    json.dump(out, sys.stdout, ensure_ascii=False, separators=(",", ":"))


main(sys.argv[1])
