"""Where everything is in the page, and which statements stand behind what."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import pandas as pd

from discourse.model.analysis import Analysis
from discourse.model.network import Network
from discourse.report.marks import pieces
from discourse.report.terms import terms

_NO_CODES = ("role", "evidence")


class Index:
    """Statements by comment, by node and by tie, and the anchors of the page.

    Parameters
    ----------
    analysis : Analysis

    Attributes
    ----------
    rows : list of dict
        The statements, in the order of the corpus and, in each text, of the words.
    units : list of dict
        Articles and comments in order, each with ``anchor``, ``text`` and the facts of its table.
    """

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis
        self.statements = analysis.statements
        given = _parameters(analysis.networks.get("discourse"))
        names = [v.name for v in self.statements.variables]
        speaker = given.get("speaker", terms(analysis).speaker)
        self.speaker: str | None = speaker if speaker in names else None
        text = [v.name for v in self.statements.variables if v.kind == "text"]
        wanted = given.get("codes") or [n for n in text if n not in _NO_CODES and n != speaker]
        self.codes: list[str] = [n for n in wanted if n in names]
        self.has_stance = "stance" in names
        self.units = _units(analysis)
        self._unit = {u["key"]: u for u in self.units}
        self.rows = self._sorted_rows()
        self.labels = {v: self.statements.labels(v) for v in names}
        authors = analysis.corpus.comments
        self.authors = dict(zip(authors["author_id"], authors["author"], strict=True))

    def _sorted_rows(self) -> list[dict[str, Any]]:
        table = self.statements.table
        records: list[dict[str, Any]] = [
            {str(k): (None if v is None or v is pd.NaT or pd.isna(v) else v) for k, v in row.items()}
            for row in table.astype(object).to_dict("records")
        ]
        for row in records:
            unit = self.unit(row)
            row["place"] = unit["place"] if unit else len(self.units)
            text = unit["text"] if unit else ""
            row["pieces"] = pieces(row["start"], row["stop"], row.get("evidence"), len(text))
        order = sorted(
            range(len(records)),
            key=lambda i: (
                records[i]["place"],
                -1 if records[i]["start"] is None else records[i]["start"],
                i,
            ),
        )
        return [records[i] for i in order]

    def unit(self, row: Mapping[str, Any]) -> dict[str, Any] | None:
        """Return the comment or article that a statement stands in."""
        if row["comment_id"] is not None:
            return self._unit.get(("comment", row["comment_id"]))
        return self._unit.get(("document", row["document_id"]))

    def comment(self, comment_id: Any) -> dict[str, Any] | None:
        """Return the comment with this id."""
        return self._unit.get(("comment", comment_id))

    def label(self, node: str) -> str:
        """Return the label of a node id such as ``"actor:iran"``."""
        kind, _, value = node.partition(":")
        found = self.labels.get(kind, {}).get(value)
        if found is None and kind == self.speaker:
            found = self.authors.get(value)
        if found is None and kind == "article":
            unit = self._unit.get(("document", value))
            found = f"article: {unit['title']}" if unit and unit["title"] else "article"
        return found if found is not None else value

    @cached_property
    def by_unit(self) -> dict[int, list[int]]:
        """Numbers of the statements in each unit, by its place."""
        out: dict[int, list[int]] = {}
        for i, row in enumerate(self.rows):
            out.setdefault(row["place"], []).append(i)
        return out

    @cached_property
    def by_node(self) -> dict[str, list[int]]:
        """Numbers of the statements of each node."""
        out: dict[str, list[int]] = {}
        for i, row in enumerate(self.rows):
            for node in self._nodes(row):
                out.setdefault(node, []).append(i)
        return out

    def _nodes(self, row: Mapping[str, Any]) -> list[str]:
        found = [f"{name}:{row[name]}" for name in self.codes if row[name] is not None]
        if self.speaker is not None and row[self.speaker] is not None:
            found.append(f"{self.speaker}:{row[self.speaker]}")
        elif row["comment_id"] is None:
            found.append(f"article:{row['document_id']}")
        return found

    @cached_property
    def nodes(self) -> dict[str, str]:
        """The anchor of every node that has statements: speakers first, then codes, each by number of statements."""
        order = {k: n for n, k in enumerate([*self.codes[::-1], self.speaker or "", "article"])}

        def rank(node: str) -> tuple[int, int, str]:
            return order.get(node.partition(":")[0], 9), -len(self.by_node[node]), node

        return {node: f"n{n}" for n, node in enumerate(sorted(self.by_node, key=rank), 1)}

    def behind(self, source: str, target: str, *, cols: str = "narrative") -> list[int]:
        """Return the numbers of the statements behind a tie, as :func:`discourse.model.evidence.statements_behind`.

        Parameters
        ----------
        source, target : str
            Node ids.
        cols : str
            By what nodes of one kind are tied.

        Returns
        -------
        list of int
        """
        mine, theirs = (self.by_node.get(n, []) for n in (source, target))
        if source.partition(":")[0] == target.partition(":")[0]:
            values = [{self.rows[i].get(cols) for i in part} - {None} for part in (mine, theirs)]
            shared = values[0] & values[1]
            return sorted({i for i in (*mine, *theirs) if self.rows[i].get(cols) in shared})
        if both := sorted(set(mine) & set(theirs)):
            return both
        comments = [{self.rows[i]["comment_id"] for i in part} - {None} for part in (mine, theirs)]
        shared = comments[0] & comments[1]
        return sorted({i for i in (*mine, *theirs) if self.rows[i]["comment_id"] in shared})


def _parameters(network: Network | None) -> Mapping[str, Any]:
    found = network.made.get("parameters", {}) if network is not None else {}
    return found if isinstance(found, Mapping) else {}


def _units(analysis: Analysis) -> list[dict[str, Any]]:
    """Return articles, each followed by its comments."""
    comments = analysis.corpus.comments
    coded = analysis.statements.table
    with_article = set(coded.loc[coded["comment_id"].isna(), "document_id"])
    groups = dict(list(comments.groupby("document_id", sort=False).indices.items()))
    records = comments.astype(object).to_dict("records")
    out: list[dict[str, Any]] = []
    number = 0
    for place, document in enumerate(analysis.corpus.documents.to_dict("records"), 1):
        name = document["document_id"]
        if isinstance(document["text"], str) and name in with_article:
            title = document["title"] if isinstance(document["title"], str) else ""
            out.append(
                {
                    "key": ("document", name),
                    "anchor": f"d{place}",
                    "text": document["text"],
                    "number": "article",
                }
                | {"title": title, "author": "", "place": len(out)}
            )
        for i in groups.get(name, ()):
            number += 1
            out.append(
                records[i]
                | {
                    "key": ("comment", records[i]["comment_id"]),
                    "anchor": f"c{number}",
                    "number": str(number),
                }
                | {"place": len(out)}
            )
    return out
