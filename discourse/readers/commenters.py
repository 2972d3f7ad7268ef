"""Names and ids: cleaned names, a different unknown for each missing name, short ids from file names."""

from __future__ import annotations

import re
import unicodedata

_PREFIXED = re.compile(r"(?:name:)*unknown:")
_LABEL = re.compile(r"unknown ([1-9][0-9]{0,8})")
#: What sites write where there is no name; each occurrence is somebody else.
PLACEHOLDERS = frozenset(
    {
        *(
            "[deleted]",
            "[removed]",
            "(deleted)",
            "[deleted user]",
            "deleted user",
            "deleted",
            "unknown",
            "unknown user",
        ),
        *("anonymous", "anonymous user", "anon", "guest", "guest user", "n/a", "nan", "none", "null", "-"),
    }
)


def clean_name(text: str) -> str:
    r"""Return a display name: NFC, without control, zero-width and direction characters, white space collapsed.

    Examples
    --------
    >>> clean_name("  Zoe\u0308\u200b \u202eSmith ") == "Zoë Smith"
    True
    """
    normal = unicodedata.normalize("NFC", text)
    if normal.isascii() and normal.isprintable():
        return " ".join(normal.split())
    kept = "".join(
        c for c in normal if c.isspace() or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Cn")
    )
    return " ".join(unicodedata.normalize("NFC", kept).split())


def author_id(name: str) -> str:
    """Return the id of a named commenter: the cleaned name, kept apart from the ids of unknown ones.

    Examples
    --------
    >>> author_id("Ada"), author_id("unknown:thread:1")
    ('Ada', 'name:unknown:thread:1')
    """
    return f"name:{name}" if _PREFIXED.match(name) else name


def shown(name: str) -> str:
    """Return the name under which a commenter is shown: who is called like one of ours without a name gets a tilde.

    Examples
    --------
    >>> shown("Ada"), shown("unknown 1")
    ('Ada', 'unknown 1~')
    """
    return f"{name}~" if _LABEL.fullmatch(name) else name


def unknown_number(label: str) -> int | None:
    """Return k of the label ``"unknown k"``, None of any other."""
    match = _LABEL.fullmatch(label)
    return int(match[1]) if match else None


def slug(text: str, default: str = "thread") -> str:
    """Return a short id of letters, digits and hyphens.

    Examples
    --------
    >>> slug("River Crossing (2)"), slug("***")
    ('river-crossing-2', 'thread')
    """
    plain = unicodedata.normalize("NFC", text).lower()
    return "-".join("".join(c if c.isalnum() else " " for c in plain).split()) or default


class Commenters:
    """Gives each name one id, and each missing name an id of its own.

    Parameters
    ----------
    document_id : str
        The document whose commenters these are.

    Examples
    --------
    >>> people = Commenters("t")
    >>> people.named("Ada"), people.unknown(), people.unknown()
    (('Ada', 'Ada'), ('unknown:t:1', 'unknown 1'), ('unknown:t:2', 'unknown 2'))
    """

    def __init__(self, document_id: str, used: int = 0) -> None:
        self.document_id = document_id
        self.count = used

    def named(self, text: str) -> tuple[str, str]:
        """Return author_id and author of a name as it was found; of an empty one, a new unknown's."""
        name = clean_name(text)
        if not name or name.lower() in PLACEHOLDERS:
            return self.unknown()
        return author_id(name), shown(name)

    def unknown(self) -> tuple[str, str]:
        """Return author_id and author of a commenter without a name."""
        self.count += 1
        return f"unknown:{self.document_id}:{self.count}", f"unknown {self.count}"
