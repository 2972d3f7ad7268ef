"""People named by an @, by ``u/``, in the address of a profile, or behind "replying to"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from discourse.model.pseudonyms.keys import PSEUDONYM, SOMEONE
from discourse.model.pseudonyms.names import CJK, Names, Span, ends, is_cjk, is_word, normal, telling

# What no handle holds: white space, punctuation, symbols and emoji. Letters, digits, marks and _ are left.
_SIGNS = (
    r"\s\x00-\x2f\x3a-\x40\x5b-\x5e\x60\x7b-\x9f\xa1-\xa9\xab-\xb4\xb6-\xb9\xbb-\xbf\xd7\xf7"
    r"\u055d\u0589\u060c\u061b\u061f\u06d4\u0964\u0965\u2000-\u206f\u20a0-\u20bf\u2190-\u2bff\u3000-\u3004\u3008-\u303f"
    r"\ufe00-\ufe0f\ufe30-\ufe6f\uff00-\uff0f\uff1a-\uff20\uff3b-\uff3e\uff40\uff5b-\uff65\ufff0-\uffff"
    r"\U0001f000-\U0001faff"
)
_TOKEN = re.compile(rf"[^{_SIGNS}{CJK}]++(?:[.\-][^{_SIGNS}{CJK}]++)*+|[{CJK}][^{_SIGNS}]{{0,29}}+")
_AT = re.compile("[@＠]")
_HOST = re.compile(r"[@＠][\w-]++(?:\.[\w-]++)++")
# "meet @5pm", "2 @3k": no names.
_AMOUNT = re.compile(r"\d{1,4}(?:[ap]m|h|hrs?|k|m|x|min|km|kg|st|nd|rd|th)?", re.IGNORECASE)
_USER = re.compile(r"(?<!\w)[uU]/|/users?/")
_USER_NAME = re.compile(r"[\w-]{3,}+")
_PROFILE = re.compile(
    r"(?<![\w-])(?:"
    r"(?:facebook|fb)\.com/people/[^/\s]{1,80}/|(?:twitter|x)\.com/(?:#!/)?@?|instagram\.com/(?:stories/)?@?|(?:facebook|fb)\.com/(?:#!/)?(?:pg/|profile\.php\?id=)?"
    r"|(?:t|telegram)\.me/(?:s/)?@?"
    r"|reddit\.com/(?:u|user)/|youtube\.com/(?:@|channel/|c/|user/)|disqus\.com/by/|tiktok\.com/@"
    r"|threads\.(?:net|com)/@|bsky\.app/profile/|linkedin\.com/in/|vk\.com/"
    r")(?=[\w%])",
    re.IGNORECASE,
)
_PEOPLE = re.compile(r"(?<![\w-])(?:facebook|fb)\.com/people/(?=[\w%])", re.IGNORECASE)
_ADDRESS_NAME = re.compile(r"[\w%](?:[\w.%~\-]*[\w%])?")
_REPLY = re.compile(r"(?<!\w)(?:repl(?:ying|ied)|in\s(?:reply|response))\s++to(?:\s*+:)?\s++", re.IGNORECASE)
_LINE = re.compile(
    r"[^\W_][\w.\-'’]{0,29}+(?: [^\W\d_][\w.\-'’]{0,29}+){0,2}+(?=[ \t]*+[:–—-]?[ \t]*+(?:\n|\Z))"
)
#: What stands behind "replying to" and is no name.
_NOBODY = re.compile(
    "you|yours?|this|that|these|those|them|they|him|her|me|it|us|all|every(?:one|body)|both|the|an?|my|his|our|their|which|"
    "what|whom|anyone|someone|nobody|above|below",
    re.IGNORECASE,
)
#: First parts of addresses at those hosts that are no one's name.
_PLACES = re.compile(
    "home|search|hashtags?|i|intent|share|sharer|explore|settings|login|signup|register|about|privacy|tos|help|jobs|groups?|"
    "watch|events?|pages?|story|stories|photos?|permalink|plugins|dialog|gaming|marketplace|reels?|p|tv|accounts|direct|"
    "joinchat|addstickers|c|s|messages|notifications|compose|status|statuses|download|people|profile|pg|videos?|policies|"
    "legal|terms|business|ads|developers|web|feed|wall|club|public|im|me|[a-z]+\\.php",
    re.IGNORECASE,
)


def spans(text: str, names: Names) -> Iterator[Span]:
    """Yield where people are named, with what stands for them.

    Parameters
    ----------
    text : str
    names : Names
        The commenters, and what stands for anybody else.

    Yields
    ------
    start, stop : int
    new : str

    Examples
    --------
    >>> names = Names({"Ada Low": "C 1"}, lambda name: "someone")
    >>> list(spans("@Ada Low, @bob.b! u/cyd_9 x.com/adalow", names))
    [(32, 38, 'C 1'), (20, 25, 'someone'), (1, 8, 'C 1'), (11, 16, 'someone')]
    """
    if "/" in text:
        yield from _addresses(text, names)
        yield from _users(text, names)
    if "@" in text or "＠" in text:
        yield from _at(text, names)
    if " to" in text or "\nto" in text or " TO" in text or " To" in text:
        yield from _replies(text, names)


def _given(text: str, place: int) -> bool:
    """Tell whether a name that was given here before, or nobody's, stands at a place."""
    if PSEUDONYM.match(text, place):
        return True
    return text.startswith(SOMEONE, place) and ends(text, place + len(SOMEONE))


