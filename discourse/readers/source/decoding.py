"""From bytes to text: which encoding a file is in, and what to do with bytes that break it."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from discourse.errors import InputError, OptionError
from discourse.readers.source.guessing import SEVERAL, foreign, western
from discourse.readers.source.kinds import kind

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
#: Windows-1252, with Latin-1 for the five bytes that it leaves undefined.
_WINDOWS = "".join(
    bytes([b]).decode("cp1252") if b not in b"\x81\x8d\x8f\x90\x9d" else chr(b) for b in range(256)
)
_HIGH = bytes(range(128, 256))
_SAMPLE = 1 << 16
#: At most one NUL in this many bytes is a stray one; with more it is no text.
_NULS = 1000
#: Text in Latin script with this many broken bytes for a sound character is still taken for UTF-8.
_MIXED = 3
_PAIR = re.compile(rb"\xed[\xa0-\xaf][\x80-\xbf]\xed[\xb0-\xbf][\x80-\xbf]|\xed[\xa0-\xbf][\x80-\xbf]")
_LOST = "\ufffd"
#: Bytes that are looked at together; the text of more would not be made in memory that is at hand.
_PIECE = 1 << 15


@dataclass(frozen=True)
class Decoded:
    """Text, the encoding it was in, a sentence where that had to be guessed, and how many lines were mended."""

    text: str
    encoding: str
    repair: str = ""
    misread: int = 0


def decode(data: bytes, name: str, *, encoding: str | None = None, more: bool = False) -> Decoded:
    r"""Decode a file: by its byte-order mark, else UTF-16 by its NULs, else UTF-8, else by what it looks like.

    Parameters
    ----------
    data : bytes
        The whole file.
    name : str
        Its name, for messages.
    encoding : str, optional
        Take this one, whatever the file looks like.
    more : bool
        Whether this is only the start of the file, which may break off within a character.

    Returns
    -------
    Decoded
        Line ends are left as they are. What is no text but is taken by some readers has an empty text and one of
        :data:`discourse.readers.source.kinds.NO_TEXT` as its encoding. Bytes that break UTF-8 are mended line by
        line, see :func:`mend`.

    Raises
    ------
    InputError
        If it is no text, or breaks the encoding that its byte-order mark announces.
    OptionError
        If there is no such encoding.

    Examples
    --------
    >>> decode("né".encode("utf-16"), "x").text, decode(b"n\xe9", "x").encoding
    ('né', 'windows-1252')
    """
    other = kind(data, name)
    if other:
        return Decoded("", other)
    if encoding is not None:
        return _forced(data, name, encoding, more)
    for mark, announced in _BOMS:
        # FF FE 00 00 may also be UTF-16 whose first character is NUL; that is no text either way.
        if data.startswith(mark):
            return _announced(data[len(mark) :], announced, name, more)
    repair = ""
    if b"\x00" in data:
        nuls = data.count(0)
        wide = _by_nuls(data, nuls, more)
        if wide is not None:
            return wide
        if nuls * _NULS > len(data) or not _is_utf8(data):
            raise InputError(
                f"{name} seems to be a binary file (it holds NUL bytes), not text; give a text, CSV or JSON Lines file"
            )
        repair = nul_sentence(nuls, _line(data, data.index(0)))
        data = data.replace(b"\x00", _LOST.encode())
    try:
        return Decoded(_strict(data, "utf-8", more), "utf-8", repair)
    except UnicodeDecodeError as error:
        at = error.start
    if _is_utf8(data):
        mended = _mended(data, more)
        return replace(mended, repair=_joined(repair, mended.repair))
    sample = data[:_SAMPLE]
    controls = sum(sample.count(bytes([b])) for b in range(32) if b not in b"\t\n\r\f\x1b")
    if controls > len(sample) // 10:
        raise InputError(f"{name} seems to be a binary file, not text; give a text, CSV or JSON Lines file")
    where = f"not UTF-8 (line {_line(data, at)})"
    other = foreign(data)
    if other:
        text = _lenient(data, other, more)
        lost = text.count(_LOST)
        if lost * 100 < len(text):
            bad = f", and {lost} characters were lost" if lost else ""
            return Decoded(text, other, f"{where}; read as {other}, so check its words{bad}", lost)
    elif _is_utf8(data, _MIXED):
        return _mended(data, more)
    other = western(data)
    if other:
        sentence = f"{where}; read as {other}, so check accented letters (--encoding names another)"
        text = _lenient(data, other, more)
        return Decoded(text, other, sentence, text.count(_LOST))
    return Decoded(
        windows(data),
        "windows-1252",
        f"{where}; read as Windows-1252, so check accented letters (--encoding names another)",
    )


def is_plain(data: bytes, name: str) -> bool:
    r"""Whether bytes are sound UTF-8 without NULs, so that :func:`decode` has nothing to find out and nothing to mend.

    The text is not made, which takes several times as long.

    Raises
    ------
    InputError
        If it is of a kind that no reader takes.

    Examples
    --------
    >>> is_plain("né".encode(), "x"), is_plain(b"n\xe9", "x"), is_plain(b"%PDF-1.7", "x")
    (True, False, False)
    """
    if b"\x00" in data or kind(data, name):
        return False
    if data.isascii():
        return True
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    try:
        for at in range(0, len(data), _PIECE):
            decoder.decode(data[at : at + _PIECE])
        decoder.decode(b"", True)
    except UnicodeDecodeError:
        return False
    return True


def windows(data: bytes) -> str:
    """Decode Windows-1252, with Latin-1 where it leaves bytes undefined."""
    return codecs.charmap_decode(data, "strict", _WINDOWS)[0]


def mend(line: bytes) -> str:
    r"""Decode a line that is not sound UTF-8.

    The two halves of a character that were written one by one are joined, and a half alone is U+FFFD; so is every bad
    byte of a line with other characters of several bytes; a line without any such is Windows-1252.

    Examples
    --------
    >>> mend(b"caf\xe9"), mend(b"caf\xc3\xa9 \xe9"), mend(b"\xed\xa0\xbd\xed\xb8\x80 \xed\xa0\xbd")
    ('café', 'café �', '😀 �')
    """
    joined = _PAIR.sub(_join, line) if b"\xed" in line else line
    try:
        return joined.decode("utf-8")
    except UnicodeDecodeError:
        pass
    return joined.decode("utf-8", "replace") if SEVERAL.search(line) else windows(line)


def _join(match: re.Match[bytes]) -> bytes:
    if len(match[0]) == 3:
        return _LOST.encode()
    pair = match[0].decode("utf-8", "surrogatepass")
    return pair.encode("utf-16", "surrogatepass").decode("utf-16").encode()


def mended_sentence(lines: int, first: int) -> str:
    """Return what to say of lines that were mended."""
    where = f"line {first}" if lines == 1 else f"{lines:,} lines, the first of them line {first}"
    return f"not sound UTF-8 in {where}; what could not be told there is U+FFFD, so check them"


def nul_sentence(count: int, line: int) -> str:
    """Return what to say of stray NULs."""
    bytes_ = "a NUL byte" if count == 1 else f"{count:,} NUL bytes"
    return f"holds {bytes_} (line {line}), read as U+FFFD"


def _strict(data: bytes, encoding: str, more: bool) -> str:
    return codecs.getincrementaldecoder(encoding)("strict").decode(data, not more)


def _lenient(data: bytes, encoding: str, more: bool) -> str:
    return codecs.getincrementaldecoder(encoding)("replace").decode(data, not more)


def _line(data: bytes, at: int) -> int:
    return data.count(b"\n", 0, at) + 1


def _is_utf8(data: bytes, most: int = 1) -> bool:
    """Whether there are characters of several bytes, and at most so many times as many broken bytes, or none."""
    if b"\xed" in data:
        data = _PAIR.sub(b"", data)
    text = data.decode("utf-8", "replace")
    broken = text.count(_LOST) - data.count(_LOST.encode())
    sound = len(text) - text.count(_LOST) - len(data.translate(None, _HIGH))
    return sound * most >= broken


def _mended(data: bytes, more: bool) -> Decoded:
    out, bad, first = [], 0, 0
    lines = data.split(b"\n")
    if more and len(lines) > 1:
        lines[-1] = (
            lines[-1].decode("utf-8", "ignore").encode()
        )  # it breaks off somewhere, and is read again later
    for number, line in enumerate(lines, 1):
        try:
            out.append(line.decode("utf-8"))
        except UnicodeDecodeError:
            out.append(mend(line))
            bad += 1
            first = first or number
    return Decoded("\n".join(out), "utf-8", mended_sentence(bad, first) if bad else "", bad)


def _announced(data: bytes, encoding: str, name: str, more: bool) -> Decoded:
    repair, misread = "", 0
    try:
        text = _strict(data, encoding, more)
    except UnicodeDecodeError as error:
        if encoding == "utf-8" and _is_utf8(data):
            return _without_nuls(_mended(data, more), name)
        text = _lenient(data, encoding, more)
        misread = text.count(_LOST)
        if encoding == "utf-8" or misread * _NULS > len(text):
            raise InputError(
                f"{name} starts as {encoding.upper()} but breaks it at byte {error.start}; save it again as UTF-8"
            ) from None
        line = text.count("\n", 0, text.index(_LOST)) + 1
        repair = f"breaks {encoding.upper()} in line {line}; {misread} characters are U+FFFD"
    return _without_nuls(Decoded(text, encoding, repair, misread), name)


def _without_nuls(found: Decoded, name: str) -> Decoded:
    nuls = found.text.count("\x00")
    if not nuls:
        return found
    if nuls * _NULS > len(found.text):
        raise InputError(
            f"{name} seems to be a binary file (it holds NUL characters); save it again as UTF-8 text"
        )
    sentence = nul_sentence(nuls, found.text.count("\n", 0, found.text.index("\x00")) + 1)
    return replace(found, text=found.text.replace("\x00", _LOST), repair=_joined(found.repair, sentence))


def _joined(*sentences: str) -> str:
    return "; ".join(s for s in sentences if s)


def _by_nuls(data: bytes, nuls: int, more: bool) -> Decoded | None:
    """Decode UTF-16 or UTF-32 without a mark, told by where the NULs stand."""
    even = data[0::2].count(0)
    odd = nuls - even
    whole = data[: len(data) // 4 * 4] if more else data
    guesses = []
    if len(whole) % 4 == 0 and nuls >= len(data) // 2:
        guesses += ["utf-32-le", "utf-32-be"]
    if len(whole) % 2 == 0 and (min(even, odd) == 0 or max(even, odd) > 50 * min(even, odd)):
        guesses.append("utf-16-le" if even < odd else "utf-16-be")
    for encoding in guesses:
        try:
            text = _strict(whole, encoding, more)
        except UnicodeDecodeError:
            continue
        # A NUL that strayed into UTF-8 makes a heap of rare signs; text has spaces or line ends.
        if "\x00" not in text and (nuls * 50 > len(data) or not _is_utf8(data)):
            return Decoded(text, encoding, f"read as {encoding.upper()}, which the file does not announce")
    return None


def _forced(data: bytes, name: str, encoding: str, more: bool) -> Decoded:
    known = lookup(encoding)
    text = _lenient(data, known, more).removeprefix("\ufeff")
    lost = text.count(_LOST) - data.count(_LOST.encode())
    if lost * 100 > len(text):
        raise InputError(
            f"{name} is hardly {encoding}: {lost} of its characters cannot be told; give another encoding"
        )
    repair = f"{lost} characters that are not {encoding} are U+FFFD" if lost > 0 else ""
    return _without_nuls(Decoded(text, known, repair, max(lost, 0)), name)


def lookup(encoding: str) -> str:
    """Return the plain name of an encoding of text.

    Raises
    ------
    OptionError
        If there is no such encoding.

    Examples
    --------
    >>> lookup("Windows-1251"), lookup("UTF8")
    ('cp1251', 'utf-8')
    """
    try:
        found = codecs.lookup(encoding)
        b" ".decode(encoding, "replace")  # which takes encodings of text only
        codecs.getincrementaldecoder(encoding)
    except (LookupError, ValueError, TypeError):
        raise OptionError(
            f"encoding {encoding!r} is not known; give one such as 'utf-8', 'cp1251' or 'shift_jis'"
        ) from None
    return found.name


def transcoder(encoding: str) -> Callable[[bytes, bool], bytes]:
    """Return a function that brings piece after piece of a file to UTF-8; what breaks the encoding is U+FFFD."""
    if encoding == "windows-1252":
        return lambda piece, last: windows(piece).encode()
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    return lambda piece, last: decoder.decode(piece, last).encode("utf-8", "replace")
