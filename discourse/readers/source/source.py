"""Source: a file as it came, unpacked and decoded, with its fingerprint; of a large one only the start is in memory."""

from __future__ import annotations

import io
import os
from codecs import BOM_UTF8
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from itertools import chain
from pathlib import Path, PurePath
from typing import Any, BinaryIO

from discourse.errors import InputError
from discourse.files import reading, sha256
from discourse.readers.source.decoding import Decoded, decode, is_plain
from discourse.readers.source.disk import MOST_TEXT, File, Progress, Stream, gather, too_large
from discourse.readers.source.kinds import NO_TEXT, OLE, PARQUET, PDF, SQLITE, ZIP, database, no_database
from discourse.readers.source.streaming import Lines, line_feeds, line_slabs
from discourse.readers.source.unpacking import BLOCK, SUFFIXES

#: What the names of Discourse Network Analyzer's files end in; all are SQLite databases.
DATABASE = ".dna"
#: A file of more bytes than these, unpacked, is not kept in memory whole.
MOST_WHOLE = 64 << 20
#: Of such a file these bytes are kept.
FIRST = 1 << 20
_INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
_START = 1 << 16


class Source:
    r"""A file as it came, unpacked and decoded.

    Attributes
    ----------
    path : pathlib.Path or None
        None for text that was given directly.
    name : str
        The file's name without its folder.
    encoding : str
        What its text is in; or ``"parquet"``, ``"sqlite"`` (a database), ``"workbook"`` (of Excel or OpenDocument),
        ``"docx"``, ``"odt"`` or ``"pdf"``, which have an empty text.
    packing : str
        ``"gzip"``, ``"bzip2"``, ``"xz"``, ``"zstd"`` or ``"zip"``; empty for a file that is not packed.
    whole : bool
        Whether all of the text is in memory. If not, `start` and `head` are at hand, :meth:`lines` and :meth:`stream`
        go through the file, and `text`, `raw` and `data` read all of it.

    Examples
    --------
    >>> source = Source.from_text("Ada\r\n\r\nHello")
    >>> source.text, list(source.lines())
    ('Ada\n\nHello', [(1, 'Ada'), (2, ''), (3, 'Hello')])
    """

    def __init__(
        self,
        path: Path | None,
        name: str,
        decoded: Decoded,
        *,
        data: bytes,
        file: File | None = None,
        whole: bool = True,
        digest: str = "",
        forced: str | None = None,
    ) -> None:
        self.path, self.name, self.whole = path, name, whole
        self.packing = file.packing if file is not None else ""
        #: What those who look at a file found in it, so that none need look for it again.
        self.seen: dict[str, Any] = {}
        self._decoded, self._data, self._file = decoded, data, file
        self._digest, self._forced = digest, forced
        self._fed: str | None = None
        self._start: str | None = None
        #: Whether all of the text is decoded, and whether it is just what the bytes are in UTF-8.
        self._loaded, self._plain = whole, False
        self._passes: list[Lines] = []

    @classmethod
    def open(
        cls, path: str | os.PathLike[str], *, progress: Progress | None = None, encoding: str | None = None
    ) -> Source:
        """Open a file: read and decode it whole, or only its start if it is larger than 64 MiB.

        A file packed by gzip, bzip2, xz or Zstandard, or a zip archive with one file in it, is unpacked while it is
        read, whatever its name.

        Parameters
        ----------
        path : path-like
        progress : callable, optional
            Called with the number of bytes read from the disk and the size of the file, about once a mebibyte, whenever
            the file is gone through.
        encoding : str, optional
            The encoding of its text; told by its bytes if not given.

        Returns
        -------
        Source

        Raises
        ------
        InputError
            If it is not there, is a folder, may not be read, is empty or is not text; or if its name ends in
            ``.dna`` and it is no SQLite database; or if it is packed and breaks off.
        OptionError
            If there is no such encoding.
        """
        place = Path(path)
        file = File.at(place, progress)
        with file.opened() as disk, reading(place):
            part, other = database(disk, file.size)
            if place.suffix.lower() == DATABASE and not part.startswith(SQLITE):
                raise no_database(place.name, part)
            if other:
                return cls(place, place.name, Decoded("", other), data=part, file=file)
            file.pack(disk, part)
        return cls._opened(place, file, encoding)

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
        source = cls(None, name, Decoded(text, "utf-8"), data=data)
        source._check()
        return source

    @classmethod
    def _opened(cls, place: Path, file: File, encoding: str | None) -> Source:
        with closing(file.pieces()) as pieces:
            first = next(pieces, b"")
            document = first.startswith((ZIP, OLE, PDF))
            limit = MOST_TEXT if document else FIRST if file.size > MOST_WHOLE else MOST_WHOLE
            data, all_of_it = gather(chain([first], pieces), limit)
        if document and not all_of_it:
            raise too_large(file.name)
        if file.packing and (data.startswith(PARQUET) or data.startswith(SQLITE)):
            raise InputError(f"{file.name} is a database in a {file.packing} archive; unpack it first")
        if all_of_it:
            if not data:
                raise InputError(f"{file.name} is empty; check that it was saved")
            later = encoding is None and len(data) > 4 * FIRST and is_plain(data, file.name)
            decoded = decode(data[:FIRST] if later else data, file.name, encoding=encoding, more=later)
            source = cls(place, file.name, decoded, data=data, file=file, forced=encoding)
            source._digest, source._loaded = file.digest(), not later
            source._plain = decoded.encoding == "utf-8" and not decoded.repair
            source._check()
            return source
        data = data[:FIRST]
        decoded = decode(data, file.name, encoding=encoding, more=True)
        return cls(place, file.name, decoded, data=data, file=file, whole=False, forced=encoding)

    def with_text(self, text: str, encoding: str, repair: str = "") -> Source:
        """Return the same file with a text that was taken out of it, as out of a document or a page.

        Parameters
        ----------
        text : str
        encoding : str
            What the text was in, or what the file is.
        repair : str
            What had to be guessed.
        """
        return Source(
            self.path,
            self.name,
            Decoded(text, encoding, repair),
            data=self._data,
            file=self._file,
            digest=self._digest,
        )

    def _check(self) -> None:
        if self._decoded.text[:64].strip().strip(_INVISIBLE).strip():
            return
        if self.encoding not in NO_TEXT and not self.raw.strip().strip(_INVISIBLE).strip():
            raise InputError(
                f"{self.name} is empty (it holds nothing but white space); check that it was saved"
            )

    @property
    def encoding(self) -> str:
        """What the text is in, or what the file is if it is no text."""
        return self._decoded.encoding

    @property
    def _text(self) -> str:
        """What is in memory of the text, its line ends made one; made on use, for a table is read without."""
        if self._fed is None:
            self._fed = line_feeds(self._decoded.text)
        return self._fed

    @property
    def text(self) -> str:
        r"""The text, decoded, without byte-order mark; every line ends with ``\n``.

        Raises
        ------
        InputError
            If it is not in memory and larger than 2 GB.
        """
        self._load()
        return self._text

    @property
    def raw(self) -> str:
        """As `text`, but with the line ends of the file."""
        self._load()
        return self._decoded.text

    @property
    def utf8(self) -> bytes:
        """As `raw`, but in UTF-8; of a file that is sound UTF-8 this is at hand without any decoding."""
        if self._plain:
            return self._data.removeprefix(BOM_UTF8)
        return self.raw.encode("utf-8", "surrogatepass")

    @property
    def data(self) -> bytes:
        """The bytes of the file, unpacked.

        Of an SQLite database only the first ones, and of a Parquet file the last ones, for they may be larger than
        memory. Of a source that is not whole all of them are read, each time.
        """
        return self._data if self.whole else self._all()

    @property
    def start(self) -> str:
        """The first 65,536 characters of the text."""
        if self._start is None:
            self._start = line_feeds(self._decoded.text[: 2 * _START])[:_START]
        return self._start

    @property
    def head(self) -> str:
        """The first 4096 characters of the text."""
        return self.start[:4096]

    @property
    def preview(self) -> Source:
        """The source itself, or the first lines of a large one (about a mebibyte) as if they were all."""
        raw = self._decoded.text
        if self._loaded and self.whole and (self.encoding in NO_TEXT or len(raw) <= FIRST):
            return self
        text = raw[:FIRST]
        # Of one long line, as in many an XML or JSON file, its start is shown.
        end = max(text.rfind("\n"), text.rfind("\r")) + 1
        decoded = replace(self._decoded, text=text[:end] if 2 * end > len(text) else text)
        return Source(self.path, self.name, decoded, data=self._data, file=self._file)

    @property
    def sha256(self) -> str:
        """The SHA-256 of the file as it lies on the disk, in hexadecimal."""
        if not self._digest:
            self._digest = self._file.digest() if self._file is not None else sha256(self._data)
        return self._digest

    @property
    def repair(self) -> str:
        """What had to be guessed or mended of the encoding, in a sentence, else empty.

        Of a source that is not whole this is known only when its lines have been gone through.
        """
        lines = self._pass()
        if lines is None:
            return self._decoded.repair
        # What the first bytes told of single lines is told again of all.
        guessed = "" if self.encoding == "utf-8" else self._decoded.repair
        return "; ".join(s for s in (guessed, lines.repair) if s)

    @property
    def misread(self) -> int:
        """Lines that were not sound in the encoding and had to be mended, so far."""
        lines = self._pass()
        return self._decoded.misread if lines is None else lines.misread + lines.lost

    def _pass(self) -> Lines | None:
        """Return the pass through the lines that went furthest."""
        return max(self._passes, key=lambda p: p.misread + p.nuls + p.lost, default=None)

    def lines(self) -> Iterator[tuple[int, str]]:
        r"""Go through the lines, without holding more than a few mebibytes of a large file.

        Yields
        ------
        number : int
            From 1.
        line : str
            Without its line end, which is a line feed, a carriage return or both.

        Raises
        ------
        InputError
            If a packed file breaks off or is damaged; if a line is longer than 256 MiB.
        """
        if self._loaded or self._file is None:
            found = self._text.split("\n")
            if not found[-1]:
                del found[-1]
            return iter(enumerate(found, 1))
        lines = Lines(self.name, self.encoding)
        if self.whole:
            return lines.of(self._data[at : at + BLOCK] for at in range(0, len(self._data), BLOCK))
        self._passes.append(lines)
        return lines.of(self._file.pieces())

    def slabs(self, size: int = BLOCK) -> Iterator[bytes]:
        r"""Go through the text of a source that is whole, in UTF-8, some lines at a time; lines end with ``\n``.

        Parameters
        ----------
        size : int
            At least so many bytes at a time, but for the last ones.

        Examples
        --------
        >>> list(Source.from_text("Ada\r\n\r\nHello").slabs(2))
        [b'Ada\n', b'\nHello']
        """
        return line_slabs(self.utf8, size)

    def stream(self) -> BinaryIO:
        """Return the bytes of the file, unpacked, as a binary file to be read once."""
        if self.whole or self._file is None:
            return io.BytesIO(self._data)
        return io.BufferedReader(Stream(self._file.pieces()), FIRST)

    @property
    def suffix(self) -> str:
        """The file's ending in lower case, with its dot, without that of its packing; empty if it has none."""
        return self._bare()[1]

    @property
    def stem(self) -> str:
        """The file's name without its ending."""
        return self._bare()[0]

    def _bare(self) -> tuple[str, str]:
        name = PurePath(self.name)
        if name.suffix.lower() in SUFFIXES:
            name = PurePath(name.stem)
        inner = PurePath(self._file.member).suffix.lower() if self._file is not None else ""
        if inner and inner != name.suffix.lower():
            return name.name, inner
        return name.stem, name.suffix.lower()

    def record(self, format: str, **facts: object) -> dict[str, object]:
        """Return what is kept in ``Corpus.sources`` of this file."""
        packed = {"packing": self.packing} if self.packing else {}
        return {
            "file": self.name,
            "format": format,
            "sha256": self.sha256,
            "bytes": self._bytes(),
            "encoding": self.encoding,
            **packed,
            **facts,
        }

    def _bytes(self) -> int:
        return self._file.size if self._file is not None else len(self._data)

    def _all(self) -> bytes:
        if self._file is None:
            return self._data
        with closing(self._file.pieces()) as pieces:
            data, all_of_it = gather(pieces, MOST_TEXT)
        if not all_of_it:
            raise too_large(self.name)
        return data

    def _load(self) -> None:
        if not self._loaded:
            self._decoded = decode(self.data, self.name, encoding=self._forced)
            self._fed = self._start = None
            self._loaded = True
            self._passes, self.seen = [], {}

    def __repr__(self) -> str:
        return f"Source({self.name!r}, {self._bytes()} bytes{self.packing and ', '}{self.packing}, {self.encoding})"
