"""Checks of options that methods of every folder share."""

from __future__ import annotations

from typing import Any

import numpy as np

from discourse.errors import OptionError


def check_whole(value: Any, name: str, least: int, most: int | None = None) -> None:
    """Raise :class:`OptionError` unless ``value`` is a whole number from ``least`` to ``most``.

    Examples
    --------
    >>> check_whole(3, "trials", 1), check_whole(np.int64(0), "seed", 0, 9)
    (None, None)
    """
    whole = isinstance(value, int | np.integer) and not isinstance(value, bool)
    if not whole or value < least or (most is not None and value > most):
        upper = "" if most is None else f" to {most}"
        raise OptionError(f"{name} must be a whole number from {least}{upper}, not {value!r}")
