"""Times as people and sites write them: absolute ones to UTC, relative ones recognised and left as they are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

from discourse.readers.zones import named_zone

_NAMES = (
    *("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august"),
    *("sep sept september", "oct october", "nov november", "dec december"),
)
_MONTHS = {name: number for number, names in enumerate(_NAMES, 1) for name in names.split()}
_MONTH = "(?P<month>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\.?"
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_WEEKDAY = r"(?:(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?\.?,? )?"
_ZONE = r"(?: ?(?P<zone>z|utc|gmt|(?:utc|gmt)?[+-]\d\d:?(?:\d\d)?))?"
_CLOCK = r"(?P<hour>[0-2]?\d)[:.](?P<minute>[0-5]\d)(?:[:.](?P<second>[0-5]\d)(?:[.,](?P<part>\d{1,9}))?)?"
_TIME = rf"(?:(?: ?[,@|·•–-] ?|,? at | )(?P<time>{_CLOCK}(?: ?(?P<half>[ap])\.?m\.?)?{_ZONE}))?"
_DATES = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_YEAR}-(?P<month>[01]\d)-(?P<day>[0-3]\d)(?:t{_CLOCK}{_ZONE}|{_TIME.replace('P<', 'P<x_')})",
        rf"{_YEAR}[/.](?P<month>[01]?\d)[/.](?P<day>[0-3]?\d){_TIME}",
        rf"{_WEEKDAY}{_DAY}(?: of)?[ -]{_MONTH},?[ -]{_YEAR}{_TIME}",
        rf"{_WEEKDAY}{_MONTH} {_DAY},? {_YEAR}{_TIME}",
        rf"(?P<day>[0-3]?\d)\.(?P<month>[01]?\d)\.{_YEAR}{_TIME}",
        rf"(?P<a>[0-3]?\d)/(?P<b>[0-3]?\d)/{_YEAR}{_TIME}",
    )
]
_UNIT = r"(?:s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|wks?|weeks?|mo|mos|months?|y|yrs?|years?)\.?"
_RELATIVE = re.compile(
    rf"(?:(?:about|over|almost|around|~) ?)?(?:\d{{1,3}}|an?|one|two|three|a few) ?{_UNIT}(?: ago)?",
    re.IGNORECASE,
)
_COMPACT = re.compile(r"\d{1,3} ?(?:s|secs?|m|mins?|h|hrs?|d|w|wks?|mo|mos|y|yrs?)\.?", re.IGNORECASE)
_ROUGH_TIME = r"(?:,? (?:at )?[0-2]?\d[:.][0-5]\d(?: ?[ap]m)?)?"
_VAGUE = re.compile(
    rf"(?:just now|moments? ago|now|today|yesterday|last (?:week|month|year)){_ROUGH_TIME}"
    rf"|{_CLOCK}(?: ?[ap]\.?m\.?)?",
    re.IGNORECASE,
)
_DAY_IN_YEAR = r"[0-3]?\d(?:st|nd|rd|th)?"
_YEARLESS = re.compile(
    rf"(?:{_MONTH} {_DAY_IN_YEAR}|{_DAY_IN_YEAR} {_MONTH.replace('P<month>', 'P<later>')}){_ROUGH_TIME}",
    re.IGNORECASE,
)
_LONGEST = 60
_EARLIEST, _LATEST = 10**8, 10**10  # seconds; 1973 to 2286


@dataclass(frozen=True)
class When:
    """A time as found.

    Attributes
    ----------
    text : str
        As it is written.
    at : datetime.datetime or None
        In UTC without a zone attached; None for "3 hours ago" and the like.
    zoned : bool
        Whether the writing names its zone; a date alone counts as zoned, for nothing is assumed of the hour.
    """

    text: str
    at: datetime | None
    zoned: bool = True


def parse_when(text: str, *, vague: bool = True) -> When | None:
    """Recognise a time that is the whole of a short text.

    Parameters
    ----------
    text : str
    vague : bool
        Whether "3 days" without "ago", words such as "yesterday", a bare clock time and a date without its year
        count too.

    Returns
    -------
    When or None

    Examples
    --------
    >>> parse_when("3 March 2024 at 14:05").at
    datetime.datetime(2024, 3, 3, 14, 5)
    >>> parse_when("2d").at is None, parse_when("Damascus") is None
    (True, True)
    """
    text = text.strip()
    if not text or len(text) > _LONGEST:
        return None
    absolute = parse_absolute(text)
    if absolute is not None:
        return absolute
    if _RELATIVE.fullmatch(text) and (vague or text.lower().endswith("ago") or _COMPACT.fullmatch(text)):
        return When(text, None)
    if vague and (_VAGUE.fullmatch(text) or _YEARLESS.fullmatch(text)):
        return When(text, None)
    return None


_TIME_OF_DAY = re.compile(r"\d{1,2}[:.]\d\d(?P<seconds>[:.]\d\d)?")


def precision(text: str) -> str:
    """Return the unit down to which a time is written: day, minute or second.

    Examples
    --------
    >>> precision("3 March 2024"), precision("2024-03-03 14:05"), precision("2024-03-03T14:05:00Z")
    ('day', 'minute', 'second')
    """
    clock = _TIME_OF_DAY.search(text.partition("T")[2] or text[8:])
    return "day" if clock is None else "second" if clock["seconds"] else "minute"


def parse_absolute(text: str) -> When | None:
    """Recognise a date, with or without its time of day; None where it is none or cannot be told (03/04/2024)."""
    if len(text) > _LONGEST:
        return None
    for pattern in _DATES:
        match = pattern.fullmatch(text)
        if match:
            return _build(
                text, {k.removeprefix("x_"): v for k, v in match.groupdict().items() if v is not None}
            )
    return None


def _build(text: str, found: dict[str, str]) -> When | None:
    if (
        "a" in found
    ):  # day and month in an unknown order: only where one of them is above 12, or both are equal
        a, b = int(found["a"]), int(found["b"])
        if a > 12 or a == b:
            found |= {"day": str(a), "month": str(b)}
        elif b > 12:
            found |= {"day": str(b), "month": str(a)}
        else:
            return When(text, None)
    month = found["month"].lower().rstrip(".")
    hour = int(found.get("hour", 0))
    half = found.get("half", "").lower()
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    zone = _zone(found.get("zone", ""))
    try:
        at = datetime(
            int(found["year"]),
            _MONTHS.get(month) or int(month),
            int(found["day"]),
            hour,
            int(found.get("minute", 0)),
            int(found.get("second", 0)),
            int(found.get("part", "0")[:6].ljust(6, "0")),
            tzinfo=zone or UTC,
        )
        return When(text, at.astimezone(UTC).replace(tzinfo=None), zone is not None or "hour" not in found)
    except (ValueError, OverflowError):
        return None


def _zone(text: str) -> timezone | None:
    if not text:
        return None
    digits = "".join(c for c in text if c.isdigit())
    if not digits:
        return UTC
    minutes = int(digits[:2]) * 60 + int(digits[2:] or 0)
    return timezone(timedelta(minutes=-minutes if "-" in text else minutes)) if minutes < 1440 else UTC


def parse_cell(text: str) -> When | None:
    """Recognise the time in a table's cell: any date, epoch seconds or milliseconds, or a mail or Twitter date.

    Its zone may be named, as far as the name means one zone alone (CET, EST, UTC+2, not CST).

    Examples
    --------
    >>> parse_cell("1697222508.0").at
    datetime.datetime(2023, 10, 13, 18, 41, 48)
    >>> parse_cell("Wed Jan 07 11:14:38 +0000 2015").at
    datetime.datetime(2015, 1, 7, 11, 14, 38)
    """
    text = text.strip()
    if len(text) > _LONGEST:
        return None
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if seconds:
        if _EARLIEST * 1000 <= seconds < _LATEST * 1000:
            seconds /= 1000
        if not _EARLIEST <= seconds < _LATEST:
            return None
        return When(text, datetime(1970, 1, 1) + timedelta(microseconds=round(seconds * 1e6)))
    found = parse_absolute(text)
    if found is not None and found.at is not None:
        return found
    zone = named_zone(text)
    if zone is not None:
        local = parse_cell(zone[0])
        if local is not None and local.at is not None:  # which may tell its zone in figures too
            shift = timedelta(minutes=0 if local.zoned else zone[1])
            return When(text, local.at - shift) if 1 < local.at.year < 9999 else None
    at: datetime | None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        at = _by_words(text)
    if at is None:
        return None
    try:
        return When(text, at.astimezone(UTC).replace(tzinfo=None) if at.tzinfo else at, at.tzinfo is not None)
    except (ValueError, OverflowError):
        return None


def _by_words(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, "%a %b %d %H:%M:%S %z %Y")
    except ValueError:
        pass
    try:
        return parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
