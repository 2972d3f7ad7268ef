"""Many texts at once: those without any sign of markup are told in one go and left alone."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping
from itertools import accumulate

from discourse.errors import OptionError
from discourse.readers.rows.markup.hypertext import plain_html
from discourse.readers.rows.markup.markdown import plain_markdown
from discourse.readers.rows.markup.plain import INVISIBLE, Plain, plain_text

# Signs without one of which a text stays as it is. A character is searched for in all texts at once, which costs next
# to nothing; where it stands, one of the strings must be in the text, if there are any.
_Signs = Mapping[str, tuple[str, ...]]
_LINES = (" \n", "\t\n", "\n\n\n")
_ALWAYS: _Signs = {
    "\n": _LINES,
    "\r": (),
    "\xa0": (),
    **dict.fromkeys(INVISIBLE, ()),
    "/": ("://",),
    "ww.": (),
    ">": (),
}
_MARKDOWN: _Signs = {
    **dict.fromkeys("&\\`*_^#|", ()),
    "~": ("~~",),
    "]": ("](",),
    "\n": (*_LINES, "---", "==="),
}
_SLAB = 1000  # texts searched at once: few enough to stay in the processor's cache
_MARKUPS: dict[str, tuple[Callable[[str], Plain], _Signs]] = {
    "plain": (plain_text, _ALWAYS),
    "html": (plain_html, {**_ALWAYS, "<": (), "&": ()}),
    "markdown": (plain_markdown, {**_ALWAYS, **_MARKDOWN}),
}


def marked(texts: list[str], markup: str) -> list[Plain | None]:
    """Return what is left of texts without their markup, and None for a text that stays as it is.

    Parameters
    ----------
    texts : list of str
    markup : str
        ``"plain"``, ``"html"`` or ``"markdown"``.

    Returns
    -------
    list of (Plain or None)
        None where the text is that of the raw one without blanks around it, and nothing is quoted or linked.

    Raises
    ------
    OptionError
        If there is no such markup.

    Examples
    --------
    >>> marked(["nothing to do", "some <b>bold</b> words", "2 > 1"], "html")
    [None, Plain(text='some bold words', quoted='', links=()), None]
    """
    if markup not in _MARKUPS:
        raise OptionError(f"no markup {markup!r}; choose from {', '.join(_MARKUPS)}")
    read, signs = _MARKUPS[markup]
    found: list[Plain | None] = [None] * len(texts)
    for first in range(0, len(texts), _SLAB):
        for i in _with(texts[first : first + _SLAB], signs):
            text = texts[first + i]
            plain = read(text)
            if plain.quoted or plain.links or plain.text != text.strip():
                found[first + i] = plain
    return found


def _with(texts: list[str], signs: _Signs) -> list[int]:
    """Return the places of the texts in which one of the signs stands."""
    joined = "\x00".join(texts)
    plain = joined.isascii()
    ends = list(accumulate([len(text) + 1 for text in texts]))
    some: set[int] = set()
    for sign, strings in signs.items():
        if plain and not sign.isascii():
            continue
        at = joined.find(sign)
        while at >= 0:
            i = bisect_right(ends, at)
            if i not in some and (not strings or any(string in texts[i] for string in strings)):
                some.add(i)
            at = joined.find(sign, ends[i])
    return sorted(some)
