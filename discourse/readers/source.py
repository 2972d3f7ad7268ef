"""Source: a file as it came, decoded, with its fingerprint."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from discourse.errors import InputError
from discourse.files import read_bytes, sha256
from discourse.readers.decoding import PARQUET, SQLITE, SQLITE_HEADER, decode

#: What the names of Discourse Network Analyzer's files end in; all are SQLite databases.
DATABASE = ".dna"
_INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
#: Two marks and the length of the end; a shorter file is no Parquet.
_LEAST_PARQUET = 12


@dataclass(frozen=True, repr=False)
class Source:
    r"""A file as it came, decoded.

    Attributes
    ----------
    path : pathlib.Path or None
        None for text that was given directly.
    name : str
        The file's name without its folder.
    data : bytes
        Of an SQLite database only the first ones, and of a Parquet file the last ones, for they may be larger than
        memory.
    sha256 : str
        Of the whole file.
    text : str
        Decoded, without byte-order mark; every line ends with ``\n``.
    encoding : str
        ``"parquet"`` for a Parquet file and ``"sqlite"`` for an SQLite database, ``"workbook"`` for an
        Excel or OpenDocument workbook; their text is empty.
    repair : str
        A sentence where the encoding had to be guessed, else empty.
    raw : str
        As ``text``, but with the line ends of the file.

    Examples
    --------
    >>> Source.from_text("Ada\r\n\r\nHello").text
    'Ada\n\nHello'
    """

    path: Path | None
    name: str
    data: bytes
    sha256: str
    text: str
    encoding: str
    repair: str = ""
    raw: str = ""

    @classmethod
    def open(cls, path: str | os.PathLike[str]) -> Source:
        """Read and decode a file.

        Parameters
        ----------
        path : path-like

        Returns
        -------
        Source

        Raises
        ------
        InputError
            If it is not there, is a folder, may not be read, is empty or is not text; or if its name ends in
            ``.dna`` and it is no SQLite database.
        """
        place = Path(path)
        part, digest, encoding = _fingerprint(place)
        other = place.suffix.lower() == DATABASE and encoding != "sqlite"
        if digest and not other:
            return cls(place, place.name, part, digest, "", encoding)
        data = part if digest else read_bytes(place)
        if other and not data.startswith(SQLITE):
            raise no_database(place.name, data)
        return cls._make(place, place.name, data)

    @classmethod
    def from_text(cls, text: str, name: str = "pasted text") -> Source:
        """Take a string as if it were a file.

        Parameters
        ----------
        text : str
        name : str
            What to call it in messages and in the audit.

        Returns
        -------
        Source

        Raises
        ------
        InputError
            If it is empty.
        """
        text = text.removeprefix("\ufeff")
        data = text.encode("utf-8", "surrogatepass")
        return cls._whole(None, name, data, text, "utf-8", "")

    @classmethod
    def _make(cls, path: Path | None, name: str, data: bytes) -> Source:
        if not data:
            raise InputError(f"{name} is empty; check that it was saved")
        decoded = decode(data, name)
        return cls._whole(path, name, data, decoded.text, decoded.encoding, decoded.repair)

    @classmethod
    def _whole(
        cls, path: Path | None, name: str, data: bytes, raw: str, encoding: str, repair: str
    ) -> Source:
        if encoding not in ("parquet", "sqlite", "workbook") and not raw.strip().strip(_INVISIBLE).strip():
            raise InputError(f"{name} is empty (it holds nothing but white space); check that it was saved")
        text = raw.replace("\r\n", "\n").replace("\r", "\n")
        return cls(path, name, data, sha256(data), text, encoding, repair, raw)

    @property
    def head(self) -> str:
        """The first 4096 characters of the text."""
        return self.text[:4096]

    @property
    def suffix(self) -> str:
        """The file's ending in lower case, with its dot; empty if it has none."""
        return Path(self.name).suffix.lower()

    @property
    def stem(self) -> str:
        """The file's name without its ending."""
        return Path(self.name).stem

    def record(self, format: str, **facts: object) -> dict[str, object]:
        """Return what is kept in ``Corpus.sources`` of this file."""
        return {
            "file": self.name,
            "format": format,
            "sha256": self.sha256,
            "bytes": self.path.stat().st_size
            if self.encoding in ("sqlite", "parquet") and self.path
            else len(self.data),
            "encoding": self.encoding,
            **facts,
        }

    def __repr__(self) -> str:
        return f"Source({self.name!r}, {len(self.data)} bytes, {self.encoding})"


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


def _fingerprint(place: Path) -> tuple[bytes, str, str]:
    """Return part of a database or Parquet file, the SHA-256 of all of it, and its encoding; else empty values.

    Such a file may be larger than memory, so it is read in pieces. The part is the header of an SQLite database, and
    the end of a Parquet file, which names its columns.
    """
    try:
        with place.open("rb") as file:
            part, encoding = file.read(SQLITE_HEADER), ""
            if part.startswith(SQLITE) and len(part) == SQLITE_HEADER:
                encoding = "sqlite"
            elif part.startswith(PARQUET) and (size := file.seek(0, 2)) >= _LEAST_PARQUET:
                file.seek(size - 8)
                length, mark = int.from_bytes(file.read(4), "little"), file.read(4)
                if mark == PARQUET:
                    file.seek(max(size - 8 - length, 0))
                    part, encoding = file.read(), "parquet"
            if not encoding:
                return b"", "", ""
            file.seek(0)
            return part, hashlib.file_digest(file, "sha256").hexdigest(), encoding
    except OSError:  # told by read_bytes, in words
        return b"", "", ""
