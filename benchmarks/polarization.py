"""Time of polarization over windows and actors, and how it grows.

Run as ``python benchmarks/polarization.py``. Discourse Network Analyzer 3.0.11.5 took 24 s for 120 windows of 50 actors
on two shared cores; the aim is 3 s.
"""

from __future__ import annotations

import time

import numpy as np
import pandas as pd

from discourse.model.statements import Statements
from discourse.verbs import study


def debate(actors: int, months: int, *, concepts: int = 30, monthly: int = 4, seed: int = 0) -> Statements:
    """Two camps (loyalty .8) who make some statements a month each, in documents of their own."""
    rng = np.random.default_rng(seed)
    size = actors * months * monthly
    who = np.tile(np.arange(actors), months * monthly)
    what = rng.integers(0, concepts, size)
    side = rng.integers(0, 2, concepts)
    pro = (side[what] ^ (who % 2)) ^ (rng.random(size) >= 0.8)
    day = np.repeat(np.arange(months), actors * monthly) * 30 + rng.integers(0, 30, size)
    table = pd.DataFrame(
        {
            "statement_id": [f"s{i}" for i in range(size)],
            "document_id": [f"d{i}" for i in range(size)],
            "coder": "simulated",
            "commenter": [f"actor {i:04d}" for i in who],
            "narrative": [f"concept {i:03d}" for i in what],
            "stance": np.where(pro, 1, -1),
            "created_at": pd.Timestamp("2010-01-01") + pd.to_timedelta(day, "D"),
        }
    )
    return Statements(table)


def seconds(statements: Statements, **options: object) -> tuple[float, int, float]:
    statements.coded("commenter"), statements.coded("narrative"), statements.coded("stance")
    begun = time.perf_counter()
    table = study(statements, "polarization", width="30D", step=30, **options)["polarization"]
    return time.perf_counter() - begun, len(table), float(table["actors"].mean())


def main() -> None:
    seconds(debate(10, 6))  # imports
    print("windows  actors  seconds")
    for actors, sizes in ((50, (15, 30, 60, 120)),):
        taken = []
        for months in sizes:
            s, windows, mean = seconds(debate(actors, months + 2))
            taken.append(s)
            print(f"{windows:7d} {mean:7.0f} {s:8.2f}")
        print(
            f"grows as windows^{slope(sizes, taken):.2f}; 120 windows of 50 actors: {taken[-1]:.2f} s (aim 3 s)"
        )
    taken = []
    for actors in (25, 50, 100, 200):
        s, windows, mean = seconds(debate(actors, 22))
        taken.append(s)
        print(f"{windows:7d} {mean:7.0f} {s:8.2f}")
    print(f"grows as actors^{slope((25, 50, 100, 200), taken):.2f}")
    for options in ({"dna": True}, {"kernel": "gaussian"}, {"groups": 3}, {"nulls": 20}, {"balance": 0.5}):
        s, windows, mean = seconds(debate(50, 122), **options)
        print(f"{windows:7d} {mean:7.0f} {s:8.2f}  with {options}")


def slope(sizes: tuple[int, ...], taken: list[float]) -> float:
    return float(np.polyfit(np.log(sizes), np.log(taken), 1)[0])


if __name__ == "__main__":
    main()
