"""The study ``lead_lag``: which narrative comes before which."""

from __future__ import annotations

import numpy as np
import pandas as pd

from discourse.errors import NotComputable, OptionError
from discourse.model.results import Made
from discourse.model.statements import Statements
from discourse.model.study import Study
from discourse.studies.narratives.units import coding

#: Days that shares must be compared over.
LEAST = 5
_STILL = "no thread has comments of two days, so their times cannot be exchanged: all p-values are 1"


def lead_lag(
    statements: Statements,
    *,
    rows: str = "commenter",
    cols: str = "narrative",
    every: str = "1D",
    lags: int = 7,
    most: int = 12,
    draws: int = 199,
    seed: int = 0,
) -> Study:
    """Ask whether the share of one narrative follows that of another some days later.

    For each lag the shares of one narrative are correlated with those of the other so many days later, over the days
    on which both are known. What is compared: the same after the comments of every thread have exchanged their times
    at random, which keeps what each thread is about and when it was busy, but not which comment came first. A pair's
    p-value is for its most unusual lag and takes into account that it was chosen; it is no evidence of a cause, for
    events outside may move both.

    Parameters
    ----------
    statements : Statements
        With dates; undated ones are left out.
    rows : str
        Who speaks.
    cols : str
        What is said.
    every : str
        The length of a day, as ``"1D"`` or ``"6h"``.
    lags : int
        The longest lag, in days.
    most : int
        How many narratives, the most prevalent.
    draws : int
        Random exchanges.
    seed : int

    Returns
    -------
    Study
        Tables ``pairs`` (``one``, ``other``, ``lag``: the most unusual one, positive where ``one`` comes first; ``r``,
        ``chance``: the mean r of the exchanges, ``p``, ``days``, and ``p_all``, p corrected for the number of pairs:
        where nothing leads, any of them is .05 or less in 5 % of debates [1]_; the least likely first), ``lags``
        (``one``, ``other``, ``lag``, ``r``, ``chance``, ``low``, ``high``: the middle 95 % of the exchanges, ``p``,
        ``days``; values are missing for lags with fewer than 5 days to compare, and r is 0 for a share that does not
        change) and ``shares`` (``day``, ``comments``, ``narrative``, ``share``).

    Raises
    ------
    NotComputable
        If no statement has both values and a date, there are fewer than two narratives, or fewer than 5 days.
    OptionError

    References
    ----------
    .. [1] Westfall, P. H. & Young, S. S. (1993). *Resampling-Based Multiple Testing*. Wiley. Of all pairs and lags the
       most unusual is compared with that of each exchange; rare narratives, whose r jumps, make it see less.

    Examples
    --------
    >>> rows = [("Ada", "ban" if day % 3 else "tax", 1) for day in range(30)]
    >>> st = Statements.from_rows(rows)
    >>> st = st.select(st.table.assign(created_at=pd.date_range("2024-03-01", periods=30)))
    >>> lead_lag(st, draws=19).table[["one", "other"]].values.tolist()
    [['ban', 'tax']]
    """
    length = _length(every)
    for value, name, least in ((lags, "lags", 0), (most, "most", 2), (draws, "draws", 1), (seed, "seed", 0)):
        if not isinstance(value, int | np.integer) or isinstance(value, bool) or value < least:
            raise OptionError(f"{name} must be a whole number from {least}, not {value!r}")
    found = coding(statements, rows, cols)
    first = np.unique(found.comment, return_index=True)[1]
    times = found.times[first]
    known = ~np.isnat(times)
    if not known.any():
        raise NotComputable("no statement has a date, so nothing can come before anything")
    held = found.held(found.comment)
    prevalent = np.argsort(-np.asarray(held.sum(axis=0)).ravel(), kind="stable")[:most]
    prevalent = np.sort(prevalent)
    held = held[np.flatnonzero(known)][:, prevalent].toarray()
    day = (times[known] - times[known].min().astype("datetime64[D]")) // length
    day, thread = day.astype(np.int64), found.thread[first][known]
    _check(held, day)
    comments = np.bincount(day).astype(float)
    shares = _shares(held, day, comments)
    real, days = _correlations(shares, comments > 0, lags)
    rng = np.random.default_rng(seed)
    order = np.lexsort((np.arange(len(thread)), thread))
    drawn = np.empty((draws, *real.shape))
    for k in range(draws):
        mixed = np.lexsort((rng.random(len(thread)), thread))
        exchanged = np.empty_like(held)
        exchanged[order] = held[mixed]
        drawn[k] = _correlations(_shares(exchanged, day, comments), comments > 0, lags)[0]
    labels = np.array([found.labels[i] for i in prevalent], dtype=object)
    start = times[known].min().astype("datetime64[D]") + np.arange(len(comments)) * length
    tables = _tables(labels, real, drawn, days, lags)
    busy = comments > 0
    tables["shares"] = pd.DataFrame(
        {
            "day": np.repeat(start[busy].astype("datetime64[us]"), len(labels)),
            "comments": np.repeat(comments[busy].astype(np.int64), len(labels)),
            "narrative": np.tile(labels, int(busy.sum())),
            "share": shares[busy].ravel(),
        }
    )
    parameters = {
        "rows": rows, "cols": cols, "every": every, "lags": lags, "most": most, "draws": draws, "seed": seed
    }  # fmt: skip
    notes = () if np.ptp(drawn, axis=0).max(initial=0.0) > 1e-12 else (_STILL,)
    return Study(tables, Made("lead_lag", parameters, notes=notes))


