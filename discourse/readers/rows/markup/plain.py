"""What is left of a comment without its markup, and what is done to texts of every markup."""

from __future__ import annotations

import html
import re
from typing import NamedTuple

from discourse.readers.rows.markup.addresses import addresses

#: Characters without width. The joiners U+200C and U+200D are spelling (Persian, Hindi, emoji) and stay.
INVISIBLE = ("\u200b", "\u2060", "\ufeff")

_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_MANY = re.compile(r"\n{3,}")
# A sign of comparison (">10 of them") and faces (">:(", ">_<", ">.<") quote nobody.
_QUOTED = re.compile(r"[ \t]{0,3}>(?:[> \t]*$|>*[ \t]|>*[^\W\d_]|>*[\"'“”„«‘’\[])")


class Plain(NamedTuple):
    r"""A comment without its markup.

    Attributes
    ----------
    text : str
        The commenter's own words, without blanks at line ends and with at most one empty line in a row.
    quoted : str
        Words of others; several quotations are parted by an empty line.
    links : tuple of str
        Addresses, http and https only, each once.
    """

    text: str
    quoted: str = ""
    links: tuple[str, ...] = ()


def unescaped(text: str) -> str:
    """Return a text with its entities undone, once. Only what ends with a semicolon is one.

    Examples
    --------
    >>> unescaped("&lt;b&gt; &amp;lt; AT&T a=1&copy=2 &#39;")
    "<b> &lt; AT&T a=1&copy=2 '"
    """
    return _ENTITY.sub(lambda m: html.unescape(m[0]), text) if "&" in text else text


def even(text: str) -> str:
    r"""Return a text with one kind of line end and of blank, without characters that have no width.

    Examples
    --------
    >>> even("a\r\nb\xa0c\u200b")
    'a\nb c'
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.isascii():
        text = text.replace("\xa0", " ")
        for char in INVISIBLE:
            text = text.replace(char, "")
    return text


def tidy(text: str) -> str:
    r"""Return a text without blanks at line ends and around it, with at most one empty line in a row.

    Examples
    --------
    >>> tidy(" a \n \n\n\n  b\n")
    'a\n\n  b'
    """
    if "\n" not in text:
        return text.strip()
    if " \n" in text or "\t\n" in text:
        text = "\n".join([line.rstrip(" \t") for line in text.split("\n")])
    if "\n\n\n" in text:
        text = _MANY.sub("\n\n", text)
    return text.strip()


def parted(text: str) -> tuple[str, str]:
    r"""Return a text without its quoted lines, and these without their signs.

    Examples
    --------
    >>> parted("> You lie.\n>> He lies.\n\nI do not.\n> Why?\n>10 of them")
    ('\nI do not.\n>10 of them', 'You lie.\nHe lies.\n\nWhy?')
    """
    if ">" not in text:
        return text, ""
    own: list[str] = []
    quoted: list[str] = []
    inside = False
    for line in text.split("\n"):
        if ">" in line and _QUOTED.match(line):
            if quoted and not inside:
                quoted.append("")
            quoted.append(line.lstrip("> \t"))
            inside = True
        else:
            own.append(line)
            inside = False
    return "\n".join(own), "\n".join(quoted)


def plain_text(raw: str) -> Plain:
    r"""Return a text without markup: quoted lines are taken out of it, addresses noted.

    Parameters
    ----------
    raw : str
        Entities are no part of it: ``&gt;`` stays as it is.

    Returns
    -------
    Plain

    Examples
    --------
    >>> plain_text("> It is so.\nNo, see https://example.org/a.")
    Plain(text='No, see https://example.org/a.', quoted='It is so.', links=('https://example.org/a',))
    """
    text, quoted = parted(even(raw))
    links = addresses(text)
    if quoted:
        quoted = tidy(quoted)
        links += addresses(quoted)
    return Plain(tidy(text), quoted, tuple(dict.fromkeys(links)))
