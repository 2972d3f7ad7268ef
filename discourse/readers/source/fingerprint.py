"""The SHA-256 of a file, taken while it is read for something else."""

from __future__ import annotations

import hashlib
from typing import BinaryIO

_BLOCK = 1 << 18


class Fingerprint:
    """Takes the SHA-256 of a file from the pieces that pass by, and reads only the rest itself.

    Examples
    --------
    >>> import io
    >>> mark = Fingerprint()
    >>> mark.feed(0, b"Ada "); mark.feed(2, b"a Byron")
    >>> mark.finish(io.BytesIO(b"Ada Byron, a poet's daughter"))[:8]
    'cc5d1367'
    """

    def __init__(self) -> None:
        self._hash = hashlib.sha256()
        self._at = 0

    def feed(self, offset: int, block: bytes) -> None:
        """Take a piece that stands at an offset; nothing happens if it is known already or comes too early."""
        new = offset + len(block) - self._at
        if new > 0 and offset <= self._at:
            self._hash.update(block if new == len(block) else block[-new:])
            self._at += new

    def finish(self, file: BinaryIO) -> str:
        """Return the digest of a file, of which the part not yet taken is read."""
        file.seek(self._at)
        while block := file.read(_BLOCK):
            self._hash.update(block)
            self._at += len(block)
        return self._hash.hexdigest()
