"""Robustness: how sure the scores of a network are, under other samples, options and codings, and beside chance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from discourse.model.bootstrap import Bootstrap
from discourse.model.chance import number
from discourse.model.results import Made, Scores
from discourse.model.study import Study

#: Of random networks, in the table of scores.
_CHANCE = ("null", "nulls", "null_mean", "null_low", "null_high", "z", "p")


@dataclass(frozen=True, repr=False)
class Robustness:
    """How sure results are.

    Attributes
    ----------
    scores : dict of str to Scores
        The scores of the whole network, with what they are on random networks where these could be drawn.
    bootstrap : Bootstrap or None
        Under other samples.
    sensitivity : Study or None
        Under other options.
    coding : Bootstrap or None
        Under errors of coding, where these are known.
    network : str
        What the network is called.
    nodes, ties : int
        How many it has.
    labels : dict of str to str
        What the nodes are called, where that is not their id.
    made : Made
        What could not be done is in its notes.

    Examples
    --------
    >>> score = Scores(pd.DataFrame({"node": ["graph"], "value": [0.5]}), "graph")
    >>> Robustness({"density": score}, network="replies", nodes=4, ties=3).table[["score", "value", "ties"]].values.tolist()
    [['density', 0.5, 3]]
    """  # noqa: E501

    scores: Mapping[str, Scores] = field(default_factory=dict)
    bootstrap: Bootstrap | None = None
    sensitivity: Study | None = None
    coding: Bootstrap | None = None
    network: str = ""
    nodes: int = 0
    ties: int = 0
    labels: Mapping[str, str] = field(default_factory=dict)
    made: Made = field(default_factory=Made)

    @property
    def table(self) -> pd.DataFrame:
        """One row per score of the whole network.

        ``network``, ``score``, ``value``, ``nodes``, ``ties``; ``sample_low``, ``sample_high`` (the bootstrap's
        interval) and ``sample_n`` (its draws); ``coding_low``, ``coding_high``, ``options_low``, ``options_high``
        where these were asked for; ``null``, ``nulls`` (how many), ``null_mean``, ``null_low``, ``null_high`` (95 %
        of them), ``z``, ``p``; and all of it in words, ``sentence``.
        """
        values = {name: found.value for name, found in self.scores.items()}
        for found in (self.bootstrap, self.coding):
            if found is not None and len(found.whole):
                values = dict(zip(found.whole["score"], found.whole["value"], strict=True)) | values
        names = sorted(values, key=lambda name: name == "groups")  # not a score: it comes last
        out = pd.DataFrame(
            {
                "network": self.network,
                "score": names,
                "value": [values[name] for name in names],
                "nodes": self.nodes,
                "ties": self.ties,
            }
        ).astype({"network": "str", "score": "str", "value": "float64"})
        for part, found in (("sample", self.bootstrap), ("coding", self.coding)):
            if found is not None:
                rows = found.whole.set_index("score").reindex(names)
                out[f"{part}_low"], out[f"{part}_high"] = rows["low"].to_numpy(), rows["high"].to_numpy()
                if part == "sample":
                    out["sample_n"] = rows["n"].astype("Int64").to_numpy()
        if self.sensitivity is not None:
            varied = self.sensitivity["ranges"].groupby("score")
            out["options_low"] = varied["low"].min().reindex(names).to_numpy(dtype=float)
            out["options_high"] = varied["high"].max().reindex(names).to_numpy(dtype=float)
        chance = pd.DataFrame([self._chance(name) for name in names], columns=list(_CHANCE))
        out = pd.concat([out, chance.astype({"null": "str", "nulls": "Int64"})], axis=1)
        out["sentence"] = pd.Series([self.sentence(name) for name in names], dtype="str")
        return out

    def _chance(self, name: str) -> tuple[object, ...]:
        chance = self.scores[name].chance if name in self.scores else None
        if chance is None:
            return (None, None, *[np.nan] * 5)
        low, high = chance.range
        return (chance.null, len(chance.known), chance.mean, low, high, chance.z, chance.p)

    def sentence(self, name: str) -> str:
        """Say in plain words how sure a score is."""
        drawn = self.bootstrap is not None and name in set(self.bootstrap.whole["score"])
        if drawn:
            assert self.bootstrap is not None
            told = [self.bootstrap.sentence(name)]
        else:
            told = [f"{name} is {number(self.scores[name].value)}."]
        chance = self.scores[name].chance if name in self.scores else None
        if chance is not None:
            told.append(chance.words)
        if self.coding is not None and name in set(self.coding.whole["score"]):
            row = self.coding.whole[self.coding.whole["score"] == name].iloc[0]
            told.append(
                f"With errors of coding once more it would be between {number(row['low'])} and {number(row['high'])}: "
                "so much do they blur it."
            )
        if self.sensitivity is not None:
            ranges = self.sensitivity["ranges"]
            ranges = ranges[(ranges["score"] == name) & ranges["low"].notna()]
            if len(ranges):
                low, high = ranges["low"].min(), ranges["high"].max()
                between = f"Under other options it is between {number(low)} and {number(high)}."
                told.append("Other options do not change it." if number(low) == number(high) else between)
        return " ".join(told)

    @property
    def sentences(self) -> list[str]:
        """What was found about every score of the whole network, in plain words."""
        return [
            row
            for name, row in zip(self.table["score"], self.table["sentence"], strict=True)
            if name != "groups"
        ]

    @property
    def study(self) -> Study:
        """All tables, as a study named ``robustness``: see :func:`robustness_study`."""
        return robustness_study([self])

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """All tables by name."""
        return dict(self.study.tables)

    def __getitem__(self, name: str) -> pd.DataFrame:
        return self.study[name]

    def __repr__(self) -> str:
        done = {
            "beside chance": any(s.chance is not None for s in self.scores.values()),
            "bootstrap": self.bootstrap is not None,
            "sensitivity": self.sensitivity is not None,
            "coding error": self.coding is not None,
        }
        parts = [name for name, there in done.items() if there]
        return f"Robustness({len(self.table)} scores: {', '.join(parts) or 'as they are'})"

    def _repr_html_(self) -> str:
        from discourse.model.display import card

        facts = {"nodes": self.nodes, "ties": self.ties, "in words": " ".join(self.sentences)}
        return card("Robustness", facts, self.table.drop(columns="sentence"), width=900)


def robustness_study(found: list[Robustness]) -> Study:
    """Return the tables of several networks together.

    Parameters
    ----------
    found : list of Robustness
        At least one, each of a network of another name.

    Returns
    -------
    Study
        ``scores`` (see :attr:`Robustness.table`); where they have rows: ``nodes`` (scores of nodes with their
        intervals and ranks) and ``coalitions`` (how sure the group of each node is), both as in
        :class:`discourse.model.bootstrap.Bootstrap` with ``network`` and ``label``; ``strips`` and ``ranges`` as from
        :func:`discourse.sensitivity`, ``draws`` (the scores of every draw) and ``coding`` (scores under errors of
        coding), with ``network``. The parameters are those that all have in common.

    Examples
    --------
    >>> score = Scores(pd.DataFrame({"node": ["graph"], "value": [0.5]}), "graph")
    >>> robustness_study([Robustness({"density": score}, network=name) for name in "ab"]).table["network"].tolist()
    ['a', 'b']
    """
    parts: dict[str, list[pd.DataFrame]] = {}

    def add(name: str, network: str, table: pd.DataFrame) -> None:
        if len(table):
            parts.setdefault(name, []).append(
                table.assign(network=network)[["network", *(c for c in table.columns if c != "network")]]
            )

    for one in found:
        add("scores", one.network, one.table)
        if one.bootstrap is not None:
            for name in ("nodes", "coalitions"):
                table = getattr(one.bootstrap, name)
                if len(table):
                    add(name, one.network, table.assign(label=_named(table["node"], one.labels)))
            add("draws", one.network, one.bootstrap.draws)
        if one.sensitivity is not None:
            add("strips", one.network, one.sensitivity["strips"])
            add("ranges", one.network, one.sensitivity["ranges"])
        if one.coding is not None:
            add("coding", one.network, one.coding.whole)
    tables = {name: pd.concat(frames, ignore_index=True) for name, frames in parts.items()}
    notes = tuple(
        dict.fromkeys(
            f"{o.network}: {note}" if len(found) > 1 else note for o in found for note in o.made.notes
        )
    )
    first = found[0].made
    alike = {
        k: v for k, v in first.parameters.items() if all(o.made.parameters.get(k, v) == v for o in found)
    }
    return Study(tables, replace(first, method="robustness", parameters=alike, notes=notes))


def _named(nodes: pd.Series, labels: Mapping[str, str]) -> pd.Series:
    return nodes.map(lambda node: labels.get(node, str(node).partition(":")[2] or str(node))).astype("str")
