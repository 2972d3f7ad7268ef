"""Files as they lie on the disk, gone through piece by piece."""

from __future__ import annotations

import io
import os
import stat
from collections.abc import Callable, Generator, Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from discourse.errors import InputError
from discourse.files import reading
from discourse.readers.source.fingerprint import Fingerprint
from discourse.readers.source.unpacking import BLOCK, blocks, member, packing

Progress = Callable[[int, int], object]
#: The most bytes that are read whole where a format asks for it.
MOST_TEXT = 2 << 30
#: Progress is told after this many bytes.
_TELL = 1 << 20


class Disk(io.RawIOBase):
    """A file that is read from the disk: what passes is counted, told and taken for its fingerprint.

    Parameters
    ----------
    file : binary file
    name : str
    size : int
        In bytes.
    mark : Fingerprint
    progress : callable, optional
        Called with the number of bytes read and the size, about once a mebibyte.
    """

    def __init__(
        self, file: BinaryIO, name: str, size: int, mark: Fingerprint, progress: Progress | None
    ) -> None:
        self._file, self._name, self.size, self._mark, self._progress = file, name, size, mark, progress
        self.done = 0
        self._told = 0

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes."""
        at = self._file.tell() if self._file.seekable() else self.done
        try:
            block = self._file.read(size)
        except OSError as error:
            raise InputError(
                f"{self._name} cannot be read: {error.strerror or error}; check the disk, and copy it again"
            ) from None
        self.done += len(block)
        self._mark.feed(at, block)
        if self._progress is not None and (
            self.done - self._told >= _TELL or self.done >= self.size > self._told
        ):
            self._told = self.done
            self._progress(min(self.done, self.size), self.size)
        return block

    def seekable(self) -> bool:
        """Return True: archives are read from their end."""
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go to an offset."""
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        """Return the offset."""
        return self._file.tell()

    def close(self) -> None:
        """Close the file."""
        if not self.closed:
            self._file.close()
        super().close()


class Stream(io.RawIOBase):
    """Pieces as a file, to be read once from the start."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._left = memoryview(b"")

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill a buffer as far as the next piece goes."""
        while not self._left:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._left = memoryview(piece)
        count = min(len(buffer), len(self._left))
        buffer[:count] = self._left[:count]
        self._left = self._left[count:]
        return count

    def close(self) -> None:
        """Close the file behind the pieces."""
        if not self.closed and hasattr(self._pieces, "close"):
            self._pieces.close()
        super().close()


class File:
    """A file that may be packed, to be gone through as often as needed.

    Parameters
    ----------
    opener : callable
        Returns the file, open at its start.
    name : str
    size : int
        In bytes, on the disk.
    progress : callable, optional

    Attributes
    ----------
    packing : str
        As :func:`packing` says; empty for documents that are zip archives.
    member : str
        The name of the only file in a zip archive.
    """

    def __init__(
        self, opener: Callable[[], BinaryIO], name: str, size: int, progress: Progress | None = None
    ) -> None:
        self.opened, self.name, self.size, self._progress = opener, name, size, progress
        self.packing = self.member = ""
        self._mark = Fingerprint()

    @classmethod
    def at(cls, place: Path, progress: Progress | None) -> File:
        """Return the file at a path; what comes through a pipe is kept, for it comes but once.

        Raises
        ------
        InputError
            If it is not there, is a folder or may not be read.
        """
        with opened(place) as file, reading(place):
            about = os.fstat(file.fileno())
            if stat.S_ISREG(about.st_mode):
                return cls(lambda: opened(place), place.name, about.st_size, progress)
            data, all_of_it = gather(iter(lambda: file.read(BLOCK), b""), MOST_TEXT)
        if not all_of_it:
            raise too_large(place.name)
        return cls(lambda: io.BytesIO(data), place.name, len(data), progress)

    def pack(self, file: BinaryIO, start: bytes) -> None:
        """Find out how it is packed."""
        how = packing(start)
        if how == "zip":
            found = member(file, self.name)
            if found is None:
                return
            self.member = found.filename
        self.packing = how

    def pieces(self) -> Generator[bytes]:
        """Yield its bytes, unpacked."""
        disk = Disk(self.opened(), self.name, self.size, self._mark, self._progress)
        try:
            yield from blocks(disk, self.packing, self.name)
            if not self.packing and disk.done != self.size:
                raise InputError(f"{self.name} changed while it was read; wait until it is complete")
        finally:
            disk.close()

    def digest(self) -> str:
        """Return the SHA-256 of the file as it lies on the disk."""
        with self.opened() as file:
            return self._mark.finish(file)


def gather(pieces: Iterable[bytes], limit: int) -> tuple[bytes, bool]:
    """Return pieces joined, at least up to a limit, and whether that is all."""
    parts, size = [], 0
    for piece in pieces:
        parts.append(piece)
        size += len(piece)
        if size > limit:
            return b"".join(parts), False
    return b"".join(parts), True


def opened(place: Path) -> BinaryIO:
    """Open a file for reading, or say in one sentence why not."""
    with reading(place):
        return place.open("rb", buffering=0)


def too_large(name: str) -> InputError:
    """Return what to say of a file that must be read whole and is too large for that."""
    return InputError(
        f"{name} holds more than {MOST_TEXT / (1 << 30):g} GB, and its format must be read whole; split it"
    )
