"""The texts of a batch: markup, quotations and links taken out, in composed characters that any file can hold."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from discourse.readers.rows.markup import Plain, marked
from discourse.readers.tally import Tally

#: Line ends get lost in many tables; then nobody can tell where the quotation ends.
ONE_LINE = "a single line that begins as a quotation; kept as the comment's own words"


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
    as_found = [as_text(v) for v in given]
    joined = "".join(as_found)
    raw = sound(as_found, lines, tally, joined)
    normal = joined.isascii() or (raw is as_found and is_composed(raw))
    found = _marked(raw, markups, markup)
    stripped = [text.strip() for text in raw]
    texts = stripped.copy()
    changed = [i for i, plain in enumerate(found) if plain is not None]
    for i in changed:
        plain = found[i]
        assert plain is not None
        if not plain.text and plain.quoted and "\n" not in stripped[i]:
            tally.add("repaired", ONE_LINE, lines[i], plain.quoted)
            plain = found[i] = Plain(plain.quoted, "", plain.links)
        texts[i] = plain.text
    if not normal:
        texts = composed(texts)
    elif changed:  # what stayed as it is, or lost its ends, is still composed
        for i, text in zip(changed, composed([texts[i] for i in changed]), strict=True):
            texts[i] = text
    old: list[str | None] = [None] * len(texts)
    theirs: list[str | None] = [None] * len(texts)
    where: list[str | None] = [None] * len(texts)
    moved = 0
    first = -1
    if texts != stripped:
        for i, (text, before) in enumerate(zip(texts, stripped, strict=True)):
            if text is not before and text != before:
                old[i] = raw[i]
    for i in changed:
        plain = found[i]
        assert plain is not None
        if plain.quoted:
            theirs[i] = plain.quoted
            moved += 1
            first = i if first < 0 else first
        if plain.links:
            where[i] = "\n".join(plain.links)
    if moved:
        reason = "quoted lines, moved from the text to quoted"
        tally.add("repaired", reason, lines[first], theirs[first] or "", rows=moved)
    if any(quoted):
        own = composed(sound([as_text(q).strip() for q in quoted], lines, tally))
        theirs = ["\n\n".join(p for p in (q, t) if p) or None for q, t in zip(own, theirs, strict=True)]
    elif any(theirs):
        theirs = [t if t is None else composed([t])[0] for t in theirs]
    if any(links):
        where = [_joined(more, known) for more, known in zip(links, where, strict=True)]
    return Words(texts, old, theirs, where)


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
