"""Pairs of posts of different accounts that share an object within some seconds: the arithmetic of coordination."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from discourse.errors import DataError, NotComputable, OptionError, did_you_mean

#: Pairs of posts that are listed at most.
MOST = 20_000_000
PER = ("account", "pair")


def pairs(
    accounts: Any,
    objects: Any,
    times: Any,
    *,
    posts: Any = None,
    window: float = 10.0,
    least: int = 2,
    per: str = "account",
) -> pd.DataFrame:
    """List the pairs of posts by different accounts that share an object at most ``window`` seconds apart.

    Who shares only once says little, so ``least`` sets how often. By ``per="account"`` (the counting of the package
    CooRTweet, [1]_): accounts with fewer than ``least`` rows are left out; of the pairs of posts of the others, those
    count in which at least one of the two accounts has ``least`` rows whose post is in any of these pairs. By
    ``per="pair"``, much stricter: the two accounts must have done it with one another, each by ``least`` posts.

    Parameters
    ----------
    accounts, objects : array-like, shape (rows,)
        Who shared what; rows with a missing value are left out.
    times : array-like of datetime or of seconds, shape (rows,)
        When; rows without are left out.
    posts : array-like, shape (rows,), optional
        The post, where one may share several objects; by default every row is one.
    window : float
        Seconds, both ends included.
    least : int
    per : {"account", "pair"}

    Returns
    -------
    pandas.DataFrame
        ``one``, ``other`` (accounts, the first in their order first), ``object``, ``first``, ``second`` (places of the
        two rows, the earlier one first) and ``seconds`` between them; by object and time.

    Raises
    ------
    OptionError
        For a bad option.
    DataError
        If the arrays are not of one length.
    NotComputable
        If there are more than 20 million pairs.

    References
    ----------
    .. [1] Righetti, N. & Balluff, P. (2025). CooRTweet: coordinated networks detection on social media. R package.
       https://doi.org/10.32614/CRAN.package.CooRTweet

    Examples
    --------
    >>> who, what, when = list("ababc"), list("xxyyy"), [0, 5, 100, 103, 500]
    >>> pairs(who, what, when, least=2, per="pair")[["one", "other", "object", "seconds"]].values.tolist()
    [['a', 'b', 'x', 5.0], ['a', 'b', 'y', 3.0]]
    """
    check(window, least, per)
    who, names = _codes(accounts)
    what, things = _codes(objects)
    when = _seconds(times)
    post = np.arange(len(who)) if posts is None else _codes(posts)[0]
    if not len(who) == len(what) == len(when) == len(post):
        raise DataError("accounts, objects, times and posts must have one value per row")
    known = np.flatnonzero((who >= 0) & (what >= 0) & np.isfinite(when))
    if per == "account":
        rows = np.bincount(who[known], minlength=len(names))
        known = known[rows[who[known]] >= least]
    first, second = _near(what[known], when[known], float(window))
    first, second = known[first], known[second]
    apart = who[first] != who[second]
    first, second = first[apart], second[apart]
    keep = (_by_account if per == "account" else _by_pair)(who, post, first, second, least)
    first, second = first[keep], second[keep]
    one, other = np.minimum(who[first], who[second]), np.maximum(who[first], who[second])
    return pd.DataFrame(
        {
            "one": names[one],
            "other": names[other],
            "object": things[what[first]],
            "first": first,
            "second": second,
            "seconds": when[second] - when[first],
        }
    )


def _near(what: np.ndarray, when: np.ndarray, window: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the places of all pairs of rows of one object at most ``window`` apart, the earlier row first."""
    order = np.lexsort((when, what))
    what, when = what[order], when[order]
    clock = np.sort(when)
    # As whole numbers, object and place in time are one key, in which the rows are sorted.
    base = what * (len(clock) + 1)
    key = base + np.searchsorted(clock, when, side="left")
    stop = np.searchsorted(key, base + np.searchsorted(clock, when + window, side="right"), side="left")
    count = stop - np.arange(len(key)) - 1
    total = int(count.sum())
    if total > MOST:
        raise NotComputable(
            f"{total:,} pairs of posts share something within {window:g} seconds, more than {MOST:,}: choose a "
            "shorter window"
        )
    first = np.repeat(np.arange(len(key)), count)
    second = first + 1 + np.arange(total) - np.repeat(np.cumsum(count) - count, count)
    return order[first], order[second]


def _by_account(
    who: np.ndarray, post: np.ndarray, first: np.ndarray, second: np.ndarray, least: int
) -> np.ndarray:
    """Return the pairs in which one account at least has ``least`` rows with a post in any pair."""
    shared = np.zeros(int(post.max(initial=-1)) + 2, dtype=bool)  # the last place is for rows without a post
    shared[post[first]] = shared[post[second]] = True
    shared[-1] = False
    rows = np.flatnonzero(shared[post] & (who >= 0))
    often = np.bincount(who[rows], minlength=int(who.max(initial=-1)) + 1) >= least
    return often[who[first]] | often[who[second]]


def _by_pair(
    who: np.ndarray, post: np.ndarray, first: np.ndarray, second: np.ndarray, least: int
) -> np.ndarray:
    """Return the pairs of posts whose accounts have each shared with the other by ``least`` posts."""
    turned = who[first] > who[second]
    one, other = np.where(turned, second, first), np.where(turned, first, second)
    pair = np.unique(np.column_stack([who[one], who[other]]), axis=0, return_inverse=True)[1].ravel()
    number = int(pair.max(initial=-1)) + 1
    fewest = np.full(number, np.iinfo(np.int64).max)
    for side in (one, other):
        distinct = np.unique(np.column_stack([pair, post[side]]), axis=0)[:, 0]
        fewest = np.minimum(fewest, np.bincount(distinct, minlength=number))
    return fewest[pair] >= least


def _codes(values: Any) -> tuple[np.ndarray, np.ndarray]:
    codes, labels = pd.factorize(pd.Series(np.asarray(values)), sort=True)
    return codes.astype(np.int64), np.asarray(labels)


def _seconds(times: Any) -> np.ndarray:
    """Return seconds from the first time, so that microseconds are kept; NaN where there is no time."""
    given = np.asarray(times)
    if given.dtype.kind != "M":
        return given.astype(float)
    stamps = given.astype("datetime64[us]")
    missing = np.isnat(stamps)
    if missing.all():
        return np.full(len(stamps), np.nan)
    since = (stamps - stamps[~missing].min()).astype(np.int64) / 1e6
    return np.where(missing, np.nan, since)


def check(window: Any, least: Any, per: Any) -> None:
    """Raise :class:`OptionError` for a bad window, number or way of counting."""
    number = isinstance(window, int | float | np.number) and not isinstance(window, bool)
    if not number or not 0 <= float(window) < float("inf"):
        raise OptionError(f"window must be a number of seconds from 0, not {window!r}")
    if not isinstance(least, int | np.integer) or isinstance(least, bool) or least < 1:
        raise OptionError(f"least must be a whole number from 1, not {least!r}")
    if per not in PER:
        raise OptionError(f"per={per!r} is not known.{did_you_mean(str(per), PER)}")
