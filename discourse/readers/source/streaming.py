"""Lines of a file, piece by piece, at nearly the speed of reading it."""

from __future__ import annotations

from collections.abc import Iterator

from discourse.errors import InputError
from discourse.readers.source.decoding import mend, mended_sentence, nul_sentence, transcoder

#: A line of more bytes than these is refused: it would not fit into memory many times over.
LONGEST = 256 << 20
_MARK = b"\xef\xbb\xbf"
_LOST = "\ufffd".encode()


class Lines:
    """Goes through the lines of a file, and counts what it mends.

    Attributes
    ----------
    misread : int
        Lines that were not sound UTF-8, so far.
    nuls : int
        NUL bytes, so far.
    lost : int
        Characters that are U+FFFD in a file that is not UTF-8, so far.
    """

    def __init__(self, name: str, encoding: str) -> None:
        self._name, self._encoding = name, encoding
        self.misread = self.nuls = self.lost = 0
        self._first_bad = self._first_nul = 0
        self._has_nuls = False

    @property
    def repair(self) -> str:
        """Sentences on what was mended, so far."""
        found = []
        if self.misread:
            found.append(mended_sentence(self.misread, self._first_bad))
        if self.nuls:
            found.append(nul_sentence(self.nuls, self._first_nul))
        if self.lost:
            found.append(f"{self.lost:,} characters are U+FFFD, for they are not {self._encoding}")
        return "; ".join(found)

    def of(self, pieces: Iterator[bytes]) -> Iterator[tuple[int, str]]:
        """Yield the number of each line, from 1, and the line without its end."""
        number = 1
        for lines in self._split(_line_feeds(self._to_utf8(pieces))):
            try:
                texts = list(map(bytes.decode, lines))
            except UnicodeDecodeError:
                texts = self._mended(lines, number)
            if self._has_nuls:
                texts = self._without_nuls(texts, number)
            yield from enumerate(texts, number)
            number += len(texts)

    def _to_utf8(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        """Yield pieces in UTF-8 without a byte-order mark."""
        first = True
        bring = None if self._encoding == "utf-8" else transcoder(self._encoding)
        for piece in pieces:
            if bring is not None:
                piece = bring(piece, False)
                self.lost += piece.count(_LOST)
            if piece:
                yield piece.removeprefix(_MARK) if first else piece
                first = False
        if bring is not None and (piece := bring(b"", True)):
            self.lost += piece.count(_LOST)
            yield piece

    def _split(self, pieces: Iterator[bytes]) -> Iterator[list[bytes]]:
        """Yield the lines of one piece after another; one that goes over several pieces comes with the last."""
        parts: list[bytes] = []
        size = 0
        for piece in pieces:
            if b"\x00" in piece:
                self._has_nuls = True
            lines = piece.split(b"\n")
            last = lines.pop()
            if lines:
                if parts:
                    parts.append(lines[0])
                    lines[0] = b"".join(parts)
                    parts, size = [], 0
                yield lines
            if last:
                parts.append(last)
                size += len(last)
                if size > LONGEST:
                    raise InputError(
                        f"{self._name} has a line of more than {LONGEST >> 20} MB, so it cannot be read line by line; "
                        f"check that it is of the format it is said to be"
                    )
        if parts:
            yield [b"".join(parts)]

    def _without_nuls(self, texts: list[str], number: int) -> list[str]:
        for at, text in enumerate(texts):
            if "\x00" in text:
                self._first_nul = self._first_nul or number + at
                self.nuls += text.count("\x00")
                texts[at] = text.replace("\x00", "\ufffd")
        return texts

    def _mended(self, lines: list[bytes], number: int) -> list[str]:
        texts = []
        for at, line in enumerate(lines):
            try:
                texts.append(line.decode())
            except UnicodeDecodeError:
                texts.append(mend(line))
                self.misread += 1
                self._first_bad = self._first_bad or number + at
        return texts


def line_feeds(text: str) -> str:
    """Return a text in which every line ends with a line feed."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def line_slabs(data: bytes, size: int) -> Iterator[bytes]:
    """Yield whole lines, at least so many bytes of them at a time; all end with a line feed, but perhaps the last."""
    start = 0
    while start < len(data):
        end = data.find(b"\n", start + size) + 1 or len(data)
        slab = data[start:end]
        yield slab.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if b"\r" in slab else slab
        start = end


def _line_feeds(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Yield pieces in which every line ends with a line feed."""
    held = b""
    for piece in pieces:
        if held:
            piece, held = held + piece, b""
        if b"\r" in piece:
            if piece.endswith(b"\r"):  # perhaps half of a line end
                piece, held = piece[:-1], b"\r"
            piece = piece.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        yield piece
    if held:
        yield b"\n"
