"""The discourse graph: commenters, the actors they mention and the narratives they push."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from discourse.errors import NotComputable, OptionError
from discourse.model.columns import distinct, mean_of
from discourse.model.network import Network
from discourse.model.roles import stances, usual_qualifier
from discourse.model.statements import Statements
from discourse.projections.counts import node_columns

_RELATIONS = {"actor": "mentions", "narrative": "pushes"}


@dataclass(frozen=True)
class _Said:
    """One row per statement and code, as whole numbers.

    Attributes
    ----------
    who, code, unit : numpy.ndarray of int
        Places among the ids of speakers and codes, which are in order of their texts; of the comment, any number.
    kind : numpy.ndarray of int
        The place of the variable among the codes.
    stance : numpy.ndarray of float
        Toward the code; NaN where there is none, or it is toward another code of the statement.
    speakers, coded : numpy.ndarray of str
        The ids.
    speaker_kinds, code_kinds : numpy.ndarray of str
        Their kinds.
    """

    who: np.ndarray
    code: np.ndarray
    unit: np.ndarray
    kind: np.ndarray
    stance: np.ndarray
    speakers: np.ndarray
    coded: np.ndarray
    speaker_kinds: np.ndarray
    code_kinds: np.ndarray


def discourse(
    statements: Statements,
    *,
    speaker: str = "commenter",
    codes: tuple[str, ...] = ("actor", "narrative"),
    between_codes: bool = True,
    minimum: int = 1,
    qualifier: str | None = None,
) -> Network:
    """Return the whole graph: who speaks of whom and of what, and which codes come together.

    Parameters
    ----------
    statements : Statements
    speaker : str
        The variable that speaks. Statements of an article (without comment and speaker) get a node of their own,
        of kind ``article``.
    codes : tuple of str
        The variables spoken of. Where a statement has several, its stance is toward the last one named here.
    between_codes : bool
        Also tie actors to narratives that come in the same comment.
    minimum : int
        Leave out ties that rest on fewer comments, and codes and speakers that then have none.
    qualifier : str, optional
        The variable that the stance is read off, by :func:`discourse.model.roles.with_stance`; by default ``stance``
        itself, ``agreement``, or the first boolean.

    Returns
    -------
    Network
        Node columns: ``statements``, ``comments``, ``speakers`` (of codes), ``stance`` (mean, toward codes).
        Edge columns: ``weight`` (comments), ``statements``, ``positive``, ``neutral``, ``negative``, ``stance``
        (mean), ``sign`` (of the mean; 0 where there is no evidence or it cancels) and ``relation``.

    Raises
    ------
    NotComputable
        If there are no statements with a speaker and a code.

    Examples
    --------
    >>> st = Statements.from_rows([("Ada", "ban", 1), ("Ben", "ban", -1)])
    >>> net = discourse(st)
    >>> net.edges[["source", "target", "sign"]].values.tolist()
    [['commenter:Ada', 'narrative:ban', 1], ['commenter:Ben', 'narrative:ban', -1]]
    """
    if minimum < 1:
        raise OptionError(f"minimum={minimum}: give a whole number of comments from 1")
    for name in (speaker, *codes):
        statements.variable(name)
    if speaker in codes:
        raise OptionError(f"speaker and codes are both {speaker!r}: name another variable in one of them")
    stance = stances(statements, qualifier or usual_qualifier(statements))
    said = _said(statements, stance, speaker, codes)
    if not len(said.who):
        if statements.window is not None:  # a window may well be empty
            none = pd.DataFrame(columns=["source", "target", "weight"])
            return Network(pd.DataFrame(columns=["id", "label", "kind"]), none)
        raise NotComputable("no statement has a speaker and a code: there is nothing to draw")
    nodes, place = _nodes(statements, said, speaker, codes)
    source, target, columns = _ties(said)
    if between_codes and len(codes) > 1:
        one, other, weight = _between(said)
        source, target = np.concatenate([source, one]), np.concatenate([target, other])
        columns = _below(columns, weight)
    if minimum > 1:
        keep = np.flatnonzero(columns["weight"] >= minimum)
        source, target = source[keep], target[keep]
        columns = {name: column[keep] for name, column in columns.items()}
        if not len(keep):
            raise NotComputable(f"no tie rests on {minimum} comments or more; lower the minimum")
        tied = np.isin(np.arange(len(nodes)), place[np.concatenate([source, target])])
        nodes = nodes[tied].reset_index(drop=True)
        place = (np.cumsum(tied) - 1)[place]
    return Network.from_arrays(nodes, place[source], place[target], columns)


def _said(statements: Statements, stance: np.ndarray, speaker: str, codes: tuple[str, ...]) -> _Said:
    comments, documents = statements.coded("comment_id"), statements.coded("document_id")
    speakers = statements.coded(speaker)
    number = np.arange(len(comments.codes))
    article = (comments.codes < 0) & (speakers.codes < 0)
    size, texts = len(speakers.labels), len(comments.labels)
    who = np.where(article, size + documents.codes, speakers.codes)
    unit = np.where(article, texts + documents.codes, texts + len(documents.labels) + number)
    unit = np.where(comments.codes < 0, unit, comments.codes)
    coded = [statements.coded(name) for name in codes]
    toward = np.full(len(number), -1)
    for i, column in enumerate(coded):
        toward[column.codes >= 0] = i
    rows = [np.flatnonzero((who >= 0) & (column.codes >= 0)) for column in coded]
    start = np.cumsum([0, *(len(column.labels) for column in coded)])
    kind = np.repeat(np.arange(len(codes)), [len(r) for r in rows])
    place = np.concatenate(rows)
    code = np.concatenate([c.codes[r] + s for c, r, s in zip(coded, rows, start[:-1], strict=True)])
    kinds = np.repeat(np.array([speaker, "article"], dtype=object), [size, len(documents.labels)])
    who_ids, who_at, who_kinds = _named(who[place], kinds, [speakers.labels, documents.labels])
    kinds = np.repeat(np.array(codes, dtype=object), np.diff(start))
    code_ids, code_at, code_kinds = _named(code, kinds, [c.labels for c in coded])
    toward_it = np.where(toward[place] == kind, stance[place], np.nan)
    return _Said(who_at, code_at, unit[place], kind, toward_it, who_ids, code_ids, who_kinds, code_kinds)


def _named(
    places: np.ndarray, kinds: np.ndarray, labels: list[np.ndarray]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the ids of those that occur, in order of their texts; the place of each row among them; their kinds."""
    used, at = np.unique(places, return_inverse=True)
    names = np.concatenate(labels)[used] if len(used) else np.zeros(0, dtype=object)
    ids = np.array([f"{k}:{n}" for k, n in zip(kinds[used], names, strict=True)], dtype=object)
    order = np.argsort(ids, kind="stable")
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    return ids[order], place[at], kinds[used][order]


