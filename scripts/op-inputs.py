"""Prints the rows of packages/graph/src/graphdef/op-inputs.ts, from the op registry of libtensorflow.

Usage: python3 scripts/op-inputs.py FOLDER, where FOLDER holds libtensorflow_framework.so.2 and libtensorflow_cc.so.2. Ops are those of
op-table.ts; run `npx biome check --write` on the result.
"""

import collections
import ctypes
import os
import pathlib
import re
import sys

TYPES = (
    "? float32 float64 int32 uint8 int16 int8 string complex64 int64 bool qint8 quint8 qint32 bfloat16 qint16 quint16 "
    "uint16 complex128 float16 resource variant uint32 uint64"
).split()


def op_list(folder):
    """The serialised OpList of the library."""
    for name in ("libtensorflow_framework.so.2", "libtensorflow_cc.so.2"):
        library = ctypes.CDLL(os.path.join(folder, name), mode=ctypes.RTLD_GLOBAL)

    class Buffer(ctypes.Structure):
        _fields_ = [("data", ctypes.c_void_p), ("length", ctypes.c_size_t), ("free", ctypes.c_void_p)]

    library.TF_GetAllOpList.restype = ctypes.POINTER(Buffer)
    buffer = library.TF_GetAllOpList().contents
    return ctypes.string_at(buffer.data, buffer.length)


def fields(message):
    """The fields of a protobuf message, as pairs of number and value."""
    at = 0

    def varint():
        nonlocal at
        value = shift = 0
        while True:
            byte = message[at]
            at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    while at < len(message):
        key = varint()
        number, wire = key >> 3, key & 7
        if wire == 0:
            yield number, varint()
        else:
            length = varint() if wire == 2 else 4 if wire == 5 else 8
            yield number, message[at : at + length]
            at += length


def default(attr):
    """The default of an attribute in the table's notation; None when it has none."""
    if 3 not in attr:
        return None
    value = dict(fields(attr[3]))
    kind = attr[2].decode()
    return TYPES[value[6]] if kind == "type" else str(value.get(3, 0)) if kind == "int" else ""


def notation(arg, attrs):
    """One input in the notation of op-table.ts."""
    if 6 in arg:
        name = arg[6].decode()
        return f"[{name}{'' if default(attrs[name]) is None else '='}]"
    if 4 in arg:
        name = arg[4].decode()
        known = default(attrs[name])
        text = f"{name}={known}" if known else name
    else:
        text = TYPES[arg[3]]
    if 5 not in arg:
        return text
    name = arg[5].decode()
    known = default(attrs[name])
    return f"{name}={known}*{text}" if known else f"{name}*{text}"


def main():
    table = (pathlib.Path(__file__).parent / "../packages/graph/src/graphdef/op-table.ts").read_text()
    allowed = {op for run in re.findall(r"`([^`]*)`", table.split("export const OPS")[1]) for op in run.split()}
    rows = collections.defaultdict(list)
    for _, op in fields(op_list(sys.argv[1])):
        parts = list(fields(op))
        name = dict(parts)[1].decode()
        if name not in allowed:
            continue
        attrs = {a[1].decode(): a for a in (dict(fields(value)) for number, value in parts if number == 4)}
        inputs = [notation(dict(fields(value)), attrs) for number, value in parts if number == 2]
        rows[", ".join(inputs)].append(name)
    for inputs, names in sorted(rows.items(), key=lambda row: (-len(row[1]), row[0])):
        print(f"  ['{inputs}', `{' '.join(sorted(names))}`],")


main()
