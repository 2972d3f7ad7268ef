"""From bytes to text: which encoding a file is in, and whether it is text at all."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from discourse.errors import InputError

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_COPY = "open it, select the text, and save it as a plain text file"
_MAGIC = (
    (b"\x89PNG", "a PNG image", "a picture holds no text; paste the thread's text into a file"),
    (b"\xff\xd8\xff", "a JPEG image", "a picture holds no text; paste the thread's text into a file"),
    (b"GIF8", "a GIF image", "a picture holds no text; paste the thread's text into a file"),
    (b"%PDF", "a PDF", _COPY),
    (b"\xd0\xcf\x11\xe0", "an old Office document", _COPY),
    (b"{\\rtf", "an RTF document", _COPY),
    (
        b"SQLite format 3\x00",
        "an SQLite database that breaks off at once",
        "copy it again from where it came",
    ),
    (b"\x1f\x8b", "a gzip archive", "unpack it first"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive", "unpack it first"),
    (b"BZh", "a bzip2 archive", "unpack it first"),
    (b"7z\xbc\xaf", "a 7-Zip archive", "unpack it first"),
)
_ZIPPED = (
    (b"word/", "a Word document (.docx)", _COPY),
    (b"xl/", "an Excel workbook (.xlsx)", "save its sheet as CSV"),
    (b"ppt/", "a PowerPoint file (.pptx)", _COPY),
    (b"opendocument.text", "an OpenDocument text (.odt)", _COPY),
    (b"opendocument.spreadsheet", "an OpenDocument sheet (.ods)", "save its sheet as CSV"),
)
#: Windows-1252, with Latin-1 for the five bytes that it leaves undefined.
_WINDOWS = "".join(
    bytes([b]).decode("cp1252") if b not in b"\x81\x8d\x8f\x90\x9d" else chr(b) for b in range(256)
)
_SAMPLE = 1 << 16
PARQUET = b"PAR1"
SQLITE = b"SQLite format 3\x00"
#: An SQLite database has a header of 100 bytes; what is shorter is none.
SQLITE_HEADER = 100


@dataclass(frozen=True)
class Decoded:
    """Text, the encoding it was in, and a sentence where the encoding had to be guessed."""

    text: str
    encoding: str
    repair: str = ""


def decode(data: bytes, name: str) -> Decoded:
    r"""Decode a file: by its byte-order mark, else UTF-16 by its NULs, else UTF-8, else Windows-1252.

    Parameters
    ----------
    data : bytes
        The whole file.
    name : str
        Its name, for messages.

    Returns
    -------
    Decoded
        Line ends are left as they are. A Parquet file or an SQLite database, which some readers take, has an
        empty text and the encoding "parquet" or "sqlite", a workbook of Excel or OpenDocument "workbook".

    Raises
    ------
    InputError
        If it is no text, or breaks the encoding that its byte-order mark announces.

    Examples
    --------
    >>> decode("né".encode("utf-16"), "x").text, decode(b"n\xe9", "x").encoding
    ('né', 'windows-1252')
    """
    if data.startswith(PARQUET) and data.endswith(PARQUET):
        return Decoded("", "parquet")
    if data.startswith(SQLITE) and len(data) >= SQLITE_HEADER:
        return Decoded("", "sqlite")
    if _is_workbook(data, name):
        return Decoded("", "workbook")
    for mark, encoding in _BOMS:
        # FF FE 00 00 may also be UTF-16 whose first character is NUL; that is no text either way.
        if data.startswith(mark):
            return Decoded(_strict(data[len(mark) :], encoding, name), encoding)
    _refuse_known(data, name)
    if b"\x00" in data:
        return _by_nuls(data, name)
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError as error:
        at = error.start
    sample = data[:_SAMPLE]
    controls = sum(sample.count(bytes([b])) for b in range(32) if b not in b"\t\n\r\f\x1b")
    if controls > len(sample) // 10:
        raise InputError(f"{name} seems to be a binary file, not text; give a text, CSV or JSON Lines file")
    text, _ = codecs.charmap_decode(data, "strict", _WINDOWS)
    line = data.count(b"\n", 0, at) + 1
    return Decoded(
        text, "windows-1252", f"not UTF-8 (line {line}); read as Windows-1252, so check accented letters"
    )


def _strict(data: bytes, encoding: str, name: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise InputError(
            f"{name} starts as {encoding.upper()} but breaks it at byte {error.start}; save it again as UTF-8"
        ) from None
    if "\x00" in text:
        raise InputError(
            f"{name} seems to be a binary file (it holds NUL characters); save it again as UTF-8 text"
        )
    return text


def _by_nuls(data: bytes, name: str) -> Decoded:
    """Decode UTF-16 or UTF-32 without a mark, told by where the NULs stand."""
    even, odd = data[0::2].count(0), data[1::2].count(0)
    guesses = []
    if len(data) % 4 == 0 and even + odd >= len(data) // 2:
        guesses += ["utf-32-le", "utf-32-be"]
    if len(data) % 2 == 0 and min(even, odd) == 0:
        guesses.append("utf-16-le" if even == 0 else "utf-16-be")
    for encoding in guesses:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return Decoded(text, encoding, f"read as {encoding.upper()}, which the file does not announce")
    raise InputError(
        f"{name} seems to be a binary file (it holds NUL bytes), not text; give a text, CSV or JSON Lines file"
    )


def _is_workbook(data: bytes, name: str) -> bool:
    """Whether this is a workbook with sheets; one that is encrypted is refused."""
    if data.startswith(b"PK\x03\x04"):
        parts = data[:4096] + data[-_SAMPLE:]
        return b"xl/worksheets/" in parts or (
            b"opendocument.spreadsheet" in parts and b"content.xml" in parts
        )
    if not data.startswith(b"\xd0\xcf\x11\xe0"):
        return False
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise InputError(f"{name} is encrypted; open it and save it without a password")
    return any(part.encode("utf-16-le") in data for part in ("Workbook\x00", "Book\x00"))


def _refuse_known(data: bytes, name: str) -> None:
    for magic, what, remedy in _MAGIC:
        if data.startswith(magic):
            raise InputError(f"{name} is {what}, not text: {remedy}")
    if data.startswith(b"PK\x03\x04"):
        # The names of the parts stand in the directory at the end, and the type near the start.
        parts = data[:4096] + data[-_SAMPLE:]
        for sign, what, remedy in _ZIPPED:
            if sign in parts:
                raise InputError(f"{name} is {what}, not text: {remedy}")
        raise InputError(f"{name} is a zip archive, not text: unpack it first")
