"""What the bootstrap costs, and whether its 95 % intervals hold the truth in 95 % of samples.

Run as ``python benchmarks/bootstrap.py [cost|coverage|small] [runs] [times]``.

``small``: CPU a draw of 100 statements of 12 commenters, through two projections and a score of statements.
``cost``: 200 draws of 10,000 comments; from each the congruence network, its Leiden groups and their modularity anew.
``coverage``: samples of 80 commenters in planted camps of 30 and 70 %. The truth is the mean over three samples of
1,500. E-I of the planted camps (E-I looks at groups that are given), modularity of groups looked for anew, and the
mean stance of a narrative over 50 threads that differ; by each of the intervals.
"""

from __future__ import annotations

import sys
import time

import numpy as np
import pandas as pd

from discourse.model.bootstrap import INTERVALS, bounds
from discourse.model.statements import Statements
from discourse.verbs.resampling import bootstrap

LEIDEN = {"method": "leiden", "trials": 1}


def table(who: np.ndarray, document: np.ndarray, story: np.ndarray, stance: np.ndarray) -> Statements:
    frame = {
        "statement_id": [f"s{i}" for i in range(len(who))],
        "comment_id": [f"c{i}" for i in range(len(who))],
        "document_id": [f"d{i}" for i in document],
        "coder": "hand",
        "commenter": [f"p{i}" for i in who],
        "narrative": [f"n{i}" for i in story],
        "stance": stance,
    }
    return Statements(pd.DataFrame(frame))


def corpus(comments: int, people: int, narratives: int, seed: int = 0) -> Statements:
    rng = np.random.default_rng(seed)
    share = np.arange(1, people + 1) ** -0.7
    who = rng.choice(people, comments, p=share / share.sum())
    story = rng.integers(0, narratives, comments)
    side = np.where((who + story) % 2 == 0, 1, -1)
    stance = np.where(rng.random(comments) < 0.15, -side, side)
    return table(who, rng.integers(0, 100, comments), story, stance)


def camps(people: int, seed: int) -> tuple[Statements, pd.Series]:
    rng = np.random.default_rng(seed)
    camp = (rng.random(people) < 0.3).astype(int)
    who = np.repeat(np.arange(people), 1 + rng.poisson(6.0, people))
    lean = np.clip(rng.normal(0.8, 0.1, people), 0, 1)
    story = rng.integers(0, 10, len(who))
    side = np.where((story + camp[who]) % 2 == 0, 1, -1)
    stance = np.where(rng.random(len(who)) < lean[who], side, -side)
    given = pd.Series(camp, index=[f"commenter:p{i}" for i in range(people)])
    return table(who, np.zeros(len(who), dtype=int), story, stance), given


def threads(count: int, seed: int) -> Statements:
    rng = np.random.default_rng(seed)
    thread = np.repeat(np.arange(count), 1 + rng.poisson(8, count))
    stance = np.where(rng.random(len(thread)) < rng.beta(3, 2, count)[thread], 1, -1)
    return table(np.arange(len(thread)), thread, np.zeros(len(thread), dtype=int), stance)


def cost(times: int) -> None:
    for people, narratives in ((500, 20), (1000, 20), (2000, 50), (2000, 20)):
        st = corpus(10_000, people, narratives)
        for by in ("document", "commenter", "comment"):
            begun, spent = time.perf_counter(), time.process_time()
            bootstrap(st, by=by, times=times)
            taken, spent = time.perf_counter() - begun, time.process_time() - spent
            print(
                f"{people:5} commenters, {narratives} narratives, by {by:9}: {times} draws in {taken:5.1f} s "
                f"({spent:5.1f} s of CPU)",
                flush=True,
            )


def small(times: int) -> None:
    st = corpus(100, 12, 8)
    four = ["density", "components", "modularity", "ei"]
    for name, way in {
        "congruence": {"project": {"method": "congruence", "normalization": "average"}, "scores": four},
        "discourse": {"project": "discourse", "scores": four},
        "mean stance": {"project": None, "scores": [{"method": "narratives", "column": "stance"}]},
    }.items():
        spent = []
        for _ in range(4):  # the first one loads what is needed
            begun = time.process_time()
            bootstrap(st, times=times, **way)
            spent.append((time.process_time() - begun) / times)
        print(f"{name:12}: {1000 * min(spent):5.2f} ms of CPU a draw", flush=True)


def ways(seed: int, times: int, people: int = 80):
    st, given = camps(people, seed)
    net = {"method": "congruence", "normalization": "average"}
    how = {"by": "commenter", "times": times, "seed": seed}
    yield "E-I, camps given", bootstrap(st, project=net, cluster=given, scores=["ei"], **how)
    yield "modularity, groups anew", bootstrap(st, project=net, cluster=LEIDEN, scores=["modularity"], **how)


def coverage(runs: int, times: int) -> None:
    large = [{name: b.whole["value"].iloc[0] for name, b in ways(10**6 + i, 2, 1500)} for i in range(3)]
    truth = pd.DataFrame(large).mean().to_dict()
    rows = []

    def add(name: str, right: float, value: float, sd: float, ends: dict[str, tuple[float, float]]) -> None:
        inside = [low <= right <= high for low, high in ends.values()]
        rows.append((name, right, *inside, value - right, sd, value))

    for run in range(runs):
        for name, found in ways(run, times):
            draws = found.draws.iloc[:, :1].to_numpy()
            row, units = found.whole.iloc[0], found.made.parameters["units"]
            ends = {how: bounds([row["value"]], draws, 0.95, how, units) for how in INTERVALS}
            add(
                name,
                truth[name],
                row["value"],
                row["sd"],
                {how: (lo[0], hi[0]) for how, (lo, hi) in ends.items()},
            )
        ends = {}
        for how in ("expanded", "percentile"):
            row = bootstrap(
                threads(50, run),
                project=None,
                cluster=None,
                scores=[{"method": "narratives", "column": "stance"}],
                by="document",
                times=times,
                seed=run,
                interval=how,
            ).nodes.iloc[0]
            ends[how] = (row["low"], row["high"])
        ends["basic"] = (2 * row["value"] - row["high"], 2 * row["value"] - row["low"])
        add("stance, by thread", 0.2, row["value"], row["sd"], ends)
    columns = ["quantity", "truth", *INTERVALS, "bias", "sd of draws", "value"]
    out = pd.DataFrame(rows, columns=columns).groupby("quantity")
    print(out.mean().assign(sd_of_samples=out["value"].std()).round(3).to_string())


if __name__ == "__main__":
    what, number, many = [*sys.argv[1:], "", "", ""][:3]
    if what in ("", "small"):
        small(int(number or 200))
    if what in ("", "cost"):
        cost(int(number or 200))
    if what in ("", "coverage"):
        coverage(int(number or 200), int(many or 199))
