"""Posts of imageboards: links to the posts answered, taken out of the text, and lines in green, which stay in it."""

from __future__ import annotations

import html
import re

#: ``>>123456`` or, of another board, ``>>>/news/123456``, which is nothing here; the site adds ``(OP)`` and the like.
_LINK = re.compile(r">>(?:>/\w+/\d*|(\d+))(?: ?(?:→|\((?:OP|You|Dead|Cross-thread)\)))?")
_LEADING = re.compile(rf"(?:\s*{_LINK.pattern})+\s*")
_BREAK = re.compile(r"<(?:br|/p|/div)\b[^>]*>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^>]*>")
#: Before the sign of a green line: so it does not begin as a quotation does.
THIN = "\u2009"


def posted(text: str) -> tuple[str, list[str]]:
    r"""Return the words of a post, and the numbers of the posts that it links to.

    Links at the start of a line are no words and go. Other lines that begin with ``>`` are shown in green; there a
    poster speaks in an assumed voice or tells a story, and only now and then repeats what somebody said. They are
    kept as the poster's own, with a thin space before the sign, for otherwise they would be taken for quotations.

    Parameters
    ----------
    text : str
        As the site gives it, HTML or not.

    Returns
    -------
    text : str
    numbers : list of str

    Examples
    --------
    >>> posted(">>123 (OP)\n>be me\n>>124 no")
    ('\u2009>be me\nno', ['123', '124'])
    >>> posted('<a href="#p1" class="quotelink">&gt;&gt;1</a><br>so <b>what</b>')
    ('so what', ['1'])
    """
    if ("<" in text and _TAG.search(text)) or "&gt;" in text or "&#" in text:
        text = html.unescape(_TAG.sub("", _BREAK.sub("\n", text)))
    if ">" not in text:
        return text, []
    numbers: list[str] = []
    lines = []
    for line in text.split("\n"):
        if ">" not in line:
            lines.append(line)
            continue
        if ">>" in line:
            numbers += filter(None, _LINK.findall(line))
            leading = _LEADING.match(line)
            if leading:
                line = line[leading.end() :]
                if not line:
                    continue
        bare = line.lstrip()
        lines.append(THIN + bare if bare[:1] == ">" else line)
    return "\n".join(lines), list(dict.fromkeys(numbers))
