"""Coded words within their text: nested where spans nest, cut where they cross."""

from __future__ import annotations

import heapq
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

_PIECE = re.compile(r"(\d+)-(\d+)")


@dataclass(frozen=True)
class Token:
    """A step of a marked text: ``text``, ``open`` or ``close``.

    Attributes
    ----------
    step : {"text", "open", "close"}
    text : str
        Of a ``text`` step.
    kinds : str
        Of an ``open`` step: the variables marked, such as ``"actor narrative"``.
    signs : str
    title : str
        Code, stance and confidence in words.
    rest : bool
        Whether this mark goes on with a span that was cut.
    """

    step: str
    text: str = ""
    kinds: str = ""
    signs: str = ""
    title: str = ""
    rest: bool = False


@dataclass(frozen=True)
class Span:
    """Words with what they were coded as."""

    start: int
    stop: int
    kinds: str = ""
    signs: str = ""
    title: str = ""


def pieces(start: Any, stop: Any, evidence: Any, length: int) -> list[tuple[int, int]]:
    """Return the pieces of a statement's span that lie within a text.

    Parameters
    ----------
    start, stop : int or missing
    evidence : str or missing
        Such as ``"3-7 12-20"``; where given, these are the words, and ``start`` and ``stop`` only enclose them.
    length : int
        Of the text.

    Returns
    -------
    list of (int, int)

    Examples
    --------
    >>> pieces(3, 20, "3-7 12-20", 15), pieces(3, 20, None, 30), pieces(None, None, None, 5)
    ([(3, 7), (12, 15)], [(3, 20)], [])
    """
    found = [(int(a), int(b)) for a, b in _PIECE.findall(evidence)] if isinstance(evidence, str) else []
    if not found and not pd.isna(start) and not pd.isna(stop):
        found = [(int(start), int(stop))]
    return [(a, min(b, length)) for a, b in found if a < min(b, length)]


def merged(spans: Sequence[Span]) -> list[Span]:
    """Join spans of the same words into one, their titles one below the other.

    Examples
    --------
    >>> merged([Span(0, 4, "actor", "+", "A"), Span(0, 4, "narrative", "-", "N")])
    [Span(start=0, stop=4, kinds='actor narrative', signs='+-', title='A; N')]
    """
    groups: dict[tuple[int, int], list[Span]] = {}
    for span in spans:
        groups.setdefault((span.start, span.stop), []).append(span)
    return [
        Span(
            *place,
            " ".join(dict.fromkeys(s.kinds for s in group)),
            "".join(dict.fromkeys(s.signs for s in group)),
            "; ".join(dict.fromkeys(s.title for s in group)),
        )
        for place, group in sorted(groups.items())
    ]


def tokens(text: str, spans: Sequence[Span]) -> list[Token]:
    """Return a text as steps, every span opened once and closed once.

    Parameters
    ----------
    text : str
    spans : sequence of Span
        Each within the text and not empty.

    Returns
    -------
    list of Token
        Marks are well nested. Where two spans cross, the later one is cut in two, the second part with ``rest``.

    Examples
    --------
    >>> [t.text or t.step for t in tokens("Iran out now", [Span(0, 8), Span(0, 4)])]
    ['open', 'open', 'Iran', 'close', ' out', 'close', ' now']
    >>> [t.text or t.step for t in tokens("abcd", [Span(0, 3), Span(2, 4)])]
    ['open', 'ab', 'open', 'c', 'close', 'close', 'open', 'd', 'close']
    """
    waiting = [(s.start, -s.stop, n, s, False) for n, s in enumerate(merged(spans))]
    heapq.heapify(waiting)
    out: list[Token] = []
    open_until: list[int] = []
    at = 0

    def go_to(place: int) -> None:
        nonlocal at
        while open_until and open_until[-1] <= place:
            stop = open_until.pop()
            if stop > at:
                out.append(Token("text", text[at:stop]))
                at = stop
            out.append(Token("close"))
        if place > at:
            out.append(Token("text", text[at:place]))
            at = place

    while waiting:
        start, stop, n, span, rest = heapq.heappop(waiting)
        stop = -stop
        go_to(start)
        if open_until and stop > open_until[-1]:
            heapq.heappush(waiting, (open_until[-1], -stop, n, span, True))
            stop = open_until[-1]
        out.append(Token("open", "", span.kinds, span.signs, span.title, rest))
        open_until.append(stop)
    go_to(len(text))
    return out


def excerpt(text: str, found: Sequence[tuple[int, int]], *, around: int = 45, most: int = 90) -> list[Token]:
    """Return the words of a statement with a little of the text around them.

    Parameters
    ----------
    text : str
    found : sequence of (int, int)
        Pieces, in order.
    around : int
        How many characters before the first and after the last piece.
    most : int
        Longer stretches between pieces are cut, with an ellipsis.

    Returns
    -------
    list of Token

    Examples
    --------
    >>> "".join(t.text for t in excerpt("zero one two three four five", [(13, 18)], around=6))
    '…two three four…'
    """
    if not found:
        return []
    places = sorted(set(found))
    first, last = places[0][0], max(b for _, b in places)
    start = min(_word_start(text, max(first - around, 0)), first)
    stop = max(_word_stop(text, min(last + around, len(text))), last)
    out = [Token("text", ("…" if start > 0 else "") + _line(text[start:first]))]
    at = first
    for a, b in places:
        a = max(a, at)
        if b <= a:
            continue
        if a > at:
            between = text[at:a]
            out.append(Token("text", _line(between) if len(between) <= most else " … "))
        out += [Token("open"), Token("text", _line(_short(text[a:b], max(2 * most, 60)))), Token("close")]
        at = b
    out.append(Token("text", _line(text[at:stop]) + ("…" if stop < len(text) else "")))
    return [t for t in out if t.step != "text" or t.text]


def _line(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most // 2]} … {text[-most // 2 :]}"


def _word_start(text: str, at: int) -> int:
    """Move a cut behind the next space, if one is near."""
    if at == 0:
        return 0
    space = text.find(" ", at, at + 15)
    return space + 1 if space >= 0 else at


def _word_stop(text: str, at: int) -> int:
    if at == len(text):
        return at
    space = text.rfind(" ", max(at - 15, 0), at)
    return space if space >= 0 else at
