"""Header lines that say more than a name: times, "says:", and whom a comment answers."""

from __future__ import annotations

import re
from dataclasses import dataclass

from discourse.readers.thread.names import likeness
from discourse.readers.times import When, parse_when

_LONGEST = 140
_NAME = 60
_WORDS = 6
_SAID = re.compile(
    r"(?P<name>\S.{0,80}?),? (?:says|said|wrote|writes|commented|posted|replied|responded)"
    r"(?P<when>,? (?:on |at )?[^:]{0,20}\d.{0,40}?| .{1,30} ago)?(?P<colon>\s?:)?",
    re.IGNORECASE,
)
_ANSWERS = re.compile(
    r"(?P<name>\S.{0,60}?)"
    r"(?: ?(?P<arrow>→|►|▸|▶|➤|»|⟶|->|=>|(?<= )>(?= ))\ufe0e? ?"
    r"|,? (?:replied to|replying to|in reply to|in response to|responded to|answered|reply to) "
    r"|,? (?:has )?(?:replied|replying) to:? |,? \(?in reply to )"
    r"@?(?P<other>\S.{0,60}?)\)?",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"\s*[·•|∙⋅‧]\s*|\s+[-–—]\s+|\s*,\s+|\s{2,}|\t+|\s+\(")
_TAIL = re.compile(
    r"(?:edited|\(edited\)|reply|author|op|mod|moderator|top fan|verified|follow|pinned|\d{1,7} (?:likes?|points?))",
    re.IGNORECASE,
)
_ON = re.compile(r"(?:posted )?(?:on|at) ", re.IGNORECASE)
_POSTED = re.compile(r"(?:,?\s+(?:posted|commented|wrote|said|on|at))+$", re.IGNORECASE)
#: What a header line holds at least one of, and what a time does; looked for first, as most lines are text.
_SIGN = re.compile(
    r"\d|:$|[>→►▸▶➤»⟶]|\b(?:ago|now|today|yesterday|repl|respon|answer|said|says|wrote|writes|posted|commented)",
    re.IGNORECASE,
)
_TIMED = re.compile(r"\d[:./-]\d|\d ?[a-z]|[a-z]\.? ?\d|\b(?:ago|now|today|yesterday)\b", re.IGNORECASE)
_NUMBERED = re.compile(r"#\d{1,6}:? +(?=\S)")


@dataclass(frozen=True)
class Header:
    """What a header line says.

    Attributes
    ----------
    name : str
        The commenter, as written.
    when : When or None
    other : str
        Who is answered; empty if nobody.
    sure : float
        How surely this is a header, by its form: 0.99 with a time, 0.9 with "says:" or a named answer,
        less for ``A > B`` and for a name with a bare colon.
    quotes : bool
        Whether it may also introduce a quotation ("Ada wrote:" before ``>`` lines).
    likes : int or None
    """

    name: str
    when: When | None = None
    other: str = ""
    sure: float = 0.99
    quotes: bool = False
    likes: int | None = None


def _named(text: str, *, loose: bool = True) -> str:
    """Return a plausible name, or nothing: short, and not a sentence."""
    text = text.strip().strip("·•|,-–— ").strip()
    if not text or len(text) > _NAME or len(text.split()) > _WORDS:
        return ""
    if not any(c.isalnum() for c in text) or text[-1] in "!?;:" or "://" in text or text[0] in '>“"«':
        return ""
    if not loose and likeness(text) < 0.3:
        return ""
    if ". " in text and likeness(text) == 0 and text.lower() == text:
        return ""
    return text


def parse_header(line: str) -> Header | None:
    """Recognise a header line that is more than a name; None if it is anything else.

    Parameters
    ----------
    line : str
        One line without outer white space.

    Returns
    -------
    Header or None

    Examples
    --------
    >>> parse_header("Ada Lovelace · 3 hours ago").when.text
    '3 hours ago'
    >>> found = parse_header("Ben King > Ada Lovelace, 3 March 2024 at 14:05:")
    >>> found.name, found.other, str(found.when.at)
    ('Ben King', 'Ada Lovelace', '2024-03-03 14:05:00')
    >>> parse_header("They left in March 2024.") is None
    True
    """
    if not 3 <= len(line) <= _LONGEST or not _SIGN.search(line):
        return None
    line = _NUMBERED.sub("", line, count=1)
    body = line[:-1].rstrip() if line.endswith(":") else line
    timed = _timed(body)
    if timed is not None:
        head, stamp = timed
        answer = _answer(head)
        if answer is not None:
            return Header(answer.name, stamp, answer.other)
        said = _SAID.fullmatch(head)
        name = _named(said["name"] if said and not said["when"] else head)
        return Header(name, stamp) if name else None
    said = _SAID.fullmatch(line)
    if said:
        when = (
            parse_when(re.sub(r"^,? ?(?:on |at )?", "", said["when"] or "", count=1, flags=re.IGNORECASE))
            if said["when"]
            else None
        )
        name = _named(said["name"], loose=when is not None)
        if name and (when is not None or (said["colon"] and not said["when"])):
            return Header(name, when, sure=0.99 if when else 0.9, quotes=True)
    return _answer(body) or _colon(line)


def _timed(body: str) -> tuple[str, When] | None:
    """Split a line into what stands before a time at its end, and the time."""
    if not _TIMED.search(body):
        return None
    body = re.sub(r"\s+(?:says|said|wrote|commented|posted|replied)$", "", body, flags=re.IGNORECASE)
    cuts = [(m.start(), m.end()) for m in _SEPARATOR.finditer(body)]
    while cuts and _TAIL.fullmatch(body[cuts[-1][1] :].strip(" ()")):
        body = body[: cuts.pop()[0]]
    body = re.sub(r"\s*\(edited\)$", "", body, flags=re.IGNORECASE)
    spaces = [(m.start(), m.end()) for m in re.finditer(" +", body)]
    for start, stop in [*cuts, *spaces[-10:]]:
        mark = body[start:stop].strip()
        sure = mark in ("·", "•", "|", "∙", "⋅", "‧")
        when = parse_when(_ON.sub("", body[stop:].rstrip(")").strip(), count=1), vague=sure)
        head = _POSTED.sub("", body[:start], count=1)
        if when is not None and head.strip() and (sure or _solid(head)):
            return head, when
    return None


def _solid(head: str) -> bool:
    """Whether what stands before a time may be a name, not the start of a sentence ("They left, 3 days ago")."""
    if _ANSWERS.fullmatch(head) or _SAID.fullmatch(head):
        return True
    head = head.strip(" ,-–—(")
    score = likeness(head)
    return score > 0.25 or (
        score in (0.0, 0.12) and len(head.split()) <= 2 and not head.endswith((".", "!", "?"))
    )


def _answer(text: str) -> Header | None:
    match = _ANSWERS.fullmatch(text)
    if not match:
        return None
    name, other = (
        _named(match["name"], loose=not match["arrow"]),
        _named(match["other"], loose=not match["arrow"]),
    )
    if not name or not other or likeness(name) == 0 == likeness(other):
        return None
    return Header(name, other=other, sure=0.6 if match["arrow"] else 0.9)


def _colon(line: str) -> Header | None:
    if not line.endswith(":"):
        return None
    name = line[:-1].rstrip()
    score = likeness(name)
    return Header(name, sure=round(0.8 * score, 3)) if score >= 0.5 else None
