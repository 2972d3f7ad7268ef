"""Addresses in comments: found in running text, cleaned, and told from the words that stand for them."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

_INSIDE = r"[^\s<>\"\[\]{}|`“”…]"
#: An address in running text; what ends it may still be punctuation of the sentence. Each branch starts with a letter
#: of its own, which lets a search skip to it.
BARE = (
    rf"https?://{_INSIDE}+|HTTPS?://{_INSIDE}+|Https?://{_INSIDE}+"
    rf"|w(?<![\w@./-]w)ww\.[\w-]++(?:\.[\w-]++)++{_INSIDE}*|W(?<![\w@./-]W)ww\.[\w-]++(?:\.[\w-]++)++{_INSIDE}*"
)
_BARE = re.compile(BARE)
_ENDS = frozenset(".,;:!?*_~'’‘»\\)")
_LEADS = re.compile(r"https?://(?:www\.)?|www\.", re.IGNORECASE)
# Where sites send a reader through on the way out, and the field with the address meant.
_WAYS = (
    ("disq.us/url", "url"),
    ("youtube.com/redirect", "q"),
    ("google.com/url", "q"),
    ("l.facebook.com/l.php", "u"),
)
_SIGNED = re.compile(r":[\w-]{20,}\Z")


def trimmed(address: str) -> str:
    """Return what was found as an address without the sentence's punctuation behind it.

    Examples
    --------
    >>> trimmed("https://example.org/a_(b))."), trimmed("http://...")
    ('https://example.org/a_(b)', '')
    """
    end = len(address)
    if address[-1:] in _ENDS:
        surplus = address.count(")") - address.count("(")
        while end and (sign := address[end - 1]) in _ENDS:
            if sign == ")":
                if surplus <= 0:
                    break
                surplus -= 1
            end -= 1
        address = address[:end]
    return "" if address.endswith("://") else address


def web(href: str | None) -> str:
    """Return the address of a link, empty unless it leads into the web.

    Examples
    --------
    >>> web("//example.org/a"), web("mailto:ada@example.org"), web("www.example.org")
    ('https://example.org/a', '', 'http://www.example.org')
    >>> web("https://disq.us/url?url=https%3A%2F%2Fexample.org%2Fa%3AcAmS4NsFr1mQp4JcGT5Q_uV0w&cuid=1")
    'https://example.org/a'
    """
    if not href:
        return ""
    href = "".join(href.split())
    if href.startswith("//"):
        href = "https:" + href
    elif href[:4].lower() == "www.":
        href = "http://" + href
    start = href[:8].lower()
    if not start.startswith(("http://", "https://")) or not href[start.index("://") + 3 :].strip("/.:-_"):
        return ""
    if "?" in href:
        for way, field in _WAYS:
            if way in href[:48]:
                return _meant(href, field)
    return href


def _meant(href: str, field: str) -> str:
    try:
        meant = parse_qs(urlsplit(href).query).get(field, [""])[0]
    except ValueError:
        return href
    if not meant.startswith(("http://", "https://")):
        return href
    return "".join((_SIGNED.sub("", meant) if "disq.us/" in href[:48] else meant).split()) or href


def shortens(words: str, address: str) -> bool:
    """Return whether the words of a link are its address, cut off.

    Examples
    --------
    >>> shortens("example.org/a/lo…", "https://www.example.org/a/long/way"), shortens("more …", "https://example.org")
    (True, False)
    """
    words = words.strip()
    cut = words.removesuffix("…") if words.endswith("…") else words.removesuffix("...")
    if len(cut) == len(words) or len(cut) < 4:
        return False
    return _LEADS.sub("", address, count=1).startswith(_LEADS.sub("", cut, count=1))


def addresses(text: str) -> list[str]:
    """Return the addresses that stand in a text, in their order.

    Examples
    --------
    >>> addresses("See (https://example.org/a), or www.example.com!")
    ['https://example.org/a', 'http://www.example.com']
    """
    if "://" not in text and "ww." not in text:
        return []
    return [address for found in _BARE.finditer(text) if (address := web(trimmed(found[0])))]
