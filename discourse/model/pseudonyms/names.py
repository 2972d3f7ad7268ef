"""Finding names in texts: whatever the case and the white space, at one place or anywhere."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

#: Scripts written without spaces between words: a name may touch the next word.
CJK = (
    "\u1100-\u11ff\u3005-\u3007\u3040-\u30ff\u3130-\u318f\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7af\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
_CJK = re.compile(f"[{CJK}]")
_TOKEN = re.compile(r"\S+")
#: Names of digits alone are replaced wherever they stand from this length on; shorter ones are numbers to a reader.
_NUMBER = 7
#: Longer names are no handles.
_LONGEST = 100
#: The words of a name that may be turned round, and what each is made of.
_WORDS = 4
_PART = re.compile(r"[^\W\d_][^\W\d_'’\-]*+(?:['’\-][^\W\d_]++)*+\.?")

#: Characters that are written for one another: apostrophes, hyphens, Turkish i's, wide letters; each for one.
_ALIKE = {
    **dict.fromkeys(map(ord, "’‘‛ʼʹ′´＇"), "'"),
    **dict.fromkeys(map(ord, "‐‑－"), "-"),
    **dict.fromkeys(map(ord, "İı"), "i"),
    **{
        code: chr(code - 0xFEE0)
        for first, last in ("０９", "ＡＺ", "ａｚ")
        for code in range(ord(first), ord(last) + 1)
    },
}
Span = tuple[int, int, str]


def normal(name: str) -> str:
    r"""Return a name in NFC with its white space collapsed.

    Examples
    --------
    >>> normal(" Zoe\u0308 \n Low ") == "Zoë Low"
    True
    """
    return " ".join(unicodedata.normalize("NFC", name).split())


def folded(name: str) -> str:
    """Return the form in which names are compared: without case, and one for characters that are written alike.

    Examples
    --------
    >>> folded("Se\u00e1n O\u2019BRIEN") == folded("Sea\u0301n o'Brien")
    True
    """
    return alike(normal(name)).casefold()


def alike(name: str) -> str:
    """Return a name, its capitals as they are, with one form for apostrophes and the like."""
    return name if name.isascii() else name.translate(_ALIKE)


def telling(name: str) -> bool:
    """Tell whether a name can hardly be an ordinary word: several words, a digit or an underscore in it.

    Examples
    --------
    >>> [telling(n) for n in ("Iran", "Ada Low", "ada_low", "ada1", "2015")]
    [False, True, True, True, False]
    """
    name = normal(name)
    if name.isdigit():
        return len(name) >= _NUMBER
    return " " in name or "_" in name or any(c.isdigit() for c in name)


def is_word(char: str) -> bool:
    """Tell whether a character is part of a word: a letter, digit, underscore or a mark on one of these."""
    if char.isascii():
        return char.isalnum() or char == "_"
    return char.isalnum() or unicodedata.category(char)[0] == "M"


def is_cjk(char: str) -> bool:
    """Tell whether a character belongs to a script that is written without spaces."""
    return not char.isascii() and _CJK.match(char) is not None


def joins(before: str, after: str) -> bool:
    """Tell whether two neighbouring characters stand in one word; an empty string is the end of the text."""
    if not before or not after or not is_word(before) or not is_word(after):
        return False
    return not is_cjk(before) and not is_cjk(after)


def starts(text: str, at: int) -> bool:
    """Tell whether a name can start here."""
    return at == 0 or not joins(text[at - 1], text[at : at + 1])


def ends(text: str, at: int) -> bool:
    """Tell whether a name can end before this place."""
    after = text[at : at + 1]
    return not after or not is_word(after) or is_cjk(after) or is_cjk(text[at - 1 : at])


def fold(text: str) -> tuple[str, Callable[[], tuple[Sequence[int], Sequence[int]]]]:
    r"""Return a text folded, and a function that tells where each of its characters starts and ends in the text.

    Examples
    --------
    >>> text, places = fold("Stra\u00dfe \n 1")
    >>> text, list(places()[0]), list(places()[1])
    ('strasse 1', [0, 1, 2, 3, 4, 4, 5, 6, 9], [1, 2, 3, 4, 5, 5, 6, 9, 10])
    """
    form = text if text.isascii() else unicodedata.normalize("NFC", text)
    collapsed = alike(" ".join(form.split()))
    out = collapsed.casefold()
    if form == text and len(collapsed) == len(text) and len(out) == len(text):
        return out, lambda: (range(len(text)), range(1, len(text) + 1))
    return out, lambda: _places(text)


def _places(text: str) -> tuple[list[int], list[int]]:
    begin: list[int] = []
    end: list[int] = []
    for match in _TOKEN.finditer(text):
        start, token = match.start(), match[0]
        if begin:
            begin.append(end[-1])
            end.append(start)
        whole = folded(token)
        if len(whole) == len(token) and unicodedata.is_normalized("NFC", token):
            begin.extend(range(start, match.end()))
            end.extend(range(start + 1, match.end() + 1))
            continue
        pieces = _clusters(token)
        if "".join(folded(p) for p in pieces) != whole:
            pieces = [token]
        for piece in pieces:
            size = len(folded(piece))
            begin.extend([start] * size)
            start += len(piece)
            end.extend([start] * size)
    return begin, end


def _clusters(token: str) -> list[str]:
    """Return characters with the marks that follow them."""
    out: list[str] = []
    for char in token:
        if out and unicodedata.category(char)[0] == "M":
            out[-1] += char
        else:
            out.append(char)
    return out


def turned(name: str) -> str | None:
    """Return a name of a person the other way round, as in lists; None where it does not look like one.

    Examples
    --------
    >>> turned("Ada B. Low"), turned("Low, Ada B."), turned("ada low"), turned("Agent 47")
    ('Low, Ada B.', 'Ada B. Low', None, None)
    """
    last, comma, first = normal(name).partition(", ")
    words = f"{first} {last}".split() if comma else last.split()
    if (
        not 2 <= len(words) <= _WORDS
        or not all(map(_PART.fullmatch, words))
        or not all(w[0].isupper() for w in words)
    ):
        return None
    return " ".join(words) if comma else f"{words[-1]}, {' '.join(words[:-1])}"


class Finder:
    """Finds names wherever they stand as a whole.

    Parameters
    ----------
    names : mapping of str to str
        Name and what stands for it.
    exact : container of str
        Those of them whose capitals must be met.

    Examples
    --------
    >>> Finder({"Ada Low": "C 1", "Ada": "C 2"}, exact={"Ada"}).find("ada low met Ada, not ada nor Adana")
    [(0, 7, 'C 1'), (12, 15, 'C 2')]
    """

    def __init__(self, names: Mapping[str, str | None], exact: Iterable[str] = ()) -> None:
        self._forms: dict[str, dict[str, str | None]] = {}
        for name, new in names.items():
            if key := folded(name):
                self._forms.setdefault(key, {})[normal(name)] = new
        self._exact = {normal(name) for name in exact}
        self._patterns = list(self._forms)
        self._automaton: Any = None

    def __bool__(self) -> bool:
        return bool(self._patterns)

    def find(self, text: str, other: Callable[[str], str] = str) -> list[Span]:
        """Return where names stand, longest first from the left, with what stands for them.

        ``other`` gives what stands for a name that several people have.
        """
        if not self._patterns:
            return []
        if self._automaton is None:
            from ahocorasick_rs import AhoCorasick

            self._automaton = AhoCorasick(self._patterns, store_patterns=False)
        text_folded, places = fold(text)
        hits = self._automaton.find_matches_as_indexes(text_folded, overlapping=True)
        if not hits:
            return []
        begin, end = places()
        hits.sort(key=lambda hit: (hit[1], -hit[2]))
        out: list[Span] = []
        done = 0
        for pattern, first, last in hits:
            start, stop = begin[first], end[last - 1]
            if start < done or not starts(text, start) or not ends(text, stop):
                continue
            forms = self._forms[self._patterns[pattern]]
            found = normal(text[start:stop])
            if found in forms:
                new = forms[found]
            else:
                written = alike(found)
                news = {n for form, n in forms.items() if form not in self._exact or alike(form) == written}
                if not news:
                    continue
                new = news.pop() if len(news) == 1 else None
            done = stop
            out.append((start, stop, other(found) if new is None else new))
        return out


class Names:
    """Looks names up where one is known to stand: after an ``@`` or in a profile's address.

    Parameters
    ----------
    names : mapping of str to (str or None)
        Name and what stands for it; None where several people have the name.
    other : callable
        What stands for a name that is not among them, or that several people have.

    Examples
    --------
    >>> names = Names({"Ada Low": "C 1", "ada": "C 2"}, lambda name: "C ?")
    >>> names.at("see Ada  Low.", 4), names.at("@adalow", 1), names.at("@ADA!", 1), names.at("@adam", 1)
    ((12, 'C 1'), (7, 'C 1'), (4, 'C 2'), None)
    """

    def __init__(self, names: Mapping[str, str | None], other: Callable[[str], str]) -> None:
        self.other = other
        self._exact = {normal(name): new for name, new in names.items() if name.strip()}
        self._folded: dict[str, str | None] = {}
        for name, new in self._exact.items():
            key = folded(name)
            self._folded[key] = new if self._folded.get(key, new) == new else None
        for key, new in list(self._folded.items()):
            if " " in key:
                for sign in ("", "_", ".", "-"):
                    self._folded.setdefault(key.replace(" ", sign), new)
        lengths: dict[str, set[int]] = {}
        for key in self._folded:
            if len(key) <= _LONGEST:
                lengths.setdefault(key[:1], set()).add(len(key))
        self._lengths = {char: sorted(found, reverse=True) for char, found in lengths.items()}
        self._window = 2 * max((found[0] for found in self._lengths.values()), default=0) + 8

    def get(self, name: str) -> str | None:
        """Return what stands for a name; None if it is nobody's here."""
        name = normal(name)
        if name in self._exact:
            return self._exact[name] or self.other(name)
        key = folded(name)
        return (self._folded[key] or self.other(name)) if key in self._folded else None

    def is_written(self, name: str) -> bool:
        """Tell whether a name is somebody's here with these very capitals."""
        return normal(name) in self._exact

    def at(self, text: str, place: int) -> tuple[int, str] | None:
        """Return where the longest name that starts here ends, and what stands for it."""
        first = text[place : place + 2].casefold()[:1]
        if not self._lengths or (first.isascii() and first not in self._lengths) or not first.strip():
            return None
        window, places = fold(text[place : place + self._window])
        lengths = self._lengths.get(window[:1])
        if not lengths:
            return None
        stops = places()[1]
        for length in lengths:
            if length <= len(window) and window[:length] in self._folded:
                stop = place + stops[length - 1]
                if ends(text, stop):
                    new = self.get(text[place:stop])
                    return (stop, new) if new is not None else None
        return None
