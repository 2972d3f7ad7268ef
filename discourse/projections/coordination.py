"""Coordination-like similarity: accounts that share the same link, or nearly the same text, within seconds."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urlsplit

import numpy as np
import pandas as pd

from discourse.errors import NotComputable, OptionError, did_you_mean
from discourse.model.corpus import Corpus
from discourse.model.network import Network
from discourse.projections.sharing import check, pairs

BY = ("link", "text")
#: How long the units are down to which times are known, in seconds.
_UNITS = {"minute": 60, "hour": 3600, "day": 86_400, "week": 604_800, "month": 2.6e6, "year": 3.2e7}
#: Parts of addresses that say where a click came from, not what was shared.
_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|igshid|mc_[ce]id", re.IGNORECASE)
_NOTE = (
    "coordination-like similarity: accounts that share the same things at about the same time; that is no proof that "
    "anybody coordinated them, and nobody has labels to measure how often it is right"
)


def coordination(
    corpus: Corpus,
    *,
    by: str = "link",
    window: float = 10.0,
    least: int = 2,
    per: str = "account",
    shortest: int = 20,
) -> Network:
    """Tie commenters who share the same link, or nearly the same text, at most ``window`` seconds apart.

    Parameters
    ----------
    corpus : Corpus
        Deleted comments, comments without a time, and those whose time is known only down to a unit longer than the
        window are left out.
    by : {"link", "text"}
        The same address (without scheme, ``www.``, fragment, closing slash and tracking parameters), or texts that
        nearly repeat one another, see :func:`discourse.model.marks.repeats.near_duplicates`.
    window : float
        Seconds.
    least : int
        How often; see ``per``.
    per : {"account", "pair"}
        Whether one of the two accounts must have shared ``least`` times with anybody, or the two of them with one
        another, which is much stricter: see :func:`discourse.projections.sharing.pairs`.
    shortest : int
        Texts of fewer characters are not compared: many people write the same few words.

    Returns
    -------
    Network
        Commenters with ties only. ``weight`` is the number of pairs of comments; ``objects`` how many different links
        or texts, ``seconds`` the median time between the two. ``made["found"]`` has the numbers of pairs, accounts,
        objects and edges, ``made["notes"]`` what was left out.

    Raises
    ------
    OptionError
        For a bad option.
    NotComputable
        If no comment has a time, or none has a link (a text long enough).

    Examples
    --------
    >>> comments = pd.DataFrame({"comment_id": list("123"), "document_id": "d", "author_id": list("abc"),
    ...     "author": list("ABC"), "text": "see this", "links": ["https://x.org/a", "http://www.x.org/a/", None],
    ...     "created_at": pd.to_datetime(["2024-03-01 10:00:00", "2024-03-01 10:00:07", "2024-03-02 10:00:00"])})
    >>> coordination(Corpus(pd.DataFrame({"document_id": ["d"]}), comments), least=1).edges.values.tolist()
    [['commenter:a', 'commenter:b', 1.0, 1.0, 7.0]]
    """
    if by not in BY:
        raise OptionError(f"by={by!r} is not known.{did_you_mean(str(by), BY)}")
    check(window, least, per)
    if not isinstance(shortest, int | np.integer) or isinstance(shortest, bool) or shortest < 0:
        raise OptionError(f"shortest must be a whole number from 0, not {shortest!r}")
    comments, notes = _usable(corpus.comments, window)
    shared = _links(comments) if by == "link" else _texts(corpus, comments, shortest)
    if not len(shared):
        told = "a link" if by == "link" else f"a text of at least {shortest} characters"
        raise NotComputable(f"no comment that has a time has {told}: nothing can be shared at the same time")
    found = pairs(
        shared["author_id"].to_numpy(dtype=object), shared["object"].to_numpy(dtype=object),
        shared["created_at"].to_numpy(dtype="datetime64[us]"), posts=shared["comment_id"].to_numpy(dtype=object),
        window=window, least=least, per=per,
    )  # fmt: skip
    return _network(corpus.comments, found, (_NOTE, *notes))


def _usable(comments: pd.DataFrame, window: float) -> tuple[pd.DataFrame, list[str]]:
    """Return the comments whose time is known well enough, and what was left out."""
    live = comments[~comments["deleted"].to_numpy(dtype=bool)]
    dated = live[live["created_at"].notna()]
    if not len(dated):
        raise NotComputable("no comment has a time: what was shared at the same time cannot be told")
    unit = dated["precision"].map(_UNITS).fillna(0.0).to_numpy(dtype=float)
    fine = unit <= window
    if not fine.any():
        raise NotComputable(
            f"the comments' times are known to the {dated['precision'].dropna().iloc[0]} only: nobody can be seen to "
            f"share something within {window} seconds; choose a longer window"
        )
    notes = []
    for lost, why in ((len(live) - len(dated), "have no time"), (int((~fine).sum()), "have no exact time")):
        if lost:
            notes.append(f"{lost} of {len(live)} comments {why} and were left out")
    return dated[fine], notes


def _links(comments: pd.DataFrame) -> pd.DataFrame:
    """Return one row per comment and different link."""
    rows = comments[comments["links"].notna()]
    rows = rows.assign(object=rows["links"].astype(object).map(str.split)).explode("object")
    rows = rows[rows["object"].notna()]
    plain = {link: _address(link) for link in rows["object"].unique()}
    return rows.assign(object=rows["object"].map(plain)).drop_duplicates(["comment_id", "object"])


def _texts(corpus: Corpus, comments: pd.DataFrame, shortest: int) -> pd.DataFrame:
    """Return the comments that are long enough, each with the earliest one that it nearly repeats."""
    marks = corpus.marks
    first = marks["near_duplicate_of"].fillna(marks["comment_id"]).loc[comments.index]
    return comments.assign(object=first)[comments["text"].str.len().to_numpy() >= shortest]


def _address(link: str) -> str:
    """Return an address without what does not say where it leads; as it is, if it is none."""
    try:
        parts = urlsplit(link if "//" in link else f"//{link}")
        if not parts.hostname:
            return link
        asked = [
            (k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.fullmatch(k)
        ]
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return link
    host = parts.hostname.removeprefix("www.") + port
    return host + parts.path.rstrip("/") + (f"?{urlencode(asked)}" if asked else "")


def _network(comments: pd.DataFrame, found: pd.DataFrame, notes: tuple[str, ...]) -> Network:
    ties = found.groupby(["one", "other"], sort=True).agg(
        weight=("seconds", "size"), objects=("object", "nunique"), seconds=("seconds", "median")
    )
    ties = ties.reset_index()
    ids = pd.Index(np.unique(found[["one", "other"]].to_numpy(dtype=object).ravel().astype(str)))
    people = comments.groupby("author_id", sort=True).agg(
        label=("author", "first"), comments=("comment_id", "size")
    )
    people = people.loc[ids]
    nodes = pd.DataFrame(
        {
            "id": ["commenter:" + name for name in ids],
            "label": people["label"].to_numpy(),
            "kind": "commenter",
            "comments": people["comments"].to_numpy(),
        }
    )
    columns = {name: ties[name].to_numpy(dtype=float) for name in ("weight", "objects", "seconds")}
    numbers = {
        "pairs": len(found), "accounts": len(ids), "objects": int(found["object"].nunique()), "edges": len(ties)
    }  # fmt: skip
    return Network.from_arrays(
        nodes, ids.get_indexer(pd.Index(ties["one"])), ids.get_indexer(pd.Index(ties["other"])), columns,
        made={"method": "coordination", "found": numbers, "notes": list(notes)},
    )  # fmt: skip