def _length(every: str) -> np.timedelta64:
    try:
        length = pd.Timedelta(every)
    except (ValueError, TypeError):
        length = pd.Timedelta(0)
    if not isinstance(length, pd.Timedelta) or length <= pd.Timedelta(0):
        raise OptionError(f"every must be a length of time such as '1D' or '6h', not {every!r}")
    return np.timedelta64(max(int(length.total_seconds() * 1e6), 1), "us")


def _check(held: np.ndarray, day: np.ndarray) -> None:
    if held.shape[1] < 2:
        raise NotComputable("there is one narrative only: none can come before another")
    if len(np.unique(day)) < LEAST:
        raise NotComputable(
            f"the comments are of {len(np.unique(day))} different days; at least {LEAST} are needed (or a shorter "
            "every=)"
        )
    if int(day.max()) > 1_000_000:
        raise OptionError("every= is too short for the time spanned: over a million days")


def _shares(held: np.ndarray, day: np.ndarray, comments: np.ndarray) -> np.ndarray:
    """Return the share of each narrative on each day, 0 where there are no comments."""
    counts = np.column_stack([np.bincount(day, weights=column, minlength=len(comments)) for column in held.T])
    return counts / np.maximum(comments, 1.0)[:, None]


def _correlations(shares: np.ndarray, known: np.ndarray, lags: int) -> tuple[np.ndarray, np.ndarray]:
    """Return r of each narrative with each other one ``lag`` days later, shape (lags, m, m), and the days compared.

    Fewer days than needed, or a share that does not change, have r = 0.
    """
    m = shares.shape[1]
    out, days = np.zeros((lags + 1, m, m)), np.zeros(lags + 1, dtype=np.int64)
    for lag in range(lags + 1):
        if lag >= len(known):
            continue
        both = known[: len(known) - lag] & known[lag:]
        days[lag] = int(both.sum())
        if days[lag] < LEAST:
            continue
        before, after = shares[: len(known) - lag][both], shares[lag:][both]
        before, after = before - before.mean(axis=0), after - after.mean(axis=0)
        scale = np.sqrt((before**2).sum(axis=0))[:, None] * np.sqrt((after**2).sum(axis=0))[None, :]
        out[lag] = np.divide(before.T @ after, scale, out=np.zeros((m, m)), where=scale > 1e-12)
    return out, days


def _tables(
    labels: np.ndarray, real: np.ndarray, drawn: np.ndarray, days: np.ndarray, lags: int
) -> dict[str, pd.DataFrame]:
    """Return the tables of pairs and of lags."""
    one, other = np.triu_indices(len(labels), 1)
    lag = np.arange(-lags, lags + 1)
    ahead, size = lag >= 0, np.abs(lag)

    def of_pairs(r: np.ndarray) -> np.ndarray:
        """Return r by pair and lag: for lags below 0 the other narrative comes first."""
        forward, back = r[..., size, :, :][..., one, other], r[..., size, :, :][..., other, one]
        return np.swapaxes(np.where(ahead[:, None], forward, back), -1, -2)

    found, random = of_pairs(real), of_pairs(drawn)
    mean = random.mean(axis=0)
    far = _far(np.concatenate([found[None], random]))
    away, far = far[0], far[1:]
    each = (1 + (far >= away).sum(axis=0)) / (1 + len(random))
    nearest = np.argsort(size, kind="stable")  # of equally unusual lags the shortest
    best = nearest[away[:, nearest].argmax(axis=1)]
    top = away.max(axis=1)
    p = (1 + (far.max(axis=2) >= top).sum(axis=0)) / (1 + len(random))
    most = far.max(axis=(1, 2))  # of all pairs: the p of each when the most unusual of all is looked for
    among = (1 + (most[:, None] >= top).sum(axis=0)) / (1 + len(random))
    at = np.arange(len(one)), best
    pairs = pd.DataFrame(
        {"one": labels[one], "other": labels[other], "lag": lag[best], "r": found[at], "chance": mean[at], "p": p,
         "days": days[size[best]], "p_all": among}
    )  # fmt: skip
    number = len(lag)
    compared = np.tile(days[size] >= LEAST, len(one))
    low, high = np.quantile(random, [0.025, 0.975], axis=0)
    by_lag = pd.DataFrame(
        {
            "one": np.repeat(labels[one], number),
            "other": np.repeat(labels[other], number),
            "lag": np.tile(lag, len(one)),
            **{
                name: np.where(compared, part.ravel(), np.nan)
                for name, part in (("r", found), ("chance", mean), ("low", low), ("high", high), ("p", each))
            },
            "days": np.tile(days[size], len(one)),
        }
    )
    pairs = pairs.sort_values(["p", "one", "other"], kind="stable").reset_index(drop=True)
    return {"pairs": pairs, "lags": by_lag}


def _far(both: np.ndarray) -> np.ndarray:
    """Return how unusual what was found and each exchange is, by pair and lag.

    Mean and spread are those of what was found and of the exchanges together: otherwise what was found would stand
    farther out than each exchange does of itself, and p would come out too small.
    """
    spread = both.std(axis=0)
    far = np.abs(both - both.mean(axis=0)) / np.where(spread > 1e-12, spread, np.inf)
    return np.round(far, 9)  # so that exchanges equal to what was found count as such on every machine
