"""Which of the older encodings a text in Latin letters is in: by what its letters beyond ASCII would be in each."""

from __future__ import annotations

import codecs
import re
from collections import Counter

#: Fewer letters beyond ASCII tell too little.
_FEW = 200
#: The share of these that must be of one language's alphabet.
_FITS = 0.95
#: By so much more than in Windows-1252 at least.
_BETTER = 0.03
#: The share of those whose byte is another letter, or none, in Windows-1252.
_TELLING = 0.03
#: Bytes beyond ASCII beside a letter: not a sign that stands alone, such as that for pounds.
_IN_WORDS = re.compile(rb"(?<=[A-Za-z])[\x80-\xff]|[\x80-\xff](?=[A-Za-z])")
#: Letters beyond ASCII, by language.
_WESTERN = (
    "äöüß", "éèàçêôûîïœùâëæ¿¡", "áéíóúñü¿¡ªº", "ãõçáéíóúâêôàüªº", "àèéìòùóí", "åäöé", "æøåéö", "ëïéèöüáó", "ðþæöáéíóúý",
    "àèéíïóòúüç", "õäöüšž",
)  # fmt: skip
_CENTRAL = (
    "ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "áéíóöőúüű", "čćđšž", "ăâîşţ", "čšž",
)  # fmt: skip
_TURKISH = ("çğıöşüâîû",)
_OTHERS = (("cp1250", _CENTRAL), ("iso8859_2", _CENTRAL), ("cp1254", _TURKISH))


def latin(sample: bytes) -> str:
    """Return the encoding of a text in Latin letters that cannot be Windows-1252; empty where it can, or is short.

    Parameters
    ----------
    sample : bytes

    Examples
    --------
    >>> latin("Zażółć gęślą jaźń, powiedział ktoś. ".encode("cp1250") * 30)
    'cp1250'
    >>> latin("Zażółć gęślą jaźń".encode("cp1250")), latin("Übermäßig schöne Grüße ".encode("cp1252") * 60)
    ('', '')
    """
    found = Counter({b: n for b, n in Counter(_IN_WORDS.findall(sample)).items() if _may_be_letter(b)})
    if sum(found.values()) < _FEW:
        return ""
    western = max(_share(found, "cp1252", letters) for letters in _WESTERN)
    best, share = "", max(_FITS, western + _BETTER)
    for encoding, languages in _OTHERS:
        own = {byte: n for byte, n in found.items() if _decoded(byte, encoding) != _decoded(byte, "cp1252")}
        if sum(own.values()) < _TELLING * sum(found.values()):
            continue
        fits = max(_share(found, encoding, letters) for letters in languages)
        if fits > share or (fits == share and not best):
            best, share = encoding, fits
    return codecs.lookup(best).name if best else ""


def _may_be_letter(byte: bytes) -> bool:
    return any(_decoded(byte, encoding).isalpha() for encoding in ("cp1252", *(name for name, _ in _OTHERS)))


def _decoded(byte: bytes, encoding: str) -> str:
    return byte.decode(encoding, "replace")


def _share(found: Counter[bytes], encoding: str, letters: str) -> float:
    """Return the share of bytes that are letters of an alphabet, in either case."""
    alphabet = {*letters, *letters.upper(), *("İ" if "ı" in letters else "")}
    return sum(n for byte, n in found.items() if _decoded(byte, encoding) in alphabet) / found.total()
