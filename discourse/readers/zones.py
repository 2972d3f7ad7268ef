"""Zones by name at the end of a time, as far as a name means one zone alone."""

from __future__ import annotations

import re

#: Hours from UTC. Not among them are names that several zones share: BST, CST, IST, AST, PST, MST and others.
_HOURS = {
    "UTC": 0, "GMT": 0, "WET": 0, "WEST": 1, "CET": 1, "MEZ": 1, "CEST": 2, "MESZ": 2, "EET": 2, "EEST": 3, "MSK": 3,
    "SAST": 2, "PKT": 5, "WIB": 7, "HKT": 8, "SGT": 8, "AWST": 8, "JST": 9, "KST": 9, "ACST": 9.5, "AEST": 10,
    "ACDT": 10.5, "AEDT": 11, "NZST": 12, "NZDT": 13, "HST": -10, "AKST": -9, "AKDT": -8, "PDT": -7, "MDT": -6,
    "EST": -5, "EDT": -4, "BRT": -3,
}  # fmt: skip
_NAMED = re.compile(
    rf"(?P<time>.*\d\d(?: ?[AaPp]\.?[Mm]\.?)?) ?\(?(?:(?P<name>{'|'.join(_HOURS)})|(?:UTC|GMT) ?(?P<sign>[+\u2212-])"
    r"(?P<hours>\d\d?)(?::?(?P<minutes>\d\d))?)\)?(?: \([A-Za-z .]+\))?",
)


def named_zone(text: str) -> tuple[str, int] | None:
    """Return a time without the zone named at its end, and that zone's minutes from UTC; None where there is none.

    Examples
    --------
    >>> named_zone("2024-03-03 14:05 CET"), named_zone("3 March 2024 2:05 PM (UTC+5:30)")
    (('2024-03-03 14:05', 60), ('3 March 2024 2:05 PM', 330))
    >>> named_zone("Sun Mar 03 2024 14:05:00 GMT-0500 (Eastern Standard Time)")
    ('Sun Mar 03 2024 14:05:00', -300)
    >>> named_zone("2024-03-03 14:05 CST") is None, named_zone("03 MSK") is None
    (True, True)
    """
    told = text[-1:].isalpha() and not text[-2:-1].isdigit()
    if not (told or text[-1:] == ")" or "UTC" in text or "GMT" in text):
        return None
    found = _NAMED.fullmatch(text)
    if found is None or ":" not in found["time"]:
        return None
    if found["name"]:
        return found["time"], int(60 * _HOURS[found["name"]])
    minutes = 60 * int(found["hours"]) + int(found["minutes"] or 0)
    if minutes > 14 * 60:
        return None
    return found["time"], minutes if found["sign"] == "+" else -minutes
