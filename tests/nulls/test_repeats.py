"""Random statements that repeat as often as those that they are drawn from; and p where nothing is to be found."""

from __future__ import annotations

import numpy as np
import pytest

import discourse as ds
from discourse.errors import OptionError
from discourse.nulls import TABLE


def noise(seed: int, people: int = 12, stories: int = 5, statements: int = 60) -> ds.Statements:
    """Who says what, drawn at random: a pair may come again and again."""
    rng = np.random.default_rng([5, seed])
    return ds.Statements.from_rows(
        [(f"p{rng.integers(people)}", f"c{rng.integers(stories)}", 1) for _ in range(statements)]
    )


def counts(statements: ds.Statements) -> dict[tuple[str, str], int]:
    said = statements.table.dropna(subset=["commenter", "narrative"])
    return said.groupby(["commenter", "narrative"]).size().to_dict()


@pytest.mark.parametrize("null", ["sdsm", "fdsm"])
def test_each_comes_as_often_as_one_of_its_row(null: str) -> None:
    st = noise(0)
    mine: dict[str, set[int]] = {}
    for (who, _), n in counts(st).items():
        mine.setdefault(who, set()).add(n)
    drawn = list(TABLE.call(null, st, count=30, repeats=True))
    assert all(n in mine[who] for one in drawn for (who, _), n in counts(one).items())
    assert any(n > 1 for one in drawn for n in counts(one).values())
    sizes = [sum(counts(one).values()) for one in drawn]
    assert abs(np.mean(sizes) - 60) < 8
    once = list(TABLE.call(null, st, count=3))
    assert all(n == 1 for one in once for n in counts(one).values())
    with pytest.raises(OptionError, match="repeats='yes'"):
        next(TABLE.call(null, st, repeats="yes"))


def test_without_repeats_it_does_not_matter() -> None:
    st = ds.Statements.from_rows(
        [(f"p{i}", f"c{(i * j) % 7}", (-1) ** j) for i in range(9) for j in range(4) if i + j]
    )
    st = st.rows(~st.table.duplicated(["commenter", "narrative", "stance"]).to_numpy())
    for null in ("sdsm", "fdsm"):
        plain, repeated = (TABLE.call(null, st, count=4, repeats=r) for r in (False, True))
        for one, other in zip(plain, repeated, strict=True):
            assert one.table.equals(other.table)


def test_noise_with_repeats_is_not_beyond_chance() -> None:
    """Beside random statements without repeats, more than a third of such noise is beyond chance."""
    small = []
    for seed in range(20):
        st = noise(seed)
        net = ds.project(st, "congruence")
        groups = ds.cluster(net, "leiden", trials=1, seed=seed)
        small.append(
            ds.score(net, "modularity", partition=groups, nulls=39, null="fdsm", of=st, seed=seed).p <= 0.05
        )
    assert sum(small) <= 4  # binomial(20, .05) exceeds 4 in 3 of 1000 cases


def test_repeats_that_the_projection_leaves_out_are_not_drawn() -> None:
    st = noise(1)
    net = ds.project(st, "congruence", duplicates="range")
    groups = ds.cluster(net, "leiden", trials=1)
    found = ds.score(net, "density", nulls=5, null="fdsm", of=st)
    assert len(found.chance.known) == 5
    weights = ds.score(net, "modularity", partition=groups, nulls=5, null="fdsm", of=st)
    assert np.isfinite(weights.z)
