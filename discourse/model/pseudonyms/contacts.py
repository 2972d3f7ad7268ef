"""E-mail and IP addresses in texts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from discourse.model.pseudonyms.names import Span

E_MAIL, IP = "[e-mail]", "[ip]"
# Every quantifier is possessive and every start is the start of a run, so that no text takes more than linear time.
_E_MAIL = re.compile(r"(?<![\w.+%'\-])[.+%'\-]*+(\w[\w.+%'\-]*+)[@＠]([\w\-]++(?:\.[\w\-]++)++)")
_SPELT = re.compile(
    r"(?<![\w.+\-])[.+\-]*+(\w[\w.+\-]*+) ?[(\[{]\s?at\s?[)\]}] ?[\w\-]++"
    r"(?: ?[(\[{]\s?(?:dot|punkt)\s?[)\]}] ?[\w\-]++|\.[\w\-]++)++",
    re.IGNORECASE,
)
_SPELT_SEEN = re.compile(r"[(\[{]\s?at\s?[)\]}]", re.IGNORECASE)
_V4 = re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?!\w|\.\d)")
_V6 = re.compile(
    r"\[?(?<![\w:.])((?:[0-9a-fA-F]{1,4}+)?+(?::(?:[0-9a-fA-F]{1,4}+)?+){2,8}+(?:\.\d{1,3}){0,3}+(?:%\w++)?+)\]?"
)
_V6_SEEN = re.compile(r"[0-9a-fA-F]?:[0-9a-fA-F]{0,4}:")
# "version 1.2.3.4", "Section 1.2.3.4", "build 10.0.19.41"
_VERSION = re.compile(
    r"(?:\bv|\bver|version|release|build|firmware|kernel|update|section|chapter|clause|§|kapitel|abschnitt)"
    r"[.: ]{0,2}\Z",
    re.IGNORECASE,
)


def e_mails(text: str) -> Iterator[Span]:
    """Yield where e-mail addresses stand, those written with ``(at)`` too.

    Examples
    --------
    >>> [(text[a:b]) for text in ["to ada.low+x@mail.example.org.", "ada [at] example (dot) org", "@ada"]
    ...     for a, b, _ in e_mails(text)]
    ['ada.low+x@mail.example.org', 'ada [at] example (dot) org']
    """
    if "@" in text or "＠" in text:
        for match in _E_MAIL.finditer(text):
            last = match[2].rsplit(".", 1)[1]
            if not last[:2].isalpha() or len(last) < 2:
                continue
            yield match.start(1), match.end(), E_MAIL
    if ("(" in text or "[" in text or "{" in text) and _SPELT_SEEN.search(text):
        for match in _SPELT.finditer(text):
            yield match.start(1), match.end(), E_MAIL


def ip_addresses(text: str) -> Iterator[Span]:
    """Yield where IP addresses stand; a port stays.

    Numbers of four parts behind "v", "version", "section" and the like are none.

    Examples
    --------
    >>> [text[a:b] for text in ["from 192.0.2.7:8080", "[2001:db8::1]:443", "version 1.2.3.4", "at 11:14:38"]
    ...     for a, b, _ in ip_addresses(text)]
    ['192.0.2.7', '[2001:db8::1]']
    """
    if text.count(".") > 2:
        for match in _V4.finditer(text):
            if all(int(part) < 256 for part in match[0].split(".")) and not _VERSION.search(
                text[max(0, match.start() - 12) : match.start()]
            ):
                yield match.start(), match.end(), IP
    if text.count(":") > 1 and _V6_SEEN.search(text):
        for match in _V6.finditer(text):
            if not _is_v6(match[1]):
                continue
            after = text[match.end(1) : match.end(1) + 1]
            if match[0][0] == "[" and after == "]":
                yield match.start(), match.end(1) + 1, IP
            elif not (after and (after.isalnum() or after in "_:")):
                yield match.start(1), match.end(1), IP


def _is_v6(written: str) -> bool:
    from ipaddress import AddressValueError, IPv6Address

    try:
        IPv6Address(written)
    except AddressValueError:
        return False
    digits = [c for c in written.partition("%")[0] if c not in ":."]
    return written == "::1" or (len(digits) > 3 and any(map(str.isdigit, digits)))
