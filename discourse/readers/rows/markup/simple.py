"""Fragments of HTML so simple that no parser is needed: paragraphs, line breaks, emphasis, links, usual entities."""

from __future__ import annotations

import re

from discourse.readers.rows.markup.addresses import addresses, shortens, web
from discourse.readers.rows.markup.plain import unescaped

_NAMES = (
    "amp|lt|gt|quot|nbsp|hellip|mdash|ndash|lsquo|rsquo|ldquo|rdquo|laquo|raquo|bull|euro|pound|eacute|copy"
)
#: Entities that parsers may take otherwise than :func:`unescaped`.
_RARE = re.compile(rf"&(?!(?:{_NAMES}|#39|#34|#38|#x27|#x2[fF]|#8[23]\d\d|#160);)(?:#?[A-Za-z0-9]{{1,32}};)")
_AROUND = re.compile(r"(?<!\s)[ \t\n]*(</?p>|<br ?/?>)[ \t\n]*")
_EMPHASIS = re.compile(r"<(b|i|u|s|em|strong|del|small|sub|sup|code|span)>([^<]*)</\1>")
_LINK = re.compile(r'<a((?: [a-z][a-z-]*="[^"<>]*")+)>([^<>]*)</a>')

_DEPTH = 4  # emphasis within emphasis that is looked for


class _Links:
    """Puts words in place of links, and collects their addresses."""

    def __init__(self) -> None:
        self.links: list[str] = []
        self.told: set[str] = set()  # addresses that are the words of a link
        self.sound = True

    def words(self, found: re.Match[str]) -> str:
        given, said = found[1], found[2]
        _, href, rest = given.partition(' href="')
        if not href or ' href="' in rest or len(said) > 500 or said.count("&") > 5 or _RARE.search(found[0]):
            self.sound = False
            return said
        address = web(unescaped(rest[: rest.index('"')]))
        if not address:
            return said
        self.links.append(address)
        words = unescaped(said)
        if shortens(words, address):
            self.sound = self.sound and "<" not in address
            return address.replace("&", "&amp;")
        if "." in words:
            self.told.update(addresses(words))
        return said


def simple(raw: str) -> tuple[str, list[str], set[str]] | None:
    r"""Return a fragment's words with their lines, the addresses of its links, and those that are the words of links.

    Parameters
    ----------
    raw : str

    Returns
    -------
    tuple or None
        None where the fragment holds anything that is left to a parser.

    Examples
    --------
    >>> simple('<p>Not <i>true</i> &amp; old:</p><p>look</p>')
    ('Not true & old:\n\nlook', [], set())
    >>> simple("<p>a<blockquote>b</blockquote>")
    """
    flows = "<p>" in raw or "<br" in raw
    if flows and "\n" in raw:
        raw = _AROUND.sub(r"\1", raw)
        if "\n" in raw:
            return None
    links = _Links() if "<a " in raw else None
    if links is not None:
        raw = _LINK.sub(links.words, raw)
    if flows:
        raw = raw.replace("<br>", "\n")
        if "<br" in raw:
            raw = raw.replace("<br/>", "\n").replace("<br />", "\n")
    text = _paragraphs(raw) if flows else raw
    if text is not None and "<" in text:
        for _ in range(_DEPTH):  # before paragraphs are taken away, as none may begin or end within emphasis
            raw, count = _EMPHASIS.subn(r"\2", raw)
            if not count:
                break
        text = _paragraphs(raw) if flows else raw
    if text is None or "<" in text or "\x00" in text or not (links is None or links.sound):
        return None
    if "&" in text:
        if _RARE.search(text):
            return None
        text = unescaped(text)
    try:
        text.encode()
    except UnicodeEncodeError:  # half a character
        return None
    text = "\n".join([line.lstrip() for line in text.split("\n")]) if flows else text.lstrip()
    return (text, links.links, links.told) if links is not None else (text, [], set())


def _paragraphs(raw: str) -> str | None:
    """Return a text with empty lines in place of the signs of paragraphs; None where one ends that did not begin."""
    if raw.startswith("<p>") and raw.endswith("</p>"):
        text = raw[3:-4].replace("</p><p>", "\n\n")
        if "<" not in text:
            return text
    if "</p>" in raw:
        *paragraphs, rest = raw.split("</p>")
        if any("<p>" not in paragraph for paragraph in paragraphs):
            return None
        raw = "\n\n".join([*paragraphs, rest])
    return raw.replace("<p>", "\n\n")
