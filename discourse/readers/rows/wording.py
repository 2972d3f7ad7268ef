"""The texts of a batch: markup, quotations and links taken out, in composed characters that any file can hold."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from discourse.readers.rows.markup import Plain, marked, suspects
from discourse.readers.tally import Tally

#: Line ends get lost in many tables; then nobody can tell where the quotation ends.
ONE_LINE = "a single line that begins as a quotation; kept as the comment's own words"

_FEW = 20  # texts; fewer are not worth a search in all of them at once


@dataclass
class Words:
    """Texts as they are kept, and as they stood in the file where that is something else."""

    texts: list[str]
    raw: list[str | None]
    quoted: list[str | None]
    links: list[str | None]


def as_text(value: Any) -> str:
    r"""Return a cell as text: empty for what is missing, line ends as ``\n``, JSON for lists.

    Examples
    --------
    >>> as_text(None), as_text(12.0), as_text(["a"])
    ('', '12', '["a"]')
    """
    if type(value) is str:
        return value if "\r" not in value else value.replace("\r\n", "\n").replace("\r", "\n")
    if value is None or (isinstance(value, float) and value != value):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return repr(value).removesuffix(".0")
    if isinstance(value, list | dict | tuple):
        return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
    return str(value)


def words(
    given: Sequence[Any],
    quoted: Sequence[Any],
    links: Sequence[Any],
    markups: Sequence[str | None],
    markup: str,
    lines: Sequence[int],
    tally: Tally,
) -> Words:
    """Return the words of comments apart from what is not theirs.

    Parameters
    ----------
    given : sequence
        Texts as found.
    quoted : sequence
        Words of others that the format keeps apart.
    links : sequence of (list of str or None)
        Addresses that the format keeps apart.
    markups : sequence of (str or None)
        What a text is written in, where that is not ``markup``.
    markup : str
    lines : sequence of int
    tally : Tally

    Returns
    -------
    Words
    """
    found = _read(given, markups, markup, lines, tally)
    if any(quoted):
        own = [i for i, value in enumerate(quoted) if value is not None and value != ""]
        theirs = sound([as_text(quoted[i]).strip() for i in own], [lines[i] for i in own], tally)
        for i, text in zip(own, composed(theirs), strict=True):
            found.quoted[i] = "\n\n".join(p for p in (text, found.quoted[i]) if p) or None
    elif any(found.quoted):
        found.quoted = [text and composed([text])[0] for text in found.quoted]
    if any(links):
        found.links = [
            _joined(more, known) if more else known for more, known in zip(links, found.links, strict=True)
        ]
    return found


def _read(
    given: Sequence[Any], markups: Sequence[str | None], markup: str, lines: Sequence[int], tally: Tally
) -> Words:
    """Read texts: those which stay as they are, but for blanks at their ends, are told from the others at once."""
    size = len(given)
    if size < _FEW:
        return _read_each([as_text(v) for v in given], markups, markup, lines, tally)
    try:
        texts = list(map(str.strip, given))
        as_found = given if type(given) is list else list(given)
    except TypeError:
        as_found = [v if type(v) is str else as_text(v) for v in given]
        texts = list(map(str.strip, as_found))
    kinds = dict.fromkeys(m or markup for m in markups) if any(markups) else [markup]
    odd = sorted(set().union(*[suspects(as_found, kind) for kind in kinds]))
    found = Words(texts, [None] * size, [None] * size, [None] * size)
    if odd:
        few = [as_text(as_found[i]) for i in odd]
        read = _read_each(few, [markups[i] for i in odd], markup, [lines[i] for i in odd], tally)
        for k, i in enumerate(odd):
            found.texts[i], found.raw[i] = read.texts[k], read.raw[k]
            found.quoted[i], found.links[i] = read.quoted[k], read.links[k]
    return found


def _read_each(
    as_found: list[str], markups: Sequence[str | None], markup: str, lines: Sequence[int], tally: Tally
) -> Words:
    """Read texts, whatever may be in them."""
    raw = sound(as_found, lines, tally)
    stripped = [text.strip() for text in raw]
    texts: list[str] = stripped.copy()
    quoted: list[str | None] = [None] * len(raw)
    links: list[str | None] = [None] * len(raw)
    moved = []
    for i, plain in enumerate(_marked(raw, markups, markup)):
        if plain is None:
            continue
        texts[i] = plain.text
        if plain.quoted and not plain.text and "\n" not in stripped[i]:
            tally.add("repaired", ONE_LINE, lines[i], plain.quoted)
            texts[i] = plain.quoted
        elif plain.quoted:
            quoted[i] = plain.quoted
            moved.append(i)
        if plain.links:
            links[i] = "\n".join(plain.links)
    if moved:
        reason = "quoted lines, moved from the text to quoted"
        tally.add("repaired", reason, lines[moved[0]], quoted[moved[0]] or "", rows=len(moved))
    texts = composed(texts)
    old = [
        None if text == before else found for text, before, found in zip(texts, stripped, raw, strict=True)
    ]
    return Words(texts, old, quoted, links)


def _marked(raw: list[str], markups: Sequence[str | None], markup: str) -> list[Plain | None]:
    if not any(markups):
        return marked(raw, markup)
    out: list[Plain | None] = [None] * len(raw)
    kinds = [m or markup for m in markups]
    for kind in dict.fromkeys(kinds):
        where = [i for i, k in enumerate(kinds) if k == kind]
        for i, plain in zip(where, marked([raw[i] for i in where], kind), strict=True):
            out[i] = plain
    return out


def _joined(more: Any, known: str | None) -> str | None:
    found = dict.fromkeys(known.split("\n") if known else ())
    for link in [more] if isinstance(more, str) else more or ():
        if isinstance(link, str) and link.strip():
            found.setdefault("".join(link.split()))
    return "\n".join(found) or None


def sound(texts: list[str], lines: Sequence[int], tally: Tally, joined: str | None = None) -> list[str]:
    r"""Return texts with U+FFFD in place of NUL and of halves of characters, which no file can hold.

    Examples
    --------
    >>> sound(["a\x00"], [1], Tally("x", "rows"))
    ['a\ufffd']
    """
    joined = "".join(texts) if joined is None else joined
    if joined.isascii() and "\x00" not in joined:
        return texts
    try:
        "".join([text for text in texts if not text.isascii()]).encode()
        if "\x00" not in joined:
            return texts
    except UnicodeEncodeError:
        pass
    out = []
    for i, text in enumerate(texts):
        mended = (
            text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").replace("\x00", "\ufffd")
        )
        if mended != text:
            reason = "characters that no text file can hold, replaced by U+FFFD"
            tally.add("repaired", reason, lines[i], mended)
        out.append(mended)
    return out


def composed(texts: list[str]) -> list[str]:
    r"""Return texts in composed characters (NFC).

    Examples
    --------
    >>> composed(["Zoe\u0308"]) == ["Zoë"]
    True
    """
    return texts if is_composed(texts) else [unicodedata.normalize("NFC", t) for t in texts]


def is_composed(texts: list[str]) -> bool:
    """Whether all of the texts are in composed characters already."""
    joined = "\n".join([text for text in texts if not text.isascii()])
    return unicodedata.is_normalized("NFC", joined)
