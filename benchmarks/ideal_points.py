"""Ideal points: processor seconds of four chains of 5,000 draws over four sizes, and the least effective draws.

Run with ``python benchmarks/ideal_points.py [draws]``. The case is 50 actors and 30 concepts, half of the responses
missing; then the same with fewer and more of both, in one dimension and in two, binary and ordinal.
"""

from __future__ import annotations

import sys
import time

import numpy as np
import pandas as pd

from discourse.model.statements import Statements
from discourse.studies.ideal_points.study import ideal_points

#: Processor seconds that the case may take.
GOAL = 10.0
SIZES = ((25, 15), (50, 30), (100, 60), (200, 120))
CASE = (50, 30)


def make(actors: int, concepts: int, dimensions: int = 1, seed: int = 0) -> Statements:
    """Return one statement per response, drawn from the model, half of them missing."""
    random = np.random.default_rng(seed)
    slopes = random.normal(0, 1.3, (dimensions, concepts))
    mean = random.standard_normal((actors, dimensions)) @ slopes - random.normal(0, 0.7, concepts)
    stance = np.where(mean + random.standard_normal(mean.shape) > 0, 1, -1)
    row, col = np.nonzero(random.random(mean.shape) < 0.5)
    return Statements(
        pd.DataFrame(
            {
                "statement_id": [f"s{k}" for k in range(len(row))],
                "document_id": "d",
                "coder": "hand",
                "commenter": [f"actor {i}" for i in row],
                "narrative": [f"concept {j}" for j in col],
                "stance": stance[row, col],
            }
        )
    )


def main(draws: int = 5_000) -> None:
    """Print one line per size and model."""
    print("actors concepts model   dimensions seconds  growth  least ESS  ESS per second  largest R-hat")
    last: dict[tuple[str, int], float] = {}
    for actors, concepts in SIZES:
        for model, dimensions in (("binary", 1), ("ordinal", 1), ("binary", 2)):
            data = make(actors, concepts, dimensions)
            start = time.process_time()
            study = ideal_points(data, model=model, dimensions=dimensions, draws=draws)
            seconds = time.process_time() - start
            growth = seconds / last.get((model, dimensions), seconds)
            last[model, dimensions] = seconds
            least, largest = study["points"]["ess"].min(), study["points"]["rhat"].max()
            print(
                f"{actors:6d} {concepts:8d} {model:8s} {dimensions:9d} {seconds:7.1f} {growth:7.2f} {least:10.0f} "
                f"{least / seconds:15.0f} {largest:14.3f}"
            )
            if (actors, concepts) == CASE and (model, dimensions) == ("binary", 1):
                print(
                    f"       the case: {seconds:.1f} s, goal {GOAL:.0f} s: {'met' if seconds <= GOAL else 'MISSED'}"
                )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
