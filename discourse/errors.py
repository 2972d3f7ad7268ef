"""The exceptions a user may see, each a sentence that says what, where and what to do.

One tree: everything derives from :class:`DiscourseError`, so ``except ds.DiscourseError`` catches what is the
caller's to mend. The command line prints the message and leaves with exit code 2; any other exception is a
fault of ours and leaves with 1.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class DiscourseError(Exception):
    """Something the caller can mend; the message says how.

    Examples
    --------
    >>> raise DiscourseError("thread.txt holds no comments: check that names stand on their own lines")
    Traceback (most recent call last):
    ...
    discourse.errors.DiscourseError: thread.txt holds no comments: check that names stand on their own lines
    """


class InputError(DiscourseError):
    """A file cannot be read as what it is said to be."""


class CodebookError(DiscourseError):
    """A codebook breaks a rule; ``problems`` holds one sentence per fault.

    Parameters
    ----------
    problems : iterable of str
        One sentence each, naming file, line and key.
    """

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


class OptionError(DiscourseError, ValueError):
    """A parameter has a value, or a name, that is not taken."""


class DataError(DiscourseError, ValueError):
    """A table breaks the contract of the type it was given to."""


class OutputError(DiscourseError):
    """A file or folder cannot be written."""


class NotComputable(DiscourseError):
    """The input is sound, but the quantity is not defined on it (a graph without edges, one commenter)."""


class CorrectionConflict(DiscourseError):
    """Two corrections of the same statement are both in force."""


class MissingExtra(DiscourseError, ImportError):
    """An optional part is not installed.

    Parameters
    ----------
    what : str
        The method or reader that was asked for.
    extra : str
        The extra of ``discourse-toolkit`` that brings it.
    """

    def __init__(self, what: str, extra: str) -> None:
        self.extra = extra
        super().__init__(
            f"{what} needs the optional part {extra!r}: install it with "
            f"pip install 'discourse-toolkit[{extra}]'"
        )


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return ``" Did you mean 'x'?"`` for the nearest known name, or all names where none is near.

    Parameters
    ----------
    name : str
        What was typed.
    known : iterable of str
        What would have been accepted.

    Returns
    -------
    str
        A clause with a leading space, ready to follow a full stop.

    Examples
    --------
    >>> did_you_mean("louvian", ["leiden", "louvain"])
    " Did you mean 'louvain'?"
    >>> did_you_mean("xyz", ["leiden", "louvain"])
    ' Known: leiden, louvain.'
    """
    names = sorted(known)
    near = get_close_matches(name.lower(), names, n=1, cutoff=0.6)
    if near:
        return f" Did you mean {near[0]!r}?"
    return f" Known: {', '.join(names)}." if names else " None is known."
