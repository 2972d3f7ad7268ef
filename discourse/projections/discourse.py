"""The discourse graph: commenters, the actors they mention and the narratives they push."""

from __future__ import annotations

import numpy as np
import pandas as pd

from discourse.errors import NotComputable, OptionError
from discourse.model.network import Network
from discourse.model.roles import usual_qualifier, with_stance
from discourse.model.statements import Statements
from discourse.projections.counts import node_table

_RELATIONS = {"actor": "mentions", "narrative": "pushes"}


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
    statements = with_stance(statements, qualifier or usual_qualifier(statements))
    long = _long(statements, speaker, codes)
    if not len(long):
        if statements.window is not None:  # a window may well be empty
            none = pd.DataFrame(columns=["source", "target", "weight"])
            return Network(pd.DataFrame(columns=["id", "label", "kind"]), none)
        raise NotComputable("no statement has a speaker and a code: there is nothing to draw")
    edges = _ties(long, "who", "code").assign(
        relation=lambda t: t["target"].str.split(":").str[0].map(_RELATIONS).fillna("speaks of")
    )
    if between_codes and len(codes) > 1:
        edges = pd.concat([edges, _between(long, codes)], ignore_index=True)
    edges = edges[edges["weight"] >= minimum]
    nodes = _nodes(statements, long, speaker, codes)
    nodes = nodes[nodes["id"].isin(edges["source"]) | nodes["id"].isin(edges["target"])]
    if not len(nodes):
        raise NotComputable(f"no tie rests on {minimum} comments or more; lower the minimum")
    return Network(nodes, edges)


def _long(statements: Statements, speaker: str, codes: tuple[str, ...]) -> pd.DataFrame:
    """Return one row per statement and code: who, code, unit (the comment), stance."""
    table = statements.table
    article = table["comment_id"].isna() & table[speaker].isna()
    who = (speaker + ":" + table[speaker]).where(~article, "article:" + table["document_id"])
    unit = table["comment_id"].where(table["comment_id"].notna(), "article " + table["document_id"])
    unit = unit.where(~(table["comment_id"].isna() & ~article), table["statement_id"])
    has_stance = any(v.name == "stance" for v in statements.variables)
    stance = table["stance"].astype("float64") if has_stance else pd.Series(np.nan, index=table.index)
    target = pd.Series(None, index=table.index, dtype=object)
    for name in codes:
        target = target.where(table[name].isna(), name)
    parts = []
    for name in codes:
        rows = who.notna() & table[name].notna()
        parts.append(
            pd.DataFrame(
                {
                    "who": who[rows],
                    "code": (name + ":" + table[name])[rows],
                    "unit": unit[rows],
                    "stance": stance[rows].where(target[rows] == name),
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def _ties(long: pd.DataFrame, source: str, target: str) -> pd.DataFrame:
    marked = long.assign(
        positive=long["stance"] > 0,
        negative=long["stance"] < 0,
        neutral=long["stance"].notna() & (long["stance"] == 0),
    )
    edges = marked.groupby([source, target], sort=True).agg(
        weight=("unit", "nunique"),
        statements=("unit", "size"),
        positive=("positive", "sum"),
        neutral=("neutral", "sum"),
        negative=("negative", "sum"),
        stance=("stance", "mean"),
    )
    edges["sign"] = np.sign(edges["stance"].fillna(0)).astype(np.int64)
    return edges.reset_index().rename(columns={source: "source", target: "target"})


def _between(long: pd.DataFrame, codes: tuple[str, ...]) -> pd.DataFrame:
    """Tie codes of different variables by the comments they share; such ties have no stance."""
    pairs = long[["unit", "code"]].drop_duplicates()
    rank = pairs["code"].str.split(":").str[0].map({c: i for i, c in enumerate(codes)})
    both = pairs.assign(rank=rank).merge(pairs.assign(rank=rank), on="unit", suffixes=("", "_other"))
    both = both[both["rank"] > both["rank_other"]]  # from narrative to actor
    edges = both.groupby(["code", "code_other"], sort=True).size().rename("weight").reset_index()
    edges = edges.rename(columns={"code": "source", "code_other": "target"})
    return edges.assign(statements=edges["weight"], sign=0, relation="comes with")


def _nodes(statements: Statements, long: pd.DataFrame, speaker: str, codes: tuple[str, ...]) -> pd.DataFrame:
    by_who = long.groupby("who").agg(statements=("unit", "size"), comments=("unit", "nunique"))
    by_code = long.groupby("code").agg(
        statements=("unit", "size"),
        comments=("unit", "nunique"),
        speakers=("who", "nunique"),
        stance=("stance", "mean"),
    )
    parts = []
    for name in (speaker, "article", *codes):
        found = by_code if name in codes else by_who
        rows = found[found.index.str.startswith(f"{name}:")]
        if not len(rows):
            continue
        values = rows.index.str.slice(len(name) + 1).to_numpy()
        nodes = node_table(statements, name, values, rows["statements"].to_numpy())
        parts.append(nodes.assign(**{c: rows[c].to_numpy() for c in rows.columns if c != "statements"}))
    return pd.concat(parts, ignore_index=True)
