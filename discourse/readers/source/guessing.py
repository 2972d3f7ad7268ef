"""Which of the older encodings a text of another script than Latin is in."""

from __future__ import annotations

import codecs
import re

from discourse.readers.source.latin import latin

_SAMPLE = 1 << 16
#: Bytes in runs that are too few to tell anything.
_FEW = 12
#: Characters of several bytes in UTF-8.
SEVERAL = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_HIRAGANA = re.compile("[\u3041-\u3096]")
_RUN = re.compile(rb"[\x80-\xff]{2,}")
_HIGH = bytes(range(128, 256))
#: What is thought of, besides Japanese; each holds the others of its script that are not here.
_KNOWN = [
    "cp1251", "koi8_r", "koi8_u", "cp866", "iso8859_5", "cp1253", "iso8859_7", "cp1255", "cp1256", "iso8859_6",
    "gb18030", "big5", "cp949", "cp932", "euc_jp",
]  # fmt: skip


def foreign(data: bytes) -> str:
    r"""Return the encoding of a text that is not UTF-8, if its script seems to be another than Latin.

    In Latin script accented letters stand alone; where most of the bytes above 127 stand in runs, the text is Cyrillic,
    Greek, Hebrew, Arabic, Chinese, Japanese, Korean or the like, and charset-normalizer says in which encoding.

    Parameters
    ----------
    data : bytes

    Returns
    -------
    str
        Empty for Latin script, and where nothing fits.

    Examples
    --------
    >>> foreign("Вчера вечером мост снова закрыли, и никто не объяснил почему".encode("koi8-r"))
    'koi8-r'
    >>> foreign("Zoë à la carte, déjà vu".encode("cp1252"))
    ''
    """
    sample = _sample(data)
    rest = SEVERAL.sub(b"", sample)
    high = len(rest) - len(rest.translate(None, _HIGH))
    in_runs = sum(len(run) for run in _RUN.findall(rest))
    if in_runs < _FEW or 2 * in_runs <= high:
        return ""
    for encoding in ("cp932", "euc_jp"):
        if _is_japanese(sample, encoding):
            return encoding
    try:
        from charset_normalizer import from_bytes
    except ImportError:
        return ""
    # A sample of one long line may end within a character.
    best = next(
        (
            b
            for cut in range(3)
            if (b := from_bytes(sample[: len(sample) - cut], cp_isolation=_KNOWN).best()) is not None
        ),
        None,
    )
    if best is None or best.encoding in ("ascii", "utf_8"):
        return ""
    return codecs.lookup(best.encoding).name


def western(data: bytes) -> str:
    """Return the encoding of a text in Latin script that is not UTF-8, if that is hardly Windows-1252; else ''."""
    return latin(_sample(data))


def _sample(data: bytes) -> bytes:
    """Return lines of the start that have bytes above 127, for the others say nothing."""
    start = data[: 16 * _SAMPLE].splitlines()
    if len(data) > 16 * _SAMPLE and len(start) > 1:
        start.pop()
    lines, size = [], 0
    for line in start:
        if not line.isascii():
            lines.append(line)
            size += len(line)
            if size > _SAMPLE:
                break
    return b"\n".join(lines)[: 2 * _SAMPLE]


def _is_japanese(sample: bytes, encoding: str) -> bool:
    """Whether there are hiragana, which no other language has."""
    text = codecs.getincrementaldecoder(encoding)("replace").decode(sample)
    beyond = sum(not c.isascii() for c in text)
    return text.count("\ufffd") * 100 < beyond and len(_HIRAGANA.findall(text)) * 6 > beyond
