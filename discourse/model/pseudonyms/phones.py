"""Telephone numbers in texts, told from dates, times, years, prices, versions and other numbers by simple rules.

Digits in groups are a telephone number if they

- start with ``+`` and are 8 to 15,
- start with 0 and are 8 to 15, or have a group in brackets and are 8 to 15,
- fall into groups as numbers do within a country (3-3-4, 1-3-3-4, 3-2-2-2, 2-2-2-2, 5-5, …),
- are one run of 9 to 13 digits, or
- are 7 to 15 and stand behind "tel", "phone", "call", "WhatsApp" and the like;

unless they hold a date, hours or years, are thousands (``1 000 000``), have a currency beside them, or stand in a word
or an address. Long numbers of other kinds that look like this are taken for one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from unicodedata import digit

from discourse.model.pseudonyms.keys import PSEUDONYM
from discourse.model.pseudonyms.names import Span, is_cjk, is_word

PHONE = "[phone]"
_SPACE = " \u00a0\u2007\u2009\u202f"
_DASH = r"\-\u2010-\u2015\u2212"
_SIGN = rf"[{_SPACE}]?[./{_DASH}]?[{_SPACE}]?"
_GROUP = r"(?:\(\d{1,5}\)|\d++)"
_MONTH, _DAY, _YEAR = r"(?:1[0-2]|0?[1-9])", r"(?:3[01]|[12]\d|0?[1-9])", r"(?:1[0-9]|2[01])\d\d"
_DATE = (
    rf"(?<!\d)(?<!\d[-/.])(?:{_YEAR}(?P<s1>[-/.]){_MONTH}(?P=s1){_DAY}"
    rf"|(?:{_DAY}(?P<s2>[-/.]){_MONTH}|{_MONTH}(?P<s3>[-/.]){_DAY})(?(s2)(?P=s2)|(?P=s3))(?:{_YEAR}|\d\d))"
    r"(?!\d)(?![-/.]\d)"
)
_SCAN = re.compile(
    rf"(?=[\d+＋(Chw])(?:(?P<skip>{PSEUDONYM.pattern}|(?:https?://|www\.)[^\s<>\"'）】」]++|{_DATE})"
    rf"|(?P<plus>[+＋]{_SIGN})?+(?:\([+＋]?\d{{1,5}}\)|\d++)(?:{_SIGN}{_GROUP})*+)"
)
_SEEN = re.compile(rf"\d[\d(){_SPACE}./{_DASH}]{{5,}}\d")
_SEEN_ASCII = re.compile(r"[0-9][0-9()\-./ ]{5,}[0-9]")
_PART = re.compile(r"(?P<group>\d++)|[^\d]++")
_LINK_SIGNS = ("tel:", "sms:", "callto:", "wa.me/", "t.me/+", "phone=")
_LINKED = re.compile(r"(?:(?:tel|sms|callto):|(?<!\w)(?:wa\.me/|t\.me/(?=\+))|[?&]phone=)(\+?\d{7,15}+)")
_CUE = re.compile(
    r"(?:(?<![^\W\d_])(?:tel|telefono?|téléphone|phone|ph|fax|mob|mobile|handy|cell|call|whatsapp|viber|signal|text|sms|ring|"
    r"dial|hotline|number|тел|телефон)|☎|☏|📞|📱|电话|手机|هاتف|تلفون|טלפון)\ufe0f?"
    r"(?:[.:;#\s]|\b(?:me|us|him|her|at|on|no|nr|number|is|now))*+\Z",
    re.IGNORECASE,
)
_MONEY = "$€£¥₽₪₺₹₴₩¢%‰"
_MONEY_AFTER = re.compile(
    rf"[{_SPACE}]?(?:[{_MONEY}]|(?:usd|eur|gbp|rub|dollars?|euros?|pounds?|rubles?|bucks|percent|million|billion|mio|mrd)\b)",
    re.I,
)
#: Lengths of groups that telephone numbers have within some country, in North America, Europe, Asia or Brazil.
_SHAPES = frozenset(
    tuple(map(int, shape))
    for shape in (
        *("334", "1334", "34", "3222", "2322", "2222", "333", "3322", "13322"),
        *("344", "44", "55", "254", "244", "54", "37", "433", "46"),
    )
)
#: Groups that a number has at most.
_MOST = 8
#: Digits that a number has at least.
_LEAST = 7
#: And at most, with 00 before the country.
_LONGEST = 17


@dataclass(frozen=True)
class _Group:
    digits: str
    start: int
    stop: int
    bracket: bool
    before: str


def phones(text: str) -> Iterator[Span]:
    """Yield where telephone numbers stand.

    Examples
    --------
    >>> texts = ["+44 (0)20 7946 0958", "(202) 555-0123", "01 23 45 67 89", "2015-01-07 11:14", "1990-2000", "1,000"]
    >>> [text[a:b] for text in texts for a, b, _ in phones(text)]
    ['+44 (0)20 7946 0958', '(202) 555-0123', '01 23 45 67 89']
    """
    if not (_SEEN_ASCII if text.isascii() else _SEEN).search(text):
        return
    if any(sign in text for sign in _LINK_SIGNS):
        for match in _LINKED.finditer(text):
            yield match.start(1), match.end(1), PHONE
    for match in _SCAN.finditer(text):
        if match["skip"] is None and match.end() - match.start() > 6:
            yield from _within(text, match.start(), match.end(), bool(match["plus"]))


def _within(text: str, start: int, stop: int, plus: bool) -> Iterator[Span]:
    """Yield the telephone numbers in a run of groups of digits; one may start or end where there is a space."""
    groups = _groups(text, start, stop)
    plus = plus or text.startswith(("(+", "(＋"), start)
    totals = [0, *accumulate(len(group.digits) for group in groups)]
    first, opened = 0, _opens(text, start)
    while first < len(groups):
        here = first
        first += 1
        if here and not _spaced(groups[here].before):
            continue
        if not here and not opened:
            continue
        most = min(len(groups), here + _MOST)
        for last in range(most, here, -1):
            size = totals[last] - totals[here]
            if size < _LEAST:
                break
            if size > _LONGEST or size < 2 * (last - here) - 1:  # single digits one after another
                continue
            if last < len(groups):
                if not _spaced(groups[last].before):
                    continue
            elif not _closes(text, stop):
                continue
            part = groups[here:last]
            begin = start if here == 0 else part[0].start
            if _is_phone(text, part, plus and here == 0, begin):
                yield begin, part[-1].stop, PHONE
                first = last
                break


def _groups(text: str, start: int, stop: int) -> list[_Group]:
    out = []
    before = ""
    for part in _PART.finditer(text, start, stop):
        if part["group"] is None:
            before = part[0]
            continue
        bracket = text[part.end() : part.end() + 1] == ")" and "(" in before
        digits = part[0] if part[0].isascii() else "".join(str(digit(c)) for c in part[0])
        begin = part.start() - (len(before) - before.rindex("(") if bracket else 0)
        out.append(_Group(digits, begin, part.end() + bracket, bracket, before))
        before = ""
    return out


def _spaced(sign: str) -> bool:
    return any(c in _SPACE for c in sign) and not any(c in "./" or c in _DASHES for c in sign)


_DASHES = "-‐‑‒–—―−"


def _opens(text: str, start: int) -> bool:
    """Tell whether a number may start here: not within a word, an id or a longer number."""
    before, further = (
        text[start - 1 : start] if start else "",
        text[start - 2 : start - 1] if start > 1 else "",
    )
    if not before:
        return True
    if is_word(before):
        return is_cjk(before)
    if before in "#№=&":
        return False
    if before in ",:." and further.isdigit():
        return False
    if before in "./" + _DASHES + "+":
        return not further or not is_word(further) or (before == "." and further.isalpha())
    return True


def _closes(text: str, stop: int) -> bool:
    """Tell whether a number may end here."""
    after = text[stop : stop + 2]
    if not after:
        return True
    if is_word(after[0]):
        return is_cjk(after[0])
    return not (after[0] in ",:" and after[1:].isdigit()) and after[0] != "@"


def _is_phone(text: str, groups: Sequence[_Group], plus: bool, start: int) -> bool:
    parts = [g.digits for g in groups]
    digits = "".join(parts)
    size = len(digits)
    if (size > 15 and not digits.startswith("00")) or digits.startswith("000"):
        return False
    stop = groups[-1].stop
    ahead = text[max(0, start - 2) : start].rstrip()[-1:]
    if (ahead and ahead in _MONEY) or _MONEY_AFTER.match(text, stop):
        return False
    signs = [g.before.strip(_SPACE + "()") for g in groups[1:]]
    if _is_time(parts, signs):
        return False
    if plus:
        return size > 7 and not digits.endswith("000000")
    if _grouped(groups, parts, signs, digits):
        return True
    if len(parts) == 1 or not _is_thousands(parts, signs):
        return _CUE.search(text[max(0, start - 24) : start]) is not None
    return False


def _grouped(groups: Sequence[_Group], parts: list[str], signs: list[str], digits: str) -> bool:
    """Tell whether the groups alone show a telephone number."""
    size, lengths = len(digits), tuple(map(len, parts))
    if lengths == (size,):
        return 9 <= size <= (15 if digits.startswith("00") else 13) and not digits.endswith("000000")
    if max(lengths) > 8 and not digits.startswith("0"):
        return False
    if any(g.bracket for g in groups):
        inside = [g.digits for g in groups if g.bracket]
        return size > 7 and all(len(i) > 1 and not _is_year(i) for i in inside)
    if digits.startswith("0") and lengths[0] > 1:
        return size > 7
    if lengths not in _SHAPES or _is_thousands(parts, signs) or signs == ["."]:
        return False
    last = parts[-1]
    if lengths == (1, 3, 3, 4) or lengths == (1, 3, 3, 2, 2):
        return digits[0] in "178"
    if lengths == (3, 4):
        return (
            signs[0] in _DASHES
            and signs[0] != ""
            and digits[0] not in "01"
            and not last.endswith("00")
            and not _is_year(last)
        )
    if lengths == (4, 4):
        return not any(map(_is_year, parts)) and not any(p.endswith("00") for p in parts)
    if lengths == (5, 4):
        return digits[0] == "9"
    if lengths in ((5, 5), (3, 7), (4, 6)):
        return not any(p.endswith("00") for p in parts) and "/" not in signs and not _is_year(parts[0])
    if lengths == (4, 3, 3):
        return digits[0] == "1" and not _is_year(parts[0])
    return True


def _is_year(part: str) -> bool:
    return (
        len(part) == 4 and "1000" <= part < "2200" and part[:2] in ("15", "16", "17", "18", "19", "20", "21")
    )


def _is_thousands(parts: list[str], signs: list[str]) -> bool:
    """Tell whether groups are a number such as 1 000 000 or 143.000.000."""
    if len(parts) < 2 or len(set(signs)) > 1 or signs[0] not in ("", ".") or parts[0].startswith("0"):
        return False
    if len(parts[0]) > 3 or any(len(p) != 3 for p in parts[1:]):
        return False
    return len(parts[0]) < 3 or signs[0] == "." or parts[-1] == "000"


def _is_time(parts: list[str], signs: list[str]) -> bool:
    """Tell whether groups are or hold a date, hours or years."""
    if all(map(_is_year, parts)):
        return True
    if len(parts) == 1:
        return _is_stamp(parts[0])
    if all(len(p) == 4 and p[:2] < "25" and p[2:] < "60" for p in parts) and any(signs):
        return True  # 0800-1700
    if [len(p) for p in parts] == [2, 2, 2, 2] and signs[0] == signs[2] == "." != signs[1]:
        return True  # 08.30-17.00
    for k in range(len(parts) - 2):
        a, b, c = parts[k : k + 3]
        if _is_year(c) and _is_day(a, b) and k + 3 == len(parts):
            return True
        if _is_year(a) and k == 0 and _is_day(b, c):
            return True
    return False


def _is_day(a: str, b: str) -> bool:
    """Tell whether two groups are a day and a month, in either order."""
    return len(a) < 3 and len(b) < 3 and 0 < min(int(a), int(b)) < 13 and 0 < max(int(a), int(b)) < 32


def _is_stamp(part: str) -> bool:
    """Tell whether a run of digits is a date with hours: 201501071114."""
    return (
        len(part) in (10, 12)
        and _is_year(part[:4])
        and "01" <= part[4:6] <= "12"
        and "01" <= part[6:8] <= "31"
        and (part[8:10] < "25")
    )
