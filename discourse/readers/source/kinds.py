"""What a file is by its first bytes: a database, a workbook, a document, or what no reader takes."""

from __future__ import annotations

import io
import zipfile
from typing import BinaryIO

from discourse.errors import InputError

PARQUET = b"PAR1"
SQLITE = b"SQLite format 3\x00"
#: An SQLite database has a header of 100 bytes; what is shorter is none.
SQLITE_HEADER = 100
ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0"
PDF = b"%PDF"
#: Encodings of what is no text; the text of such a source is empty.
NO_TEXT = frozenset({"parquet", "sqlite", "workbook", "docx", "odt", "pdf"})
_COPY = "open it, select the text, and save it as a plain text file"
_PICTURE = "a picture holds no text; paste the thread's text into a file"
_MAGIC = (
    (b"\x89PNG", "a PNG image", _PICTURE),
    (b"\xff\xd8\xff", "a JPEG image", _PICTURE),
    (b"GIF8", "a GIF image", _PICTURE),
    (OLE, "an old Office document", _COPY),
    (b"{\\rtf", "an RTF document", _COPY),
    (SQLITE, "an SQLite database that breaks off at once", "copy it again from where it came"),
    (b"\x1f\x8b", "a gzip archive within another", "unpack both first"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive within another", "unpack both first"),
    (b"\xfd7zXZ\x00", "an xz archive within another", "unpack both first"),
    (b"BZh91AY&SY", "a bzip2 archive within another", "unpack both first"),
    (b"7z\xbc\xaf", "a 7-Zip archive", "unpack it first"),
    (b"Rar!\x1a\x07", "a RAR archive", "unpack it first"),
)
_ZIPPED = (
    (b"xl/", "an Excel workbook (.xlsx) without a sheet", "save its sheet as CSV"),
    (b"ppt/", "a PowerPoint file (.pptx)", _COPY),
    (b"opendocument.", "an OpenDocument file, but neither text nor sheet", _COPY),
    (b"epub", "an electronic book (.epub)", _COPY),
)
_SAMPLE = 1 << 16
#: Two marks and the length of the end; a shorter file is no Parquet.
_LEAST_PARQUET = 12
#: Where the mark of a tar archive stands.
_TAR = slice(257, 262)


def kind(data: bytes, name: str) -> str:
    """Return what a file is if it is no text, else an empty string.

    Parameters
    ----------
    data : bytes
        The whole file.
    name : str
        Its name, for messages.

    Returns
    -------
    str
        One of :data:`NO_TEXT`, or empty.

    Raises
    ------
    InputError
        If it is of a kind that no reader takes.

    Examples
    --------
    >>> kind(b"%PDF-1.7", "x"), kind(b"Ada", "x")
    ('pdf', '')
    """
    if data.startswith(PARQUET) and data.endswith(PARQUET):
        return "parquet"
    if data.startswith(SQLITE) and len(data) >= SQLITE_HEADER:
        return "sqlite"
    if data.startswith(PDF):
        return "pdf"
    if data.startswith(ZIP):
        return _of_zip(data, name)
    if data.startswith(OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise InputError(f"{name} is encrypted; open it and save it without a password")
        if any(part.encode("utf-16-le") in data for part in ("Workbook\x00", "Book\x00")):
            return "workbook"
    for magic, what, remedy in _MAGIC:
        if data.startswith(magic):
            raise InputError(f"{name} is {what}, not text: {remedy}")
    if data[_TAR] == b"ustar":
        raise InputError(f"{name} is a tar archive, not text: unpack it first")
    return ""


def _of_zip(data: bytes, name: str) -> str:
    # The names of the parts stand in the directory at the end, and the type of an OpenDocument file near the start.
    # Of a file that breaks off only the start is there, so the bytes are looked at where the directory is not.
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = "\n".join(archive.namelist()).encode("utf-8", "replace")
            parts = data[:200] + names
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        parts = data[:4096] + data[-_SAMPLE:]
    if b"xl/worksheets/" in parts:
        return "workbook"
    if b"content.xml" in parts and b"opendocument.spreadsheet" in parts:
        return "workbook"
    if b"word/" in parts:
        return "docx"
    if b"opendocument.text" in parts:
        return "odt"
    for sign, what, remedy in _ZIPPED:
        if sign in parts:
            raise InputError(f"{name} is {what}, not text: {remedy}")
    raise InputError(f"{name} is a zip archive that breaks off or is damaged, not text: get it again whole")


def database(file: BinaryIO, size: int) -> tuple[bytes, str]:
    """Return part of an open file, and its encoding if it is a database or Parquet file.

    Such a file may be larger than memory.

    Parameters
    ----------
    file : binary file
    size : int
        In bytes.

    Returns
    -------
    part : bytes
        The start of the file; the end of a Parquet file, which names its columns.
    encoding : str
        ``"sqlite"``, ``"parquet"``, or empty.
    """
    part = file.read(SQLITE_HEADER)
    if part.startswith(SQLITE) and len(part) == SQLITE_HEADER:
        return part, "sqlite"
    if part.startswith(PARQUET) and size >= _LEAST_PARQUET:
        file.seek(size - 8)
        length, mark = int.from_bytes(file.read(4), "little"), file.read(4)
        if mark == PARQUET:
            file.seek(max(size - 8 - length, 0))
            return file.read(), "parquet"
    return part, ""


def no_database(name: str, data: bytes) -> InputError:
    """Return what to say of a .dna file that is no SQLite database.

    Parameters
    ----------
    name : str
    data : bytes
        Its first ones.

    Examples
    --------
    >>> str(no_database("claims.dna", b"Ada"))
    'claims.dna is no SQLite database, as every .dna file is; check that it is the right file'
    """
    if not data:
        return InputError(
            f"{name} is empty and so no SQLite database, as every .dna file is; check that it was saved or copied whole"
        )
    return InputError(f"{name} is no SQLite database, as every .dna file is; check that it is the right file")
