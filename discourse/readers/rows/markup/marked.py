"""Many texts at once: those without any sign of markup are told in one go and left alone."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from functools import partial
from itertools import compress

import numpy as np

from discourse.errors import OptionError
from discourse.readers.rows.markup.hypertext import plain_html
from discourse.readers.rows.markup.markdown import plain_markdown
from discourse.readers.rows.markup.plain import INVISIBLE, Plain, plain_text

# Signs without one of which a text stays as it is.
_ALWAYS = (" \n", "\t\n", "\n\n\n", "\r", "://", "ww.", ">", "\xa0", *INVISIBLE)
_MARKDOWN = (*"&\\`*_^#|", "~~", "](", "---", "===")
_SLAB = 1000  # texts searched at once: few enough to stay in the processor's cache
_COMPOSED = partial(unicodedata.is_normalized, "NFC")
_MARKUPS: dict[str, tuple[Callable[[str], Plain], list[bytes]]] = {
    "plain": (plain_text, [sign.encode() for sign in _ALWAYS]),
    "html": (plain_html, [sign.encode() for sign in (*_ALWAYS, "<", "&")]),
    "markdown": (plain_markdown, [sign.encode() for sign in (*_ALWAYS, *_MARKDOWN)]),
}


def suspects(texts: list[str], markup: str) -> list[int]:
    """Return the places of texts that may not stay as they are; all others do, but for blanks at their ends.

    These are texts with a sign of markup, with NUL or half a character, which no file can hold, and with letters not
    in composed form (NFC). Some others may be among them.

    Parameters
    ----------
    texts : list of str
    markup : str
        ``"plain"``, ``"html"`` or ``"markdown"``.

    Raises
    ------
    OptionError
        If there is no such markup.

    Examples
    --------
    >>> suspects(["nothing to do", "some <b>bold</b> words", "2 > 1"], "html")
    [1, 2]
    """
    if markup not in _MARKUPS:
        raise OptionError(f"no markup {markup!r}; choose from {', '.join(_MARKUPS)}")
    signs = _MARKUPS[markup][1]
    return [
        first + i
        for first in range(0, len(texts), _SLAB)
        for i in _slab_suspects(texts[first : first + _SLAB], signs)
    ]


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
    found: list[Plain | None] = [None] * len(texts)
    for i in suspects(texts, markup):
        text = texts[i]
        plain = _MARKUPS[markup][0](text)
        if plain.quoted or plain.links or plain.text != text.strip():
            found[i] = plain
    return found


def _slab_suspects(texts: list[str], signs: list[bytes]) -> list[int]:
    narrow = list(map(str.isascii, texts))
    if all(narrow):
        return _searched("\x00".join(texts).encode(), len(texts), signs)
    # Joined as characters, all texts would be as wide as the widest one, which takes long.
    places = [i for i, is_narrow in enumerate(narrow) if not is_narrow]
    wide = list(map(texts.__getitem__, places))
    try:
        found = _searched(b"\x00".join(list(map(str.encode, wide))), len(wide), signs)
    except UnicodeEncodeError:  # half a character
        found = list(range(len(wide)))
    composed = list(map(_COMPOSED, wide))
    if not all(composed):
        found = sorted({*found, *[i for i, is_composed in enumerate(composed) if not is_composed]})
    some = [places[i] for i in found]
    if len(wide) < len(texts):
        data = "\x00".join(compress(texts, narrow)).encode()
        found = _searched(data, len(texts) - len(wide), [sign for sign in signs if sign.isascii()])
        if found:
            places = list(compress(range(len(texts)), narrow))
            some = sorted([*some, *[places[i] for i in found]])
    return some


def _searched(data: bytes, count: int, signs: list[bytes]) -> list[int]:
    """Return the places of texts with one of the signs, or of all; ``data`` holds the texts with NUL between them."""
    codes = np.frombuffer(data, np.uint8)
    between = codes == 0
    if np.count_nonzero(between) != count - 1:  # there is NUL within a text
        return list(range(count))
    hits = []
    for sign in signs:
        if not all(map(data.__contains__, sign)):
            continue
        last = len(codes) - len(sign) + 1
        here = codes[:last] == sign[0]
        for k, code in enumerate(sign[1:], start=1):
            here &= codes[k : k + last] == code
        if here.any():
            hits.append(np.flatnonzero(here))
    if not hits:
        return []
    found = np.zeros(count, dtype=bool)
    ends = np.flatnonzero(between)
    for at in hits:
        found[np.searchsorted(ends, at)] = True
    places: list[int] = np.flatnonzero(found).tolist()
    return places
