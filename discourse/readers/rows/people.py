"""Who wrote a batch of comments: cleaned names, unknown ones, bots and moderators, and names after an ``@``."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from typing import Any

from discourse.model.corpus import ROLES
from discourse.readers.commenters import PLACEHOLDERS, author_id, clean_name
from discourse.readers.rows.leftovers import MAIL, Leftovers
from discourse.readers.rows.wording import as_text
from discourse.readers.tally import Tally

_NOTHING = frozenset(("", "nan", "none", "null", "n/a", "-"))
#: Accounts of sites' own programs whose names do not end in "bot".
_KNOWN = frozenset(
    ("automoderator", "autotldr", "remindmebot", "sneakpeekbot", "wikisummarizer", "groupanonymousbot")
)
_BOT = re.compile(r"(?:^|[\W_])(?i:bots?)[\W_]*\d*$|[a-z0-9]Bot\d*$|[A-Z]BOT\d*$|^(?i:bot)[-_.]|^[Bb]ot[A-Z]")
_AUTOMATIC = ("I am a bot, and this action was performed automatically", "^(I am a bot", "*I am a bot")
_BRACKETS = re.compile(r"[<(\[]\s*(?:mailto:)?\s*[>)\]]")
_MOST_WORDS = 6
_END = ".,:;!?-—–"


def people(
    names: Sequence[Any],
    numbers: Sequence[Any],
    extra: Leftovers,
    lines: Sequence[int],
    tally: Tally,
    texts: Sequence[str],
) -> tuple[list[str], list[str]]:
    """Return ids and names of commenters; both empty for those without a name, each of whom is somebody else.

    Parameters
    ----------
    names, numbers : sequence
        As found: the names shown, and ids that stay when a name changes.
    extra : Leftovers
        Receives stand-ins for a name.
    lines : sequence of int
    tally : Tally
    texts : sequence of str
        For the audit's example.
    """
    if not any(numbers) and set(map(type, names)) == {str} and set(map(type, numbers)) == {type(None)}:
        people = {name: _person(name, None) for name in dict.fromkeys(names)}
        found = list(map(people.__getitem__, names))
        return _told(found, extra, lines, tally, texts)
    pairs = list(zip(names, numbers, strict=True))
    try:
        known = {pair: _person(*pair) for pair in dict.fromkeys(pairs)}
    except TypeError:  # a list or an object where a name belongs
        pairs = [(_hashable(name), _hashable(number)) for name, number in pairs]
        known = {pair: _person(*pair) for pair in dict.fromkeys(pairs)}
    return _told(list(map(known.__getitem__, pairs)), extra, lines, tally, texts)


def _told(
    found: list[tuple[str, str, str]],
    extra: Leftovers,
    lines: Sequence[int],
    tally: Tally,
    texts: Sequence[str],
) -> tuple[list[str], list[str]]:
    """Return ids and names, having counted those without."""
    who, labels = [one[0] for one in found], [one[1] for one in found]
    if all(who):
        return who, labels
    for i, (name, _, stand_in) in enumerate(found):
        if name:
            continue
        if stand_in:
            extra.set(i, "name", stand_in)
            reason = "a stand-in for a name, each time taken for a different unknown commenter"
            tally.add("repaired", reason, lines[i], stand_in)
        else:
            reason = "no name; each time taken for a different unknown commenter"
            tally.add("repaired", reason, lines[i], texts[i])
    return who, labels


def _hashable(value: Any) -> Any:
    return as_text(value) if isinstance(value, list | dict) else value


def _person(given: Any, number: Any) -> tuple[str, str, str]:
    """Return the id, the name, and the stand-in for a name where there is one."""
    name = _cleaned(given)
    key = "" if number is None else _cleaned(number)
    if key.endswith(".0") and key[:-2].isdigit():
        key = key[:-2]
    stand_in = ""
    if name.lower() in PLACEHOLDERS or not name:
        stand_in = "" if name.lower() in _NOTHING else name
        name = ""
    if key.lower() in PLACEHOLDERS or key == "0":
        key = ""
    if not name and not key:
        return "", "", stand_in
    if "@" in name or "@" in key:
        name, key = _without_address(name, key)
    return author_id(key or name), name or key, ""


def _without_address(name: str, key: str) -> tuple[str, str]:
    """Return name and id without e-mail addresses: those who are known by one alone are kept apart by a short hash."""
    found = MAIL.search(key) or MAIL.search(name)
    if found is None:
        return name, key
    local = found[0].partition("@")[0]
    mark = hashlib.blake2b(found[0].lower().encode(), digest_size=4).hexdigest()
    plain = " ".join(_BRACKETS.sub(" ", MAIL.sub(" ", name)).split())
    if MAIL.search(key) or (not key and not plain):
        key = f"{local}~{mark}"
    return plain or local, key


def _cleaned(value: Any) -> str:
    text = value if type(value) is str else as_text(value)
    return " ".join(text.split()) if text.isascii() and text.isprintable() else clean_name(text)


def roles(given: Sequence[Any], labels: Sequence[str], texts: Sequence[str]) -> list[str | None]:
    """Return what is known of the writers: as given, else "bot" by name or by the words that bots end with.

    Examples
    --------
    >>> roles([None, None, "moderator", None], ["RemindMeBot", "Abbot", "Ada", "x"], ["", "", "", "hi"])
    ['bot', None, 'moderator', None]
    """
    bots: dict[str, bool] = {name: is_bot(name) for name in dict.fromkeys(labels)}
    if not any(given) and not any(bots.values()) and not any("am a bot" in text for text in texts):
        return [None] * len(labels)
    out: list[str | None] = []
    for role, name, text in zip(given, labels, texts, strict=True):
        if bots[name] or ("am a bot" in text and any(a in text for a in _AUTOMATIC)):
            out.append("bot")
        else:
            out.append(role if role in ROLES else None)
    return out


def is_bot(name: str) -> bool:
    """Whether a name is a bot's by its form.

    Examples
    --------
    >>> [is_bot(n) for n in ("AutoModerator", "news-bot", "tldr_bot2", "HelperBot", "robot", "Talbot", "bottle")]
    [True, True, True, True, False, False, False]
    """
    if "bot" not in name.lower() and name.lower() not in _KNOWN:
        return False
    return name.lower() in _KNOWN or _BOT.search(name) is not None


def name_key(name: str) -> str:
    """Return the form in which a mention is compared with a name: no case, no spaces, no ``@``."""
    return name.lstrip("@").replace(" ", "").casefold()


def mention_keys(texts: Sequence[str], answers: Sequence[Any] = ()) -> list[tuple[str, ...] | None]:
    """Return for each text that starts with an ``@`` the names that may stand there, the longest first.

    Parameters
    ----------
    texts : sequence of str
    answers : sequence, optional
        Names of those who are answered, where the format tells of them; used where a text does not start with one.

    Examples
    --------
    >>> mention_keys(["@Ada Low, no", "no @Ada"])
    [('adalow,no', 'adalow,', 'adalow', 'ada'), None]
    """
    out = [_keys(text) if text[:1] == "@" else None for text in texts]
    if any(answers):
        for i, name in enumerate(answers):
            if out[i] is None and name and (text := as_text(name).strip()):
                out[i] = _keys(text if text[:1] == "@" else f"@{text}")
    return out


def _keys(text: str) -> tuple[str, ...] | None:
    if text[1:2].isspace():
        return None
    parts = text[1:200].split("\n", 1)[0].split()[:_MOST_WORDS]
    out: dict[str, None] = {}
    for size in range(len(parts), 0, -1):
        name = "".join(parts[:size]).casefold()
        for form in (name, name.rstrip(_END), name.removesuffix("’s").removesuffix("'s")):
            if form:
                out[form] = None
    return tuple(out) or None
