"""Counted notes on what is amiss, in the singular and in the plural."""

from __future__ import annotations


def counted(number: int, one: str, several: str) -> str:
    """Return a number and the words that fit it.

    Parameters
    ----------
    number : int
    one, several : str
        What follows 1, and any other number.

    Examples
    --------
    >>> counted(1, "value names", "values name"), counted(3, "value names", "values name")
    ('1 value names', '3 values name')
    """
    return f"{number} {one if number == 1 else several}"
