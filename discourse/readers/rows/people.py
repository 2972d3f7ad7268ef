"""Who wrote a batch of comments: cleaned names, unknown ones, bots and moderators, and names after an ``@``."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import repeat
from operator import contains
from typing import Any

from discourse.model.corpus import ROLES
from discourse.readers.commenters import PLACEHOLDERS, author_id, clean_name, shown
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
_TEXTS = frozenset((str, type(None)))
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
    keys: Sequence[Any]
    try:
        if not any(numbers) and set(map(type, numbers)) == {type(None)}:
            alone = dict.fromkeys(names)
            if set(map(type, alone)) == {str}:
                known = {name: _person(name, None) for name in alone}
                return _told(names, known, extra, lines, tally, texts)
        named = dict(zip(numbers, names, strict=True))
        plain = _TEXTS.issuperset(map(type, named)) and _TEXTS.issuperset(map(type, names))
        if plain and list(names) == list(map(named.__getitem__, numbers)):  # Each number has one name.
            known = {number: _person(name, number) for number, name in named.items()}
            return _told(numbers, known, extra, lines, tally, texts)
        keys = list(zip(names, numbers, strict=True))
        known = {pair: _person(*pair) for pair in dict.fromkeys(keys)}
    except TypeError:  # a list or an object where a name belongs
        keys = [(_hashable(name), _hashable(number)) for name, number in zip(names, numbers, strict=True)]
        known = {pair: _person(*pair) for pair in dict.fromkeys(keys)}
    return _told(keys, known, extra, lines, tally, texts)


def _told(
    keys: Sequence[Any],
    known: Mapping[Any, tuple[str, str, str]],
    extra: Leftovers,
    lines: Sequence[int],
    tally: Tally,
    texts: Sequence[str],
) -> tuple[list[str], list[str]]:
    """Return ids and names, having counted those without."""
    ids = {key: one[0] for key, one in known.items()}
    shown = {key: one[1] for key, one in known.items()}
    who = list(map(ids.__getitem__, keys))
    labels = who.copy() if ids == shown else list(map(shown.__getitem__, keys))
    if all(ids.values()):
        return who, labels
    for i, name in enumerate(who):
        if name:
            continue
        stand_in = known[keys[i]][2]
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
    key = "" if number is None else name if number is given else _cleaned(number)
    if key.endswith(".0") and key[:-2].isdigit():
        key = key[:-2]
    stand_in = ""
    if not name or (small := name.lower()) in PLACEHOLDERS:
        stand_in = "" if not name or small in _NOTHING else name
        name = ""
    if key and (key == "0" or key.lower() in PLACEHOLDERS):
        key = ""
    if not name and not key:
        return "", "", stand_in
    if "@" in name or "@" in key:
        name, key = _without_address(name, key)
    who = key or name
    label = name or key
    if label[:8] == "unknown ":
        label = shown(label)
    return author_id(who) if "unknown:" in who else who, label, ""


def _without_address(name: str, key: str) -> tuple[str, str]:
    """Return name and id without e-mail addresses: those who are known by one alone are kept apart by a short hash."""
    found = _address(key) or _address(name)
    if found is None:
        return name, key
    local = found[0].partition("@")[0]
    mark = hashlib.blake2b(found[0].lower().encode(), digest_size=4).hexdigest()
    plain = " ".join(_BRACKETS.sub(" ", MAIL.sub(" ", name)).split())
    if _address(key) or (not key and not plain):
        key = f"{local}~{mark}"
    return plain or local, key


def _address(text: str) -> re.Match[str] | None:
    """Return the first e-mail address in a text; a name after an @ is none."""
    return MAIL.search(text) if text.find("@", 1) > 0 and "." in text.partition("@")[2] else None


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
    bots = _bots(dict.fromkeys(labels))
    said = _saying(texts)
    if not any(given) and not bots and not said:
        return [None] * len(labels)
    out: list[str | None] = [role if role in ROLES else None for role in given]
    for i in said:
        if any(words in texts[i] for words in _AUTOMATIC):
            out[i] = "bot"
    if bots:
        for i, name in enumerate(labels):
            if name in bots:
                out[i] = "bot"
    return out


def _bots(names: Iterable[str]) -> set[str]:
    """Return the names that are bots' by their form."""
    joined = "\n".join(names).lower()
    if "bot" not in joined and not any(name in joined for name in _KNOWN):
        return set()
    return {name for name in names if is_bot(name)}


def _saying(texts: Sequence[str]) -> list[int]:
    """Return the numbers of the texts that may say that a bot wrote them."""
    found = list(map(contains, texts, repeat("am a bot")))
    return [i for i, there in enumerate(found) if there] if True in found else []


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
