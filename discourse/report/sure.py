"""The section on how sure results are: each score in words, unsure members by name, figures and tables."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from discourse.model.study import Study
from discourse.report.figures import Figure
from discourse.report.tables import Cell, Column, Table
from discourse.report.terms import capital
from discourse.report.wording import MINUS, count, number, percent

#: So many nodes are shown.
MOST = 300
#: So many unsure members are named, the least sure ones first.
_NAMED = 12
#: Measures whose names in the program are no words.
MEASURES = {
    "ei": "the E-I index", "aei": "the adaptive E-I index", "rwc": "random-walk controversy", "arwc": "adaptive "
    "random-walk controversy", "bcc": "betweenness controversy", "components": "the number of components",
}  # fmt: skip
#: Names of networks as sentences have them.
_NETWORKS = {"discourse": "The discourse graph", "coalitions": "Coalitions", "replies": "Replies"}


@dataclass(frozen=True)
class Words:
    """What is said of one network: its name, the size of it, and a sentence or two per score."""

    title: str
    size: str
    sentences: tuple[str, ...]
    members: str
    names: tuple[str, ...]
    more: str
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Section:
    """The section: what it is, the words about each network, figures and tables."""

    told: str
    notes: tuple[str, ...]
    words: tuple[Words, ...]
    figures: tuple[Figure, ...]
    tables: tuple[Table, ...]


def sure(
    studies: Mapping[str, Study], figures: Sequence[Figure], prefix: str = "robustness-"
) -> Section | None:
    """Return the section; None where nothing is known.

    Parameters
    ----------
    studies : mapping of str to Study
        With the one named ``robustness``.
    figures : sequence of Figure
        Those of this study are shown.
    prefix : str
        Of the names of its tables' files.

    Returns
    -------
    Section or None
    """
    study = studies.get("robustness")
    if study is None or "scores" not in study.tables:
        return None
    networks = list(dict.fromkeys(study["scores"]["network"].astype(str)))
    words = []
    for name, rows in study["scores"].groupby("network", sort=False):
        first = rows.iloc[0]
        size = f"{count(int(first['nodes']), 'node')}, {count(int(first['ties']), 'tie')}"
        told = [
            _told(str(r["score"]), str(r["sentence"]))
            for r in rows.to_dict("records")
            if r["score"] != "groups"
        ]
        notes = [n.removeprefix(f"{name}: ") for n in study.made.notes if n.startswith(f"{name}: ")]
        title = _NETWORKS.get(str(name), str(name))
        words.append(Words(title, size, tuple(told), *_members(study, str(name)), tuple(map(capital, notes))))
    rest = [
        n
        for n in study.made.notes
        if not n.startswith(tuple(f"{name}: " for name in (*networks, "statements")))
    ]
    tables = [t for t in (scores_table(study), members_table(study, prefix)) if t is not None]
    shown = tuple(f for f in figures if f.study == "robustness")
    return Section(_about(study["scores"]), tuple(map(capital, rest)), tuple(words), shown, tuple(tables))


def _about(rows: pd.DataFrame) -> str:
    """Say what intervals, random networks and options are, of those that there are."""
    told = []
    if _known(rows, "sample_low"):
        told.append(
            "Intervals hold 95\u202f% of what comes out when documents, those who speak or nodes (it is said which) "
            "are drawn anew with replacement, and everything is computed again."
        )
    if _known(rows, "null_mean"):
        told.append(
            "Beside it stands what random networks give; a score that they give too is no finding. Of twenty scores "
            "without meaning, one has p ≤ .05."
        )
    if _known(rows, "options_low"):
        told.append(
            "“Under other options” is what the same data give with other thresholds, normalisations and resolutions."
        )
    return " ".join(told)


def _told(score: str, sentence: str) -> str:
    """Return the sentence with the measure called what readers call it."""
    if score in MEASURES:
        sentence = MEASURES[score] + sentence.removeprefix(score)
    return capital(minus(sentence))


def minus(text: str) -> str:
    """Return text with minus signs where hyphens stand before numbers.

    Examples
    --------
    >>> minus("The E-I index of random-walks is -.5 (-1 to 0)")
    'The E-I index of random-walks is −.5 (−1 to 0)'
    """
    return re.sub(r"(?<!\w)-(?=[.\d])", MINUS, text)


def _members(study: Study, network: str) -> tuple[str, tuple[str, ...], str]:
    """Return who is not surely in their group: a sentence, names, and how many more there are."""
    if "coalitions" not in study.tables:
        return "", (), ""
    rows = study["coalitions"]
    rows = rows[rows["network"] == network]
    if not len(rows):
        return "", (), ""
    unsure = rows[rows["unstable"].astype(bool)].sort_values("certainty", kind="stable")
    everyone = count(len(rows), "node")
    if not len(unsure):
        told = f"Each of {everyone} is on average with at least {percent(0.75)} of its group in the draws."
        return told, (), ""
    verb = "is" if len(unsure) == 1 else "are"
    names = tuple(str(n) for n in unsure["label"].head(_NAMED))
    more = f" and {len(unsure) - _NAMED:,} more" if len(unsure) > _NAMED else ""
    return f"Of {everyone}, {len(unsure):,} {verb} not surely in their group: ", names, more


def scores_table(study: Study) -> Table:
    """Return every score of a whole network with its n, its interval, and what random networks give."""
    rows = study["scores"]
    texts = {
        "sample": ("95\u202f% interval", "by the bootstrap"),
        "coding": ("Under errors of coding", "95\u202f% of the codings drawn"),
        "options": ("Under other options", "the lowest and the highest value"),
        "null": ("95\u202f% of them", ""),
    }
    spans = {key: text for key, text in texts.items() if _known(rows, f"{key}_low")}
    compared = _known(rows, "null_mean")
    columns = [
        Column("Network"),
        Column("Measure"),
        Column("Value", True),
        Column("Nodes", True),
        Column("Ties", True),
    ]
    for key in ("sample", "coding", "options"):
        if key in spans:
            columns.append(Column(spans[key][0], False, spans[key][1]))
            columns += [Column("Draws", True)] if key == "sample" else []
    if compared:
        columns += [
            Column("Random networks", False, "how many, and what they share with the network: 1K every degree, sdsm "
                   "how much each row and column has, on average"),
            Column("Their mean", True), Column(texts["null"][0]), Column("z", True),
            Column("p", True, "two-sided: how often random networks are as far from their middle"),
        ]  # fmt: skip
    cells = []
    for r in rows.to_dict("records"):
        line = [
            Cell(str(r["network"]), None, first=True),
            Cell(_measure(str(r["score"]))),
            _num(r["value"], 3),
        ]
        line += [_num(r["nodes"]), _num(r["ties"])]
        for key in ("sample", "coding", "options"):
            if key in spans:
                line.append(Cell(span(r[f"{key}_low"], r[f"{key}_high"])))
                line += [_num(r["sample_n"])] if key == "sample" else []
        if compared:
            what = "" if pd.isna(r["nulls"]) else f"{int(r['nulls']):,} ({r['null']})"
            line += [Cell(what), _num(r["null_mean"], 3), Cell(span(r["null_low"], r["null_high"]))]
            line += [_num(r["z"]), _num(r["p"], 3)]
        cells.append(line)
    return Table("measures", "Measures of the networks", tuple(columns), cells)


def _measure(score: str) -> str:
    return MEASURES.get(score, score).removeprefix("the ").replace("_", " ")


def _known(rows: pd.DataFrame, column: str) -> bool:
    return column in rows and bool(rows[column].notna().any())


def _num(value: Any, digits: int = 2) -> Cell:
    return Cell(number(value, digits), None if pd.isna(value) else float(value))


def span(low: Any, high: Any, digits: int = 3) -> str:
    """Return an interval as text; an empty one where there is none.

    Examples
    --------
    >>> span(-0.5, 1), span(None, None)
    ('−0.500 to 1', '')
    """
    if pd.isna(low) or pd.isna(high):
        return ""
    return f"{number(low, digits)} to {number(high, digits)}"


def members_table(study: Study, prefix: str = "robustness-") -> Table | None:
    """Return how sure the group of every node is, the least sure ones first."""
    if "coalitions" not in study.tables:
        return None
    rows = study["coalitions"].sort_values(["network", "certainty", "node"], kind="stable")
    columns = (
        Column("Node"), Column("Network"), Column("Group", True),
        Column("Certainty", True, "the share of its group that it is with, mean over the draws", "ascending"),
        Column("Elsewhere", True, "the largest such share of another group"),
        Column("Unsure"), Column("Draws", True, "in which it is"),
    )  # fmt: skip
    cells = [
        [
            Cell(str(r["label"]), None, first=True), Cell(str(r["network"])),
            _num(r["group"]), _num(r["certainty"]), _num(r["elsewhere"]), Cell("yes" if r["unstable"] else ""),
            _num(r["n"]),
        ]
        for r in rows.head(MOST).to_dict("records")
    ]  # fmt: skip
    note = (
        f"The first {MOST:,} of {len(rows):,}; all are in tables/{prefix}coalitions.csv."
        if len(rows) > MOST
        else ""
    )
    return Table("sure-members", "How sure the group of each node is", columns, cells, note)
