"""The published networks of the debate on domestic heating in Germany.

559 statements of 94 actors on 69 concepts. The networks are of the actors with two statements or more in a category of
concepts, by the concepts with two statements or more of theirs. An actor's position on a concept is the sign of its
agreeing minus its disagreeing statements; a tie says that two actors share a position on some concept (congruence) or
have opposite ones (conflict).
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import discourse as ds
from discourse.model.network import Network
from discourse.model.statements import Statements

# Category: actors, concepts, statements, ties of congruence and of conflict, range of modularity over seeds.
PUBLISHED = [
    (("Politikmaßnahme",), 30, 23, 178, 85, (0.195, 0.228)),
    (("RE-Technologie", "FF-Technologie"), 29, 12, 191, 89, (0.134, 0.165)),
]


def positions(statements: Statements, categories: tuple[str, ...]) -> Statements:
    table = statements.table
    chosen = table[table["concept_cat"].isin(categories)]
    for name in ("actor", "concept"):
        chosen = chosen[chosen.groupby(name)[name].transform("size") >= 2]
    part = statements.rows(chosen.index.to_numpy())
    net = ds.project(
        part, "two_mode", rows="actor", cols="concept", qualifier="agreement", aggregation="subtract"
    )
    label = net.nodes["label"].to_numpy()
    source, target = net.ends
    sign = net.edges["sign"].to_numpy()
    assert (net.nodes["kind"] == "actor").sum() == part.table["actor"].nunique()
    return Statements.from_rows(
        [(label[a], label[b], int(s)) for a, b, s in zip(source, target, sign, strict=True)]
    )


@pytest.mark.shared
@pytest.mark.parametrize(("categories", "actors", "concepts", "agree", "oppose", "between"), PUBLISHED)
def test_domestic_heating(
    shared: Path,
    categories: tuple[str, ...],
    actors: int,
    concepts: int,
    agree: int,
    oppose: int,
    between: tuple[float, float],
) -> None:
    statements = positions(ds.read(shared / "data" / "dna" / "domestic_heating.xlsx"), categories)
    assert statements.table["commenter"].nunique() == actors
    assert statements.table["narrative"].nunique() == concepts
    congruence = ds.project(statements, "congruence")
    assert (congruence.order, congruence.size) == (actors, agree)
    assert ds.project(statements, "conflict").size == oppose
    # The published modularity is of the ties without their weights. Ours is .2187 to .2289 and .1532 to .1650 over
    # seeds: to three digits the upper ends are those published, .228 being .2289 cut off and not rounded.
    plain = Network.from_arrays(congruence.nodes, *congruence.ends, {"weight": np.ones(congruence.size)})
    for seed in range(10):
        found = ds.cluster(plain, "leiden", seed=seed, trials=1)
        q = ds.score(plain, "modularity", partition=found).value
        assert between[0] <= np.floor(1000 * q) / 1000 <= between[1]
