"""Page chrome: lines that a web page adds around comments, and the counts and times they carry."""

from __future__ import annotations

import re
from dataclasses import dataclass

from discourse.readers.times import When, parse_when

_LONGEST = 90
_COUNT = r"\d{1,3}(?:[,.]\d{3})*(?:[.,]\d+)?[km]?"
#: Stand after a comment: what follows is somebody's next comment.
_FOOTER = re.compile(
    "|".join(
        (
            "reply|replies|share|like|liked|likes|dislike|upvote|downvote|flag|embed",
            "report(?: abuse| comment| this comment)?",
            "(?:log ?|sign )in to (?:reply|comment|vote)|permalink|perma-link|copy link|quote|save|award|give award",
            "respond|recommend(?:ed)?|block(?: user)?|hide(?: comment)?|translate|see translation|mark as spam",
            rf"(?:view|see|show|hide|load)?(?: all| more)? ?{_COUNT} (?:more )?(?:replies|reply|responses?|answers?)",
            "(?:view|see|show|hide|load)(?: all| more)? (?:replies|responses|answers)|(?:share|reply) ?›",
        )
    ),
    re.IGNORECASE,
)
_DOTS = r"(?:\.{3}|…)?"
#: May stand anywhere.
_LOOSE = re.compile(
    "|".join(
        (
            rf"(?:show|read|see|view|load) (?:more|less)(?: comments)?{_DOTS}|\(?edited\)?|follow(?:ing)?|subscribe",
            "sort(?:ed)? by:?(?: .{1,20})?",
            "(?:newest|oldest|best|top|popular|most relevant|most liked)(?: first| comments)?",
            "all comments|top (?:fan|commenter|contributor)|author|moderator|verified|pinned(?: comment)?|level [0-9]+",
            "continue this thread|log ?in|log ?out|sign ?(?:in|up)|register|post(?: a)? comment",
            rf"(?:add|write|leave) a (?:comment|reply){_DOTS}|join the (?:discussion|conversation){_DOTS}",
            "(?:load|show|view|see) (?:all|more|previous|older|newer|next)(?: [0-9]+)? comments|next|previous",
            "advertisement|tweet|print|e-?mail|copy|facebook|twitter|whatsapp|telegram|avatar|user avatar",
            r"profile (?:picture|photo)|this comment (?:is|was) edited|\+ ?more|more|…|\.\.\.|⋮|collapse|expand",
            rf"\[[-+–]\]|[-−–—_=*~·•|▲▼△▽↑↓⬆⬇♥❤👍👎💬↩⋯]+\ufe0f?|{_COUNT} views?|[0-9]+ awards?",
        )
    ),
    re.IGNORECASE,
)
_LIKES = re.compile(
    rf"(?:(?:liked by )?(?P<a>[+-]?{_COUNT}) "
    r"(?:likes?|points?|upvotes?|votes?|thumbs up|reactions?|recommends?|people (?:liked|like) this)"
    rf"|(?:likes?|score|votes|upvotes):? ?(?P<b>[+-]?{_COUNT})"
    rf"|[▲△↑⬆♥❤👍]\ufe0f? ?(?P<c>[+-]?{_COUNT})(?: ?[▼▽↓⬇👎]\ufe0f?(?: ?{_COUNT})?)?"
    rf"|(?P<d>[+-]?{_COUNT}) ?[♥❤👍▲↑]\ufe0f?|(?P<e>\+{_COUNT})|(?P<f>\d+(?:[.,]\d+)?[km]))",
    re.IGNORECASE,
)
_NUMBER = re.compile(rf"[+-]?{_COUNT}", re.IGNORECASE)
_HEADING = re.compile(
    r"(?:(?:reader|user|viewer|top|all|latest|recent)s?['’]? )?comments(?: section)?(?: ?[(\[]?\d[\d,.]{0,8}[)\]]?)?:?"
    r"|\d[\d,.]{0,8} (?:comments?|responses?|thoughts on .{1,80})(?: so far)?:?|discussion:?|responses:?",
    re.IGNORECASE,
)
_EDITED = re.compile(r" \(edited\)$", re.IGNORECASE)
_SPLIT = re.compile(r"\s*[·•|∙⋅‧]\s*|\s{2,}|\t+|\s+-\s+")
_WORDS = re.compile(
    r"(?:(?:reply|share|like|report|edit|delete|flag|follow|save|quote|dislike)(?:\s+|$)){2,}›?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Chrome:
    """One line of page chrome.

    Attributes
    ----------
    footer : bool
        Whether it stands below a comment ("Reply").
    heading : bool
        Whether it announces the comments ("37 comments").
    likes : int or None
        A count of likes that it gives.
    when : When or None
        A time that it gives.
    """

    footer: bool = False
    heading: bool = False
    likes: int | None = None
    when: When | None = None


def count(text: str) -> int | None:
    """Return the number that a site's short writing stands for.

    Examples
    --------
    >>> count("1.2K"), count("1,204"), count("-3"), count("+14")
    (1200, 1204, -3, 14)
    """
    match = re.fullmatch(r"([+-]?)(\d+(?:[.,]\d+)*)([kKmM]?)", text.strip())
    if not match:
        return None
    sign, digits, unit = match.groups()
    if unit and re.fullmatch(r"\d+(?:[.,]\d+)?", digits):
        value = round(float(digits.replace(",", ".")) * {"k": 1e3, "m": 1e6}[unit.lower()])
    elif not unit and re.fullmatch(r"\d+|\d{1,3}(?:,\d{3})+|\d{1,3}(?:\.\d{3})+", digits):
        value = int(re.sub(r"[.,]", "", digits))
    elif not unit and re.fullmatch(r"\d+[.,]0{1,2}", digits):
        value = int(re.split(r"[.,]", digits)[0])
    else:  # 1.5 of anybody, or 1,2,3
        return None
    if value >= 2**63:
        return None
    return -value if sign == "-" else value


def parse_chrome(line: str) -> Chrome | None:
    """Recognise a whole line of page chrome; None if it is anything else.

    Parameters
    ----------
    line : str
        One line without outer white space.

    Returns
    -------
    Chrome or None

    Examples
    --------
    >>> parse_chrome("Reply · Share · 3h").when.text, parse_chrome("12 likes").likes, parse_chrome("I like it")
    ('3h', 12, None)
    """
    if not line or len(line) > _LONGEST:
        return None
    if _HEADING.fullmatch(line):
        return Chrome(heading=True)
    line = line.strip("·•|∙⋅‧ ") or line
    single = _single(_EDITED.sub("", line, count=1))
    if single is not None:
        return single
    if _WORDS.fullmatch(line):
        return Chrome(footer=True)
    parts = [p for p in _SPLIT.split(line) if p]
    if not 2 <= len(parts) <= 8:
        return None
    found = [_single(p) or _bare(p) for p in parts]
    if any(f is None for f in found):
        return None
    known = [f for f in found if f is not None]
    if all(_NUMBER.fullmatch(p) for p in parts):
        return None
    return Chrome(
        footer=any(f.footer for f in known),
        likes=next((f.likes for f in known if f.likes is not None), None),
        when=next((f.when for f in known if f.when is not None), None),
    )


def _single(part: str) -> Chrome | None:
    if _FOOTER.fullmatch(part):
        return Chrome(footer=True)
    likes = _LIKES.fullmatch(part)
    if likes:
        value = next(v for v in likes.groups() if v is not None)
        return Chrome(footer=True, likes=count(value))
    if _LOOSE.fullmatch(part):
        return Chrome()
    when = parse_when(part, vague=False)
    return Chrome(when=when) if when else None


def _bare(part: str) -> Chrome | None:
    """Recognise what is chrome only beside other chrome."""
    if _NUMBER.fullmatch(part):
        return Chrome(likes=count(part))
    when = parse_when(part)
    return Chrome(when=when) if when else None
