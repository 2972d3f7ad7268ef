"""A reader of R's serialized data (.rda, XDR): vectors, lists and their attributes, for reference data only."""

from __future__ import annotations

import bz2
import gzip
import lzma
import struct
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

NIL, GLOBAL, BASE, EMPTY, REFERENCE, ALTREP = 254, 253, 241, 242, 255, 238
SYMBOL, PAIRLIST, ENVIRONMENT, STRING, LOGICAL, INTEGER, REAL = 1, 2, 4, 9, 10, 13, 14
STRINGS, LIST, POINTER, RAW = 16, 19, 22, 24
_OPEN = {b"BZh": bz2.decompress, b"\xfd7z": lzma.decompress, b"\x1f\x8b\x08": gzip.decompress}
_NUMBERS = {LOGICAL: (">i4", "i4"), INTEGER: (">i4", "i4"), REAL: (">f8", "f8"), RAW: ("u1", "u1")}


@dataclass
class Vector:
    """A vector or list of R with its attributes (names, dim, class, levels)."""

    values: Any
    attributes: dict[str, Any] = field(default_factory=dict)

    def plain(self) -> np.ndarray:
        """Return the values, those of a factor by their labels."""
        if "levels" in self.attributes:
            return np.array(self.attributes["levels"].values, dtype=object)[np.asarray(self.values) - 1]
        return np.asarray(self.values, dtype=object if isinstance(self.values, list) else None)


class _Reader:
    def __init__(self, data: bytes, at: int) -> None:
        self.data, self.at = data, at
        self.known: list[Any] = []

    def integer(self) -> int:
        self.at += 4
        return int(struct.unpack_from(">i", self.data, self.at - 4)[0])

    def item(self) -> Any:
        flags = self.integer()
        kind = flags & 255
        if kind in (NIL, GLOBAL, BASE, EMPTY):
            return None
        if kind == REFERENCE:
            return self.known[(flags >> 8) - 1]
        if kind == PAIRLIST:
            return self.pairs(flags)
        if kind in (SYMBOL, ENVIRONMENT, POINTER):
            return self.once(kind)
        if kind == STRING:
            length = self.integer()
            self.at += max(length, 0)
            return None if length < 0 else self.data[self.at - length : self.at].decode("utf-8", "replace")
        values = self.values(kind)
        return Vector(values, self.item() if flags & 512 else {})

    def values(self, kind: int) -> Any:
        if kind not in (*_NUMBERS, STRINGS, LIST):
            raise ValueError(f"type {kind} of R is not read here (at byte {self.at})")
        count = self.integer()
        if kind in (STRINGS, LIST):
            return [self.item() for _ in range(count)]
        stored, wanted = _NUMBERS[kind]
        found = np.frombuffer(self.data, stored, count, self.at).astype(wanted)
        self.at += count * np.dtype(stored).itemsize
        return found

    def once(self, kind: int) -> Any:
        """Read what is written once and referred to by its number afterwards."""
        if kind == SYMBOL:
            self.known.append(self.item())
            return self.known[-1]
        self.known.append(None)
        if kind == ENVIRONMENT:
            self.integer()
        for _ in range(4 if kind == ENVIRONMENT else 2):
            self.item()
        return None

    def pairs(self, flags: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while flags & 255 == PAIRLIST:
            if flags & 512:
                self.item()
            tag = self.item() if flags & 1024 else str(len(found))
            found[tag] = self.item()
            flags = self.integer()
        return found


def read_rda(path: Path) -> dict[str, Vector]:
    """Return the objects of a file by their names."""
    raw = path.read_bytes()
    data = _OPEN[raw[:3]](raw)
    version, start = struct.unpack_from(">i", data, 7)[0], 19
    if version >= 3:
        start += 4 + struct.unpack_from(">i", data, start)[0]
    reader = _Reader(data, start)
    return reader.pairs(reader.integer())


def columns(frame: Vector) -> dict[str, np.ndarray]:
    """Return the columns of a data frame."""
    names = frame.attributes["names"].values
    return {name: part.plain() for name, part in zip(names, frame.values, strict=True)}
