"""Packed files, unpacked piece by piece in bounded memory: gzip, bzip2, xz, Zstandard, and a zip of one file."""

from __future__ import annotations

import bz2
import lzma
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import PurePath
from typing import Any, Protocol

from discourse.errors import InputError
from discourse.readers.source.kinds import ZIP

BLOCK = 1 << 18
#: What unpacks to more than this many times its size, and to more than `_SOME`, is a bomb.
_RATIO = 200
_SOME = 100 << 20
#: The most memory that unpacking an .xz may take.
_MEMORY = 1 << 30
#: Windows of Zstandard up to 2 GiB, as archives of Reddit have them.
_WINDOW = 1 << 31
#: Endings of packed files, which say nothing of what is inside.
SUFFIXES = frozenset({".gz", ".gzip", ".bz2", ".xz", ".zst", ".zstd", ".zip"})
#: Files that systems put into a zip archive by themselves.
_DEBRIS = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")
_DOCUMENT = frozenset({"[Content_Types].xml", "mimetype"})
_SKIPPABLE = bytes(range(0x50, 0x60))


def packing(start: bytes) -> str:
    r"""Return how a file is packed, by its first bytes; ``"zip"`` of documents too; empty if it is not.

    Examples
    --------
    >>> packing(b"\x1f\x8b\x08"), packing(b"Ada")
    ('gzip', '')
    """
    if start.startswith(b"\x1f\x8b"):
        return "gzip"
    if start.startswith(b"BZh") and start[4:10] in (b"1AY&SY", b"\x17rE8P\x90", b""):
        return "bzip2"
    if start.startswith(b"\xfd7zXZ\x00"):
        return "xz"
    if start.startswith(b"\x28\xb5\x2f\xfd") or (start[1:4] == b"\x2a\x4d\x18" and start[0] in _SKIPPABLE):
        return "zstd"
    return "zip" if start.startswith((ZIP, b"PK\x05\x06")) else ""


def member(file: Any, name: str) -> zipfile.ZipInfo | None:
    """Return the only file in a zip archive; None if the archive is a document, or cannot be read as one.

    Parameters
    ----------
    file : binary file
    name : str
        Its name, for messages.

    Raises
    ------
    InputError
        If it holds several files or none, or one with a password.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            found = [i for i in archive.infolist() if not i.is_dir()]
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        return None
    if any(i.filename in _DOCUMENT for i in found):
        return None
    found = [
        i for i in found if not i.filename.startswith(_DEBRIS[0]) and PurePath(i.filename).name not in _DEBRIS
    ]
    if not found:
        raise InputError(f"{name} is an empty zip archive; check that it was saved")
    if len(found) > 1:
        raise InputError(
            f"{name} is a zip archive with {len(found)} files, not text: unpack it first, and name the folder"
        )
    if found[0].flag_bits & 1:
        raise InputError(f"{name} is a zip archive with a password; unpack it first")
    return found[0]


def blocks(disk: Readable, how: str, name: str) -> Iterator[bytes]:
    """Yield the unpacked bytes of a file in pieces of at most a few mebibytes.

    Parameters
    ----------
    disk : binary file
        At its start; its ``done`` is the number of bytes that were read.
    how : str
        As :func:`packing` says.
    name : str
        For messages.

    Raises
    ------
    InputError
        Where an archive breaks off, is damaged, or is a bomb.
    """
    if not how:
        while block := disk.read(BLOCK):
            yield block
        return
    made = 0
    try:
        for block in _unzipped(disk, name) if how == "zip" else _unpacked(disk, how):
            made += len(block)
            if made > _SOME and made > _RATIO * disk.done:
                raise InputError(
                    f"{name} unpacks to more than {_RATIO} times its size; that is no file of comments"
                )
            yield block
    except EOFError:
        raise InputError(
            f"{name} is a {how} archive that breaks off, after {_size(made)} unpacked; get it again whole"
        ) from None
    except _faults() as error:
        raise InputError(
            f"{name} is a {how} archive that is damaged after {_size(made)} unpacked ({error}); get it again whole"
        ) from None


def _size(count: int) -> str:
    return f"{count / 1e6:,.1f} MB" if count >= 100_000 else f"{count:,} bytes"


class Readable(Protocol):
    """A file that counts what was read of it."""

    done: int

    def read(self, size: int = -1, /) -> bytes:
        """Return the next bytes."""
        ...

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Go to an offset."""
        ...

    def tell(self) -> int:
        """Return the offset."""
        ...


class _Unpacker(Protocol):
    """What bz2 and lzma give, and the others are brought to."""

    @property
    def eof(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...

    @property
    def needs_input(self) -> bool: ...

    def decompress(self, data: bytes, max_length: int = -1) -> bytes: ...


class _Gzip:
    def __init__(self) -> None:
        self._inner = zlib.decompressobj(31)
        self.needs_input = True

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        out = self._inner.decompress(self._inner.unconsumed_tail + data, max_length)
        self.needs_input = not self._inner.unconsumed_tail and len(out) < max_length
        return out


class _Zstd:
    # It has no bound to what it gives, but a block of at least 4 bytes unpacks to 128 KiB at most.
    needs_input = True

    def __init__(self) -> None:
        import zstandard

        self._inner = zstandard.ZstdDecompressor(max_window_size=_WINDOW).decompressobj()

    @property
    def eof(self) -> bool:
        return bool(self._inner.eof)

    @property
    def unused_data(self) -> bytes:
        return bytes(self._inner.unused_data)

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        return self._inner.decompress(data)


#: How to make an unpacker, and how many bytes to give it at once.
_UNPACKERS: dict[str, tuple[Callable[[], _Unpacker], int]] = {
    "gzip": (_Gzip, 1 << 16),
    "bzip2": (bz2.BZ2Decompressor, 1 << 16),
    "xz": (lambda: lzma.LZMADecompressor(memlimit=_MEMORY), 1 << 16),
    "zstd": (_Zstd, 1 << 12),
}


def _faults() -> tuple[type[Exception], ...]:
    found: tuple[type[Exception], ...] = (zlib.error, OSError, ValueError, lzma.LZMAError, zipfile.BadZipFile)
    found += (NotImplementedError, RuntimeError)
    try:
        import zstandard
    except ImportError:
        return found
    return (*found, zstandard.ZstdError)


def _unpacked(disk: Readable, how: str) -> Iterator[bytes]:
    """Yield what is in an archive of one member after another."""
    make, step = _UNPACKERS[how]
    unpacker: _Unpacker | None = None
    while read := disk.read(BLOCK):
        for at in range(0, len(read), step):
            piece = read[at : at + step]
            while piece or (unpacker is not None and not unpacker.needs_input):
                if unpacker is None:
                    piece = piece.lstrip(
                        b"\x00"
                    )  # archives may be filled up with NULs between and behind members
                    if not piece:
                        break
                    unpacker = make()
                out = unpacker.decompress(piece, BLOCK)
                piece = b""
                if unpacker.eof:
                    piece, unpacker = unpacker.unused_data, None
                if out:
                    yield out
    if unpacker is not None:
        raise EOFError


def _unzipped(disk: Readable, name: str) -> Iterator[bytes]:
    found = member(disk, name)
    if found is None:
        raise zipfile.BadZipFile("no directory")
    with zipfile.ZipFile(disk) as archive, archive.open(found) as file:
        while block := file.read(BLOCK):
            yield block
