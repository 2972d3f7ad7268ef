"""The tables of the report, as DataFrames for the folder and as cells for the page."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from discourse.files import write_csv
from discourse.model.analysis import Analysis
from discourse.model.roles import plural
from discourse.report.terms import terms

#: Networks whose partitions and scores are shown first.
_ORDER = ("discourse", "coalitions", "profile", "replies")


@dataclass(frozen=True)
class Cell:
    """What a cell shows, what it is sorted by, and where it leads."""

    text: str
    sort: float | None = None
    href: str = ""
    first: bool = False


@dataclass(frozen=True)
class Column:
    """A column of a table of the page."""

    label: str
    number: bool = False
    help: str = ""
    order: str = "none"


@dataclass(frozen=True)
class Table:
    """A table of the page."""

    id: str
    title: str
    columns: tuple[Column, ...]
    rows: list[list[Cell]] = field(default_factory=list)
    note: str = ""


def write_tables(analysis: Analysis, place: Path) -> None:
    """Write all tables of an analysis as CSV files into a folder.

    Parameters
    ----------
    analysis : Analysis
    place : pathlib.Path
        An existing folder.
    """
    frames = {name: s.table for name, s in analysis.scores.items() if s.level == "code"}
    frames |= {
        terms(analysis).speakers.replace(" ", "-"): commenters(analysis, terms(analysis).speaker),
        "ties": ties(analysis, "discourse"),
        "coalition-ties": ties(analysis, "coalitions"),
        "groups": groups(analysis),
        "measures": measures(analysis),
        "audit": analysis.corpus.audit,
        "not-computed": pd.DataFrame(list(analysis.notes), columns=["what", "why"]),
    }
    from discourse.report.studies import study_frames

    frames |= study_frames(analysis)
    for name, frame in frames.items():
        write_csv(frame, place / f"{name.replace(':', '-')}.csv")


def networks(analysis: Analysis) -> list[str]:
    """Return the names of the networks, the main ones first."""
    return sorted(analysis.networks, key=lambda n: (_ORDER.index(n) if n in _ORDER else len(_ORDER), n))


def commenters(analysis: Analysis, speaker: str = "commenter") -> pd.DataFrame:
    """Return one row per commenter, the most active first.

    Parameters
    ----------
    analysis : Analysis
    speaker : str
        The variable that speaks.

    Returns
    -------
    pandas.DataFrame
        ``node``, ``label``, ``comments`` (not deleted), ``coded`` (comments with a statement), ``statements``,
        ``actors`` and ``narratives`` (how many different ones), ``supports``, ``neutral``, ``rejects`` (statements by
        stance), ``group`` (in the network of coalitions) and the node scores of that network. Of statements coded
        before they were read, without ``comments`` and ``coded``.
    """
    comments = analysis.corpus.comments
    table = analysis.statements.table
    words = terms(analysis)
    claim, others = words.claim, words.others
    written = comments[~comments["deleted"]].groupby("author_id", sort=False).size()
    labels = comments.drop_duplicates("author_id").set_index("author_id")["author"]
    names = {v.name for v in analysis.statements.variables}
    said = table[table[speaker].notna()] if speaker in names else table.iloc[:0].assign(**{speaker: None})
    stance = (
        said["stance"].astype("float64") if "stance" in names else pd.Series(float("nan"), index=said.index)
    )
    counted = pd.DataFrame(
        {
            "who": said[speaker],
            "comment": said["comment_id"],
            **{name: said[name] if name in names else None for name in (*others, claim)},
            "supports": stance > 0,
            "neutral": stance == 0,
            "rejects": stance < 0,
        }
    )
    by = counted.groupby("who", sort=True)
    out = by.agg(
        coded=("comment", "nunique"),
        statements=("who", "size"),
        **{plural(name): (name, "nunique") for name in (*others, claim)},
        supports=("supports", "sum"),
        neutral=("neutral", "sum"),
        rejects=("rejects", "sum"),
    )
    out = out.reindex(pd.Index(written.index, dtype="str").union(out.index, sort=False), fill_value=0)
    if words.by_hand:
        out = out.drop(columns="coded")
    else:
        out.insert(0, "comments", written.reindex(out.index, fill_value=0))
    about = analysis.statements.labels(speaker) if speaker in names else {}
    ids = out.index.tolist()
    out.insert(0, "label", pd.Series([about.get(i, labels.get(i, i)) for i in ids], out.index, "str"))
    out.insert(0, "node", pd.Series([f"{speaker}:{i}" for i in ids], out.index, "str"))
    out = out.reset_index(drop=True)
    if "coalitions" in analysis.partitions:
        found = analysis.partitions["coalitions"].table.set_index("node")["group"]
        out["group"] = out["node"].map(found).astype("Int64")
    for name, scores in analysis.scores.items():
        network, _, score = name.partition(":")
        if network == "coalitions" and scores.level == "node":
            out[score] = out["node"].map(scores.table.set_index("node")["value"])
    order = [n for n in ("comments", "statements") if n in out]
    return out.sort_values(order, ascending=False, kind="stable").reset_index(drop=True)


def ties(analysis: Analysis, name: str) -> pd.DataFrame:
    """Return the ties of a network with the labels of their ends, the heaviest first.

    Parameters
    ----------
    analysis : Analysis
    name : str
        Of the network; without it the table is empty.

    Returns
    -------
    pandas.DataFrame
        Those of ``Network.edges`` with ``source_label`` and ``target_label``.
    """
    first = ["source", "target", "source_label", "target_label", "weight"]
    network = analysis.networks.get(name)
    if network is None:
        return pd.DataFrame(columns=first)
    labels = network.nodes["label"].to_numpy(dtype=object)
    edges = network.edges.assign(
        **{f"{e}_label": labels[c] for e, c in zip(first[:2], network.ends, strict=True)}
    )
    edges = edges.astype({"source": "str", "target": "str"})
    order = np.argsort(-edges["weight"].abs().to_numpy(), kind="stable")
    return edges.iloc[order][first + [c for c in edges.columns if c not in first]].reset_index(drop=True)


def groups(analysis: Analysis) -> pd.DataFrame:
    """Return the group of every node of every network that was clustered."""
    parts = []
    for name in networks(analysis):
        if name not in analysis.partitions:
            continue
        labels = analysis.networks[name].nodes.set_index("id")["label"]
        part = analysis.partitions[name].table
        part = part.assign(network=name, label=part["node"].map(labels)).sort_values(["group", "node"])
        parts.append(part[["network", "group", "node", "label"]])
    columns = ["network", "group", "node", "label"]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)


def measures(analysis: Analysis) -> pd.DataFrame:
    """Return every score of every network: ``network``, ``measure``, ``node``, ``value``."""
    parts = []
    for name, scores in analysis.scores.items():
        network, _, score = name.partition(":")
        if score and scores.level != "code":
            part = scores.table[["node", "value"]].assign(network=network, measure=score)
            parts.append(part[["network", "measure", "node", "value"]])
    columns = ["network", "measure", "node", "value"]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)


def whole_measures(analysis: Analysis) -> list[tuple[str, str, Any]]:
    """Return the scores of whole networks: network, measure, value."""
    return [
        (name.partition(":")[0], name.partition(":")[2].replace("_", " "), scores.value)
        for name, scores in analysis.scores.items()
        if scores.level == "graph" and ":" in name
    ]