def _ties(said: _Said) -> tuple[np.ndarray, np.ndarray, dict[str, np.ndarray]]:
    """Return the ties of speakers and codes, these numbered after those, and what is known of each."""
    many = len(said.coded)
    keys, at = np.unique(said.who * many + said.code, return_inverse=True)
    size = len(keys)
    who, code = np.divmod(keys, many)
    mean = mean_of(at, said.stance, size)
    relations = {kind: _RELATIONS.get(kind, "speaks of") for kind in said.code_kinds}
    columns = {
        "weight": distinct(at, said.unit, size),
        "statements": np.bincount(at, minlength=size),
        "positive": np.bincount(at[said.stance > 0], minlength=size),
        "neutral": np.bincount(at[said.stance == 0], minlength=size),
        "negative": np.bincount(at[said.stance < 0], minlength=size),
        "stance": mean,
        "sign": np.sign(np.nan_to_num(mean)).astype(np.int64),
        "relation": np.array([relations[kind] for kind in said.code_kinds[code]], dtype=object),
    }
    return who, len(said.speakers) + code, columns


def _between(said: _Said) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return ties of codes of different variables, and how many comments they share."""
    many = len(said.coded)
    pairs = np.unique(said.unit * many + said.code)
    unit, code = np.divmod(pairs, many)
    kind = np.zeros(many, dtype=np.int64)
    kind[said.code] = said.kind
    start, stop = np.searchsorted(unit, unit, side="left"), np.searchsorted(unit, unit, side="right")
    one = np.repeat(np.arange(len(unit)), stop - start)
    other = np.arange(len(one)) - np.repeat(np.cumsum(stop - start) - (stop - start), stop - start)
    other += np.repeat(start, stop - start)
    later = kind[code[one]] > kind[code[other]]  # from narrative to actor
    keys, weight = np.unique(code[one[later]] * many + code[other[later]], return_counts=True)
    source, target = np.divmod(keys, many)
    first = len(said.speakers)
    return first + source, first + target, weight


def _below(columns: dict[str, np.ndarray], weight: np.ndarray) -> dict[str, np.ndarray]:
    """Return the columns with those of the ties between codes below; such ties have no stance."""
    none = np.full(len(weight), np.nan)
    more = {
        "weight": weight, "statements": weight, "sign": np.zeros(len(weight), dtype=np.int64),
        "relation": np.full(len(weight), "comes with", dtype=object),
    }  # fmt: skip
    return {name: np.concatenate([column, more.get(name, none)]) for name, column in columns.items()}


def _nodes(
    statements: Statements, said: _Said, speaker: str, codes: tuple[str, ...]
) -> tuple[pd.DataFrame, np.ndarray]:
    """Return the nodes, and where among them each speaker and then each code is."""
    people, things = len(said.speakers), len(said.coded)
    by_who = {
        "statements": np.bincount(said.who, minlength=people),
        "comments": distinct(said.who, said.unit, people),
    }
    by_code = {
        "statements": np.bincount(said.code, minlength=things),
        "comments": distinct(said.code, said.unit, things),
        "speakers": distinct(said.code, said.who, things),
        "stance": mean_of(said.code, said.stance, things),
    }
    parts = []
    place = np.zeros(people + things, dtype=np.int64)
    done = 0
    for name in (speaker, "article", *codes):
        found, ids, kinds, first = (
            (by_code, said.coded, said.code_kinds, people)
            if name in codes
            else (by_who, said.speakers, said.speaker_kinds, 0)
        )
        rows = np.flatnonzero(kinds == name)
        if len(rows):
            values = np.array([node[len(name) + 1 :] for node in ids[rows]], dtype=object)
            own = node_columns(statements, name, values, found["statements"][rows])
            parts.append(own | {c: v[rows] for c, v in found.items() if c != "statements"})
            place[first + rows] = done + np.arange(len(rows))
            done += len(rows)
    names = dict.fromkeys(c for p in parts for c in p)
    return pd.DataFrame({name: _stacked(parts, name) for name in names}), place


def _stacked(parts: list[dict[str, Any]], name: str) -> np.ndarray:
    """Return a column of all parts, one below the other; NaN in parts that lack it."""
    return np.concatenate([p[name] if name in p else np.full(len(p["id"]), np.nan) for p in parts])