def _commenter(text: str, place: int, names: Names) -> tuple[int, str] | None:
    """Return where the name of a commenter that starts here ends, and what stands for it."""
    found = names.at(text, place)
    given = PSEUDONYM.match(text, place) if found else None
    return None if found and given and found[0] < given.end() else found


def _at(text: str, names: Names) -> Iterator[Span]:
    done = 0
    for sign in _AT.finditer(text):
        start = sign.end()
        if start < done:
            continue
        token = _TOKEN.match(text, start)
        found = _commenter(text, start, names)
        if found and token and found[0] < token.end() and not _sentence(text, found[0]):
            found = None  # a longer handle that only starts like a commenter's
            if token and (new := names.get(token[0])) is not None:
                found = token.end(), new
        if found is None:
            before = text[sign.start() - 1 : sign.start()]
            if token is None or _given(text, start):
                continue
            if before and is_word(before) and not is_cjk(before):
                continue
            if not any(c.isalpha() or c == "_" for c in token[0]) or _AMOUNT.fullmatch(token[0]):
                continue
            if token[0] == "r" and text.startswith("/", token.end()):
                continue  # a forum's name, not a person's
        stop = found[0] if found else token.end()  # type: ignore[union-attr]
        host = _HOST.match(text, stop)
        whole = text[start : host.end()] if host else text[start:stop]
        new = found[1] if found else names.get(whole) or names.other(normal(whole))
        done = host.end() if host else stop
        yield start, done, new


def _sentence(text: str, place: int) -> bool:
    """Tell whether a name ends here and a sentence, or a word of a script without spaces, goes on."""
    after = text[place : place + 2]
    if after[:1] == ".":
        return not (after[1:].islower() or after[1:].isdigit())
    return after[:1] != "-"


def _users(text: str, names: Names) -> Iterator[Span]:
    for prefix in _USER.finditer(text):
        start = prefix.end()
        found = _commenter(text, start, names)
        token = _USER_NAME.match(text, start)
        if found and not (token and found[0] < token.end()):
            yield start, *found
        elif token and not _given(text, start) and not _PLACES.fullmatch(token[0]):
            if (new := names.get(token[0])) is not None:
                yield start, token.end(), new
            elif any(c.isalpha() or c == "_" for c in token[0]):
                yield start, token.end(), names.other(normal(token[0]))


def _addresses(text: str, names: Names) -> Iterator[Span]:
    for pattern in (_PROFILE, _PEOPLE):
        for prefix in pattern.finditer(text):
            start = prefix.end()
            token = _ADDRESS_NAME.match(text, start)
            if token is None or _given(text, start) or _PLACES.fullmatch(token[0]):
                continue
            name = unquote(token[0])
            new = names.get(name)
            yield start, token.end(), names.other(normal(name)) if new is None else new


def _replies(text: str, names: Names) -> Iterator[Span]:
    for intro in _REPLY.finditer(text):
        start = intro.end()
        if _given(text, start):
            continue
        found = _commenter(text, start, names)
        if found:
            name = text[start : found[0]]
            if telling(name) or not name[:1].islower() or names.is_written(name):
                yield start, *found
                continue
        line = _LINE.match(text, start)
        if line is None or not _alone(text, intro.start()):
            continue
        words = line[0].split(" ")
        if _NOBODY.fullmatch(words[0]) or (len(words) > 1 and any(w[:1].islower() for w in words)):
            continue
        yield start, start + len(line[0].rstrip(".-'’")), names.other(normal(line[0].rstrip(".-'’")))


def _alone(text: str, place: int) -> bool:
    """Tell whether nothing but signs stands before a place in its line."""
    line = text[max(text.rfind("\n", 0, place) + 1, place - 40) : place]
    return not any(map(is_word, line))
