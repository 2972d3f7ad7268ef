"""The tables of the study, and what its reader must know."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from discourse.model.statements import Statements
from discourse.studies.multiclust.methods import METHODS


def winner(
    part: Statements, number: int, nodes: int, best: str | None, good: Mapping[str, tuple[np.ndarray, float]]
) -> dict[str, Any]:
    """Return the row of ``winners`` for a window: when it was, and what divides it best."""
    times = part.times[~np.isnat(part.times)]
    span: dict[str, Any] = dict.fromkeys(("start", "middle", "stop"), pd.NaT)
    if len(times):
        start, stop = times.min(), times.max()
        span = {"start": start, "middle": start + (stop - start) / 2, "stop": stop}
    if part.window is not None:
        span = {name: getattr(part.window, name) for name in span}
    row = {"window": number, **span, "statements": len(part), "nodes": nodes}
    if best is None:
        return row
    k, value = len(np.unique(good[best][0])), good[best][1]
    return row | {"method": best, "label": METHODS[best].label, "k": k, "modularity": value}


def frames(tables: Mapping[str, list[dict[str, Any]]]) -> dict[str, pd.DataFrame]:
    """Return the tables with their columns in order and of the right kinds."""
    columns = {
        "winners": [
            "window",
            "start",
            "middle",
            "stop",
            "statements",
            "nodes",
            "method",
            "label",
            "k",
            "modularity",
        ],
        "scores": ["window", "method", "label", "k", "modularity", "best", "note"],
        "members": ["window", "method", "node", "label", "group", "best"],
    }
    kinds = {
        "k": "Int64",
        "modularity": "float64",
        "method": "str",
        "label": "str",
        "note": "str",
        "node": "str",
    }
    kinds |= dict.fromkeys(("start", "middle", "stop"), "datetime64[us]")
    out = {}
    for name, rows in tables.items():
        frame = pd.DataFrame(rows, columns=columns[name])
        out[name] = frame.astype({c: kind for c, kind in kinds.items() if c in frame})
    return out


def notes(tables: Mapping[str, list[dict[str, Any]]], ties: int, windows: int, dna: bool) -> tuple[str, ...]:
    """Return what a reader must know: negative ties, equally good methods, windows without a division."""
    said = ["Negative ties are set to 0; modularity is compared on the network that remains."]
    if dna:
        said.append(
            "As in Discourse Network Analyzer, modularity ignores the weights of ties, and edge betweenness takes "
            "strong ties for long ones."
        )
    if ties:
        where = "" if windows == 1 else f" in {ties} of {windows} windows"
        said.append(f"Several methods reach the highest modularity{where}; the first of them is called best.")
    empty = sum("method" not in row for row in tables["winners"])
    if empty:
        said.append(f"{empty} of {windows} windows have no division.")
    return tuple(said)
