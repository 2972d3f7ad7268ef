"""Backbones of projections and random statements: what they cost, and the same numbers from a peer.

Run as ``python benchmarks/backbone_nulls.py [rows] [columns]``. Prints, for three ways of being uneven, CPU seconds of

- SDSM with exact and with normal tails, and how many ties are kept;
- FDSM, by the draw;
- drawing statements and projecting them (a tenth of the rows), by the draw.

Beside it, where they are installed, ``bicm`` (the fit of cells, and p of the projection by the exact Poisson binomial:
on a twentieth of the rows, for it takes its time over every pair) and ``fast_poibin`` (tails of one long sum).
"""

from __future__ import annotations

import argparse
import contextlib
import io
import time
from collections.abc import Callable

import numpy as np
import pandas as pd

from discourse.backbones import TABLE as BACKBONES
from discourse.model.network import Network
from discourse.model.statements import Statements
from discourse.nulls import TABLE as NULLS
from discourse.nulls.bicm import bicm
from discourse.nulls.poisson import tails
from discourse.projections import TABLE as PROJECTIONS


def votes(rows: int, columns: int, uneven: float) -> np.ndarray:
    rng = np.random.default_rng(0)
    chance = np.outer(rng.random(rows), rng.random(columns)) ** uneven
    return rng.random((rows, columns)) < chance


def two_mode(matrix: np.ndarray) -> Network:
    n, m = matrix.shape
    return Network.from_matrix(
        matrix.astype(float), [f"r{i:05}" for i in range(n)], columns=[f"c{i:05}" for i in range(m)]
    )


def spoken(matrix: np.ndarray) -> Statements:
    row, col = np.nonzero(matrix)
    stance = np.random.default_rng(1).choice([-1, 1], len(row))
    table = pd.DataFrame(
        {"statement_id": [f"s{i}" for i in range(len(row))], "document_id": "d", "coder": "hand"}
    )
    names = {"commenter": [f"r{i}" for i in row], "narrative": [f"c{j}" for j in col], "stance": stance}
    return Statements(table.assign(actor=None, role=None, evidence=None, **names))


def timed(work: Callable[[], object]) -> tuple[float, object]:
    begun = time.process_time()
    found = work()
    return time.process_time() - begun, found


def ours(rows: int, columns: int) -> None:
    print(f"{rows} x {columns}; CPU seconds")
    print(
        f"{'uneven':>6s} {'ones':>8s} {'exact':>7s} {'ties':>7s} {'normal':>7s} {'ties':>7s} {'fdsm/draw':>10s}"
    )
    for uneven in (0.5, 1.0, 3.0):
        matrix = votes(rows, columns, uneven)
        net = two_mode(matrix)
        exact, one = timed(lambda net=net: BACKBONES.call("sdsm", net))
        normal, two = timed(lambda net=net: BACKBONES.call("sdsm", net, tails="normal"))
        few, _ = timed(lambda net=net: BACKBONES.call("fdsm", net, draws=2))
        many, _ = timed(lambda net=net: BACKBONES.call("fdsm", net, draws=12))
        print(
            f"{uneven:6.1f} {matrix.sum():8d} {exact:7.2f} {one.size:7d} {normal:7.2f} {two.size:7d} "
            f"{(many - few) / 10:10.3f}"
        )


def drawn(rows: int, columns: int) -> None:
    matrix = votes(rows // 10, columns, 3.0)
    statements = spoken(matrix)
    print(
        f"\n{len(statements)} statements of {rows // 10} commenters, drawn and projected; CPU seconds a draw"
    )
    for null in ("sdsm", "fdsm"):

        def all_of_them(null: str = null) -> None:
            for one in NULLS.call(null, statements, count=20):
                PROJECTIONS.call("congruence", one)

        print(f"{null:6s} {timed(all_of_them)[0] / 20:8.3f}")


def beside_bicm(rows: int, columns: int) -> None:
    try:
        from bicm import BipartiteGraph
    except ModuleNotFoundError:
        print("\nbicm is not installed: not compared")
        return
    matrix = votes(rows // 20, columns, 1.0).astype(int)
    matrix = matrix[matrix.sum(axis=1) > 0][:, matrix.sum(axis=0) > 0]
    graph = BipartiteGraph()
    graph.set_biadjacency_matrix(matrix)
    quiet = contextlib.redirect_stdout(io.StringIO())
    with quiet:
        warm = BipartiteGraph()  # what it compiles is not counted
        warm.set_biadjacency_matrix(matrix[:20])
        warm.solve_tool()
        fit, _ = timed(graph.solve_tool)
        begun = time.perf_counter()  # it starts processes of its own
        graph.compute_projection(
            rows=True, approx_method="poibin", validation_method=None, progress_bar=False
        )
        project = time.perf_counter() - begun
    own, cells = timed(lambda: bicm(matrix.sum(axis=1), matrix.sum(axis=0)))
    off = np.abs(cells.array() - graph.get_bicm_matrix()).max()
    print(f"\n{matrix.shape[0]} x {matrix.shape[1]} beside bicm; CPU seconds, its projection by the clock")
    print(
        f"{'fit':12s} ours {own:7.3f}  bicm {fit:7.3f}  ratio {fit / own:6.1f}  chances differ by {off:.1e}"
    )
    net = two_mode(matrix)
    own, found = timed(lambda: BACKBONES.call("sdsm", net, alpha=1.0))
    i, j = found.ends
    off = np.abs(graph.get_projected_pvals_mat()[i, j] - found.edges["p"].to_numpy()).max()
    print(
        f"{'p of pairs':12s} ours {own:7.3f}  bicm {project:7.3f}  ratio {project / own:6.1f}  p differ by {off:.1e}"
    )


def beside_poibin() -> None:
    try:
        from fast_poibin import PoiBin
    except ModuleNotFoundError:
        print("fast_poibin is not installed: not compared")
        return
    p = np.random.default_rng(0).random(3000) * 0.1
    PoiBin(p[:9])
    theirs, other = timed(lambda: [PoiBin(p) for _ in range(20)])
    at = np.array([100, 150, 250, 400])
    own, found = timed(lambda: [tails(p[None, :], at, which=np.zeros(4, dtype=int)) for _ in range(20)])
    print(
        f"\na sum of 3000 terms: ours {own / 20:.4f}  fast_poibin {theirs / 20:.4f}  ratio {theirs / own:.1f}"
    )
    for k, more in zip(at, found[0][0], strict=True):
        print(f"  P(X >= {k:3d})  ours {more:.6e}  fast_poibin {1 - other[0].cdf[k - 1]:.6e}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("rows", type=int, nargs="?", default=2000)
    parser.add_argument("columns", type=int, nargs="?", default=300)
    given = parser.parse_args()
    ours(given.rows, given.columns)
    drawn(given.rows, given.columns)
    beside_bicm(given.rows, given.columns)
    beside_poibin()
