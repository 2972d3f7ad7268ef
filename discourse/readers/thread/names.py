"""How much a line looks like a commenter's name."""

from __future__ import annotations

import re

LONGEST = 40
_MOST_WORDS = 5
_ABBREVIATION = re.compile(
    r"(?:[A-Z]|Mr|Mrs|Ms|Mx|Dr|St|Jr|Sr|Prof|Rev|Gen|Col|Capt|Sgt|Lt)\.", re.IGNORECASE
)
_HANDLE = re.compile(r"@?[^\W_][\w.\-]*(?:\d|_|[a-z][A-Z])[\w.\-]*|@[\w.\-]{2,}|_[\w.\-]{2,}")
_LINK = re.compile(r"https?:|www\.|\.(?:com|org|net)\b", re.IGNORECASE)
_PARTICLES = frozenset(
    {
        "al",
        "el",
        "bin",
        "ibn",
        "abu",
        "von",
        "van",
        "de",
        "der",
        "den",
        "da",
        "di",
        "du",
        "la",
        "le",
        "of",
        "the",
    }
    | {"and", "y", "e", "i"}
)
#: Words of sentences: a short line that holds one is a remark rather than a name.
_SENTENCE = frozenset(
    word
    for line in (
        "i you he she it we they me him her us them my your his its our their this that these those is are",
        "was were be been am do does did don't dont doesn't didn't isn't aren't wasn't won't can't can could",
        "would should shall might must has have had not no nope yes yeah yep so too very really just only",
        "here there now then than because if when where why what who how which but or for with from about",
        "into over under again same such more most much many enough all any every good great nice well bad",
        "poor sad true false wrong right fake real total pure exactly agreed agree absolutely indeed thanks",
        "thank please sorry wow lol lmao rofl haha hahaha omg wtf smh imo imho rip amen bravo hello hi hey ok",
        "okay sure down up out let lets let's go get stop end long live viva shame hail glory god bless",
        "nonsense rubbish bullshit crap propaganda lies interesting correct exact obviously clearly seriously",
        "spot boring pathetic disgusting ridiculous hilarious brilliant excellent perfect awesome horrible",
        "terrible whatever maybe perhaps anyway also never always another nothing everything everyone nobody",
        "someone something ditto seconded cheers kudos yawn facts source sources update correction summary",
        "conclusion background analysis introduction warning note edit ps tldr",
    )
    for word in line.split()
)


def likeness(line: str) -> float:
    """Return how surely a line that stands alone is a name, by its form only.

    Parameters
    ----------
    line : str
        One line without outer white space.

    Returns
    -------
    float
        0 to 0.95. Two or more capitalised words and handles such as ``user_name99`` come first, then single
        capitalised words, partly capitalised phrases and single lower-case words; longer phrases in lower case,
        lines with the punctuation of sentences and lines longer than five words or 40 characters get 0.

    Examples
    --------
    >>> likeness("Rafik Chauhan") > likeness("Free man") > likeness("Exactly")
    True
    >>> likeness("syrian army wii reclaim it again"), likeness("They left.")
    (0.0, 0.0)
    """
    if not line or len(line) > LONGEST:
        return 0.0
    words = line.split()
    letters = [c for c in line if c.isalpha()]
    if len(words) > _MOST_WORDS or len(letters) * 2 < len(line.replace(" ", "")) - 8 * ("_" in line):
        return 0.0
    if not letters or _LINK.search(line) or line[0] in "\"“”'‘«>*-–—•#=+|/\\[{<`" or line[-1] in "\"”'’»":
        return 0.0
    if any(_ends_sentence(w) for w in words):
        return 0.0
    if words[0].lower() == "by":
        return 0.0
    said = sum(w.strip("()'’").lower() in _SENTENCE for w in words)
    if said == 1 and 2 <= len(words) <= 3 and all(w[0].isupper() for w in words):
        return 0.55
    if said:
        return 0.1 if said == len(words) or len(words) > 2 else 0.25
    return _by_case(words, letters)


def _by_case(words: list[str], letters: list[str]) -> float:
    if len(words) == 1 and _HANDLE.fullmatch(words[0]):
        return 0.9
    if not any(c.isupper() or c.islower() for c in letters):  # a script without case
        return 0.6 if len(letters) <= 20 else 0.2
    named = [
        w for w in words if w.strip("()").lower() not in _PARTICLES and any(c.isalpha() for c in w)
    ] or words
    capital = [
        next(c for c in w if c.isalnum()).isupper() or not w[0].islower()
        for w in named
        if any(c.isalnum() for c in w)
    ]
    share = sum(capital) / max(len(capital), 1)
    shouting = all(w.isupper() for w in named)
    if len({w.lower() for w in words}) < len(words):  # a word twice: "Stay strong, stay", "USA USA"
        return 0.2
    if len(named) == 1:
        if shouting and len(named[0]) > 1:
            return 0.5
        return 0.8 if share == 1 else (0.55 if len(named[0]) > 2 else 0.3)
    if share == 1:
        if len(named) > 3:
            return 0.75 if len(named) == 4 else 0.6
        return 0.65 if shouting else 0.92
    first_big = capital[0] if capital else False
    if share >= 0.5 and first_big:
        return 0.75 if len(named) <= 3 else 0.4
    if share == 0 and len(named) == 2 and any(any(c.isdigit() for c in w) for w in named):
        return 0.55
    if share == 0:
        return 0.12 if len(words) <= 3 else 0.0
    return 0.3 if share >= 0.5 else 0.05


def _ends_sentence(word: str) -> bool:
    if not word.endswith((".", "!", "?", ",", ":", ";", "…")) and not any(c in word for c in "!?;:…"):
        return False
    return not _ABBREVIATION.fullmatch(word)
