"""Nested backbones of concepts over four sizes, and annealing at one; prints seconds and growth.

Run with ``python benchmarks/backbone.py``. Discourse Network Analyzer 3.0.11.5 took 37 s for the nested backbone of 100
actors and 50 concepts, without computing a spectrum; the aim is 2 s with the true ones.
"""

from __future__ import annotations

import math
import time

import numpy as np
import pandas as pd

from discourse.model.statements import Statements
from discourse.studies.backbone.study import backbone

SIZES = ((25, 12), (50, 25), (100, 50), (200, 100))


def debate(actors: int, concepts: int, n: int) -> Statements:
    """Return statements of two camps that disagree on every concept, one in five against its camp."""
    rng = np.random.default_rng(0)
    camp, side = rng.integers(0, 2, actors), rng.integers(0, 2, concepts)
    who = rng.integers(0, actors, n)
    what = np.minimum((concepts * rng.random(n) ** 1.5).astype(int), concepts - 1)
    agrees = (camp[who] == side[what]) == (rng.random(n) < 0.8)
    table = pd.DataFrame(
        {
            "statement_id": [f"s{i}" for i in range(n)],
            "document_id": [f"d{i}" for i in rng.integers(0, n // 5 + 1, n)],
            "coder": "made",
            "commenter": [f"a{i}" for i in who],
            "narrative": [f"c{i}" for i in what],
            "stance": np.where(agrees, 1, -1),
        }
    )
    return Statements(table)


def main() -> None:
    """Print the table."""
    for loss in ("spectral", "dna_spectral"):
        print(f"nested, loss={loss!r}")
        last: tuple[int, float] | None = None
        for actors, concepts in SIZES:
            statements = debate(actors, concepts, 40 * actors)
            start = time.perf_counter()
            backbone(statements, loss=loss)
            took = time.perf_counter() - start
            power = f"   actors^{math.log(took / last[1]) / math.log(actors / last[0]):.1f}" if last else ""
            print(
                f"{actors:6} actors {concepts:4} concepts {len(statements):6} statements {took:8.2f} s{power}"
            )
            last = actors, took
    statements = debate(100, 50, 4000)
    for method, size in (("penalty", None), ("fixed", 10)):
        start = time.perf_counter()
        study = backbone(statements, method=method, size=size)
        took, lost = time.perf_counter() - start, study["result"]["backbone_loss"].item()
        print(f"{method}: 100 actors, 50 concepts, 5 chains of 1000: {took:.2f} s, backbone loss {lost:.4f}")


if __name__ == "__main__":
    main()
