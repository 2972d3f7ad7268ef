"""Analysis: everything of one run, saved as a folder of Parquet, TOML and JSON."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from discourse.errors import InputError
from discourse.files import building
from discourse.model.chance import Chance
from discourse.model.codebook import Codebook
from discourse.model.codebook_dump import dump
from discourse.model.corpus import Corpus
from discourse.model.network import Network
from discourse.model.results import Made, Partition, Positions, Scores
from discourse.model.statements import Statements, Variable
from discourse.model.storage import read_parquet, write_parquets
from discourse.model.study import Study

FORMAT = "discourse-analysis/1"


@dataclass(frozen=True, repr=False)
class Analysis:
    """What one run read, coded, projected, clustered, scored and laid out.

    Parameters
    ----------
    corpus : Corpus
    codebook : Codebook or None
        None for statements that were coded elsewhere.
    statements : Statements
    networks : dict of str to Network
        ``"discourse"`` (the whole graph), ``"coalitions"``, ``"profile"`` (two-mode), ``"replies"``, where they
        could be computed.
    partitions, positions : dict
        By the name of the network they belong to; further positions as ``"discourse:columns"``.
    scores : dict of str to Scores
        ``"narratives"``, ``"actors"``, ``"frequency"``, and ``"network:score"`` for scores of a network.
    studies : dict of str to Study
        ``"polarization"``, ``"backbone"``, …
    notes : tuple of (str, str)
        What could not be computed, and why.
    config : dict
        The options of the run.
    manifest : dict
        Hashes, versions and parameters: what a referee needs to repeat it.
    """

    corpus: Corpus
    codebook: Codebook | None
    statements: Statements
    networks: Mapping[str, Network] = field(default_factory=dict)
    partitions: Mapping[str, Partition] = field(default_factory=dict)
    positions: Mapping[str, Positions] = field(default_factory=dict)
    scores: Mapping[str, Scores] = field(default_factory=dict)
    notes: tuple[tuple[str, str], ...] = ()
    config: Mapping[str, Any] = field(default_factory=dict)
    manifest: Mapping[str, Any] = field(default_factory=dict)
    studies: Mapping[str, Study] = field(default_factory=dict)

    def __repr__(self) -> str:
        return (
            f"Analysis({self.corpus!r}, {self.statements!r}, networks: {', '.join(self.networks) or 'none'})"
        )

    def _repr_html_(self) -> str:
        from discourse.model.display import card

        facts = {
            "comments": len(self.corpus),
            "statements": len(self.statements),
            "networks": ", ".join(self.networks) or "none",
            "codebook": self.codebook.label if self.codebook is not None else "none",
        }
        table = self.scores["narratives"].table if "narratives" in self.scores else self.statements.table
        return card("Analysis", facts, table)

    def save(self, folder: str | os.PathLike[str], *, force: bool = False) -> Path:
        """Write the analysis as a folder, whole or not at all.

        Parameters
        ----------
        folder : path-like
            Where to.
        force : bool
            Replace what is there.

        Returns
        -------
        pathlib.Path

        Raises
        ------
        OutputError
            If it is there already, or cannot be written.
        """
        with building(folder, force=force) as place:
            self.write_into(place)
        return Path(folder)

    def write_into(self, place: Path) -> None:
        """Write the files of :meth:`save` into an existing folder."""
        tables = {
            "documents": self.corpus.documents,
            "comments": self.corpus.comments,
            "audit": self.corpus.audit,
            "statements": self.statements.table,
            "entities": self.statements.entities,
        }
        if len(self.statements.documents):
            tables["statements.documents"] = self.statements.documents
        for name, study in self.studies.items():
            tables |= {f"study.{_file(name)}.{_file(part)}": table for part, table in study.tables.items()}
        for name, network in self.networks.items():
            tables[f"network.{_file(name)}.nodes"] = network.nodes
            tables[f"network.{_file(name)}.edges"] = network.edges
        results: dict[str, Mapping[str, Any]] = {
            "partition": self.partitions,
            "positions": self.positions,
            "scores": self.scores,
        }
        for kind, group in results.items():
            for name, result in group.items():
                tables[f"{kind}.{_file(name)}"] = result.table
        write_parquets({place / f"{name}.parquet": table for name, table in tables.items()})
        if self.codebook is not None:
            (place / "codebook.toml").write_text(dump(self.codebook), encoding="utf-8")
        index = {
            "format": FORMAT,
            "sources": list(self.corpus.sources),
            "variables": [asdict(v) for v in self.statements.variables],
            "made": self.statements.made,
            "networks": {n: {"directed": net.directed, "made": net.made} for n, net in self.networks.items()},
            "partitions": {n: asdict(p.made) for n, p in self.partitions.items()},
            "positions": {n: asdict(p.made) for n, p in self.positions.items()},
            "scores": {
                n: {
                    "level": s.level,
                    "made": asdict(s.made),
                    "chance": None if s.chance is None else s.chance.stored(),
                }
                for n, s in self.scores.items()
            },
            "studies": {
                n: {"tables": list(study.tables), "made": asdict(study.made)}
                for n, study in self.studies.items()
            },
            "notes": [list(n) for n in self.notes],
            "config": self.config,
            "manifest": self.manifest,
        }
        text = json.dumps(index, ensure_ascii=False, indent=2, default=str)
        (place / "analysis.json").write_text(text + "\n", encoding="utf-8")


def open_analysis(folder: str | os.PathLike[str]) -> Analysis:
    """Open a saved analysis, or the report folder that holds one.

    Parameters
    ----------
    folder : path-like

    Returns
    -------
    Analysis

    Raises
    ------
    InputError
        If there is none.
    """
    place = Path(folder)
    if not (place / "analysis.json").is_file() and (place / "analysis" / "analysis.json").is_file():
        place = place / "analysis"
    try:
        index = json.loads((place / "analysis.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InputError(f"{folder} holds no saved analysis (analysis.json); name a report folder") from None
    except (OSError, ValueError) as error:
        raise InputError(f"{folder} holds no saved analysis (analysis.json): {error}") from None
    if not isinstance(index, dict) or index.get("format") != FORMAT:
        found = index.get("format") if isinstance(index, dict) else type(index).__name__
        raise InputError(f"{folder} was saved as {found!r}; this version opens {FORMAT!r}")
    try:
        return _opened(place, index)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise InputError(
            f"{folder}: analysis.json is damaged ({type(error).__name__}: {error}); save the analysis again"
        ) from None


def _opened(place: Path, index: dict[str, Any]) -> Analysis:
    def table(name: str) -> Any:
        return read_parquet(place / f"{name}.parquet")

    networks = {
        n: Network(
            table(f"network.{_file(n)}.nodes"), table(f"network.{_file(n)}.edges"), m["directed"], m["made"]
        )
        for n, m in index["networks"].items()
    }
    return Analysis(
        Corpus(table("documents"), table("comments"), table("audit"), tuple(index["sources"])),
        Codebook.load(place / "codebook.toml") if (place / "codebook.toml").is_file() else None,
        Statements(
            table("statements"),
            tuple(Variable(**v) for v in index["variables"]),
            table("entities"),
            index["made"],
            *([table("statements.documents")] if (place / "statements.documents.parquet").is_file() else []),
        ),
        networks,
        {n: Partition(table(f"partition.{_file(n)}"), _made(m)) for n, m in index["partitions"].items()},
        {n: Positions(table(f"positions.{_file(n)}"), _made(m)) for n, m in index["positions"].items()},
        {
            n: Scores(
                table(f"scores.{_file(n)}"), m["level"], _made(m["made"]), Chance.restored(m.get("chance"))
            )
            for n, m in index["scores"].items()
        },
        tuple((a, b) for a, b in index["notes"]),
        index["config"],
        index["manifest"],
        {
            n: Study({t: table(f"study.{_file(n)}.{_file(t)}") for t in m["tables"]}, _made(m["made"]))
            for n, m in index.get("studies", {}).items()
        },
    )


def _file(name: str) -> str:
    """Return a name as part of a file name, without two names ever sharing one."""
    return quote(name, safe=" ").replace("%3A", "+")


def _made(raw: dict[str, Any]) -> Made:
    return Made(**{**raw, "notes": tuple(raw.get("notes", ()))})
