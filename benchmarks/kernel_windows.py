"""Networks of Gaussian windows of time, through the verbs and through dense counting; prints time and growth.

Run with ``python benchmarks/kernel_windows.py [--profile]``. The case is 120 monthly windows over 100 actors, 30
concepts and 4,000 statements, then the same with more or fewer statements, actors and windows. Both roads are timed
in turn after a warm-up, in seconds of processor time, so that other work on the machine counts little. What they find
is compared first.
"""

from __future__ import annotations

import cProfile
import pstats
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

import discourse as ds
from discourse.model.statements import Statements, Variable
from discourse.projections.dense import tie_weights, window_counts

#: Seconds that the verbs' road may take over the case.
GOAL = 2.0
CUT: dict[str, Any] = {"step": 1, "kernel": "gaussian", "complete": False}
WHAT = {"rows": "organization", "cols": "concept", "qualifier": "agreement"}
WIDTH = "6 months"


def make(statements: int = 4_000, actors: int = 100, concepts: int = 30, months: int = 120) -> Statements:
    """Return statements spread over so many months, the first and the last at their ends."""
    random = np.random.default_rng(0)
    days = np.sort(random.integers(0, (months - 1) * 30, size=statements))
    days[[0, -1]] = 0, (months - 1) * 30
    first = pd.Timestamp("2010-01-01")
    last = first + pd.DateOffset(months=months - 1)
    share = days / max(days[-1], 1)
    table = pd.DataFrame(
        {
            "statement_id": [f"s{i}" for i in range(statements)],
            "document_id": [f"d{i // 4}" for i in range(statements)],
            "coder": "hand",
            "created_at": (first + share * (last - first)).astype("datetime64[us]"),
            "organization": [f"organization {i}" for i in random.integers(0, actors, size=statements)],
            "concept": [f"concept {i}" for i in random.integers(0, concepts, size=statements)],
            "agreement": random.integers(0, 2, size=statements),
        }
    )
    kinds = (Variable("organization"), Variable("concept"), Variable("agreement", "boolean"))
    return Statements(table, kinds)


def verbs(data: Statements) -> list[ds.Network]:
    """Cut, then project each window."""
    return [
        ds.project(w, "subtract", normalization="average", isolates=True, **WHAT)
        for w in data.windows(WIDTH, **CUT)
    ]


def dense(data: Statements) -> list[np.ndarray]:
    """Count every window over the same actors and concepts, then multiply."""
    found = window_counts(data, WIDTH, *WHAT.values(), **CUT)
    return [tie_weights(counts, "subtract", "average") for _, counts in found]


def timed(road: Callable[[Statements], Any], sizes: dict[str, int], runs: int) -> float:
    """Return the median processor seconds over fresh statements, so that nothing is kept from the run before."""
    found = []
    for run in range(runs + 1):
        data = make(**sizes)
        start = time.process_time()
        road(data)
        if run:
            found.append(time.process_time() - start)
    return statistics.median(found)


def check() -> None:
    """Stop if the two roads do not find the same."""
    data = make()
    for net, weights in zip(verbs(data), dense(data), strict=True):
        np.testing.assert_allclose(net.matrix().toarray(), weights, atol=1e-9)


def row(sizes: dict[str, int], runs: int) -> float:
    """Print the times of one size; return that of the verbs."""
    slow, fast = (timed(road, sizes, runs) for road in (verbs, dense))
    case = {"statements": 4_000, "actors": 100, "concepts": 30, "months": 120} | sizes
    told = f"{case['statements']:>10,} {case['actors']:>6} {case['concepts']:>8} {case['months']:>7}"
    print(f"{told}   {slow:>8.3f} s {fast:>8.3f} s   {slow / fast:>5.1f}")
    return slow


def main() -> None:
    """Print everything."""
    check()
    if "--profile" in sys.argv:
        for road in (verbs, dense):
            data = make()
            profile = cProfile.Profile()
            profile.runcall(road, data)
            pstats.Stats(profile).sort_stats("tottime").print_stats(25)
        return
    print("statements actors concepts windows      verbs      dense   ratio")
    found = row({}, 5)
    print(f"the verbs' road must stay under {GOAL:g} s: {'it does' if found <= GOAL else 'IT DOES NOT'}")
    for name, values in {
        "statements": (1_000, 4_000, 16_000, 64_000),
        "actors": (50, 100, 200, 400),
        "months": (60, 120, 240, 480),
    }.items():
        print(f"growth with {name}:")
        times = [row({name: value}, 3) for value in values]
        growth = np.polyfit(np.log(values), np.log(times), 1)[0]
        print(f"  time of the verbs grows as {name}^{growth:.2f}")


if __name__ == "__main__":
    main()
