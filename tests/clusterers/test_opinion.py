"""Opinion groups and co-clusters of two-mode networks: Polis's own groups, planted ones, awkward tables."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import discourse as ds
from discourse.clusterers.coclustering import coclustering
from discourse.clusterers.opinion import opinion
from discourse.errors import NotComputable, OptionError
from discourse.model.network import Network
from discourse.model.partitions import ari

KIND = ("commenter", "narrative")


def table(values: np.ndarray, *, kind: tuple[str, str] = KIND) -> Network:
    """Return a table of stances as a network; what is not known is nan, and 0 is a tie that weighs nothing."""
    values = np.asarray(values, dtype=float)
    row, col = np.nonzero(np.isfinite(values))
    ids = [f"{kind[0]}:{i}" for i in range(len(values))] + [f"{kind[1]}:{i}" for i in range(values.shape[1])]
    nodes = pd.DataFrame({"id": ids, "label": ids, "kind": np.repeat(kind, values.shape)})
    return Network.from_arrays(nodes, row, col + len(values), {"weight": values[row, col]})


def camps(people: int, things: int, *, known: float, loyal: float, seed: int, groups: int = 2):
    """Return stances of people whose groups take sides of their own, and the groups."""
    rng = np.random.default_rng(seed)
    group = np.arange(people) % groups
    side = rng.choice([-1.0, 1.0], (groups, things))
    side[1] = -side[0]
    votes = side[group] * np.where(rng.random((people, things)) < loyal, 1.0, -1.0)
    votes[rng.random((people, things)) >= known] = np.nan
    return votes, group


# Expected: the reachable values are .88, .88 and .84, and those wanted at least .85, .85 and .80; Polis's own groups
# are in the column group-id. Passes are known stances that take no side, or are left out.
POLIS = [
    ("brexit-consensus", True, 0.85, 197),
    ("brexit-consensus", False, 0.85, 196),
    ("scoop-hivemind.taxes", True, 0.85, 295),
    ("scoop-hivemind.taxes", False, 0.85, 293),
    ("canadian-electoral-reform", True, 0.80, 281),
    ("canadian-electoral-reform", False, 0.80, 279),
]


@pytest.mark.shared
@pytest.mark.parametrize(("name", "passes", "least", "count"), POLIS)
def test_polis_groups(shared: Path, name: str, passes: bool, least: float, count: int) -> None:
    frame = pd.read_csv(shared / "data" / "polis" / name / "participants-votes.csv")
    things = list(frame.columns[6:])
    votes = frame.melt(
        id_vars="participant", value_vars=things, var_name="comment", value_name="weight"
    ).dropna()
    votes = votes.astype({"participant": str})
    if not passes:
        votes = votes[votes["weight"] != 0]
    net = Network.from_edges(votes, source="participant", target="comment", kinds=("participant", "comment"))
    found = ds.cluster(net, "opinion", k=None, seed=0)
    group = found.table.set_index("node")["group"].reindex("participant:" + frame["participant"].astype(str))
    both = frame["group-id"].notna().to_numpy() & group.notna().to_numpy()
    assert both.sum() == count
    assert ari(frame["group-id"][both], group[both]) >= least
    assert "2 groups of people by mean silhouette" in found.made.notes[-4]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("groups", [2, 3])
def test_planted_camps(groups: int, seed: int) -> None:
    votes, group = camps(90, 40, known=0.4, loyal=0.95, seed=seed, groups=groups)
    found = opinion(table(votes), seed=seed)
    assert ari(group, found["label"][:90]) > 0.95
    assert found["label"].nunique() == groups
    # Each narrative is with a camp that supports it.
    label = found["label"].to_numpy()
    mean = pd.DataFrame(votes).groupby(label[:90]).mean()
    supported = mean.to_numpy()[label[90:], np.arange(40)]
    assert (supported[(mean > 0).any()] > 0).all()
    assert found["margin"][90:].between(0, 1).all()
    assert found["margin"][:90].isna().all()


def test_people_with_few_stances_have_no_say() -> None:
    votes, group = camps(60, 20, known=1.0, loyal=0.95, seed=4)
    few = np.full((6, 20), np.nan)
    few[np.arange(6), np.arange(6)] = votes[np.arange(6), np.arange(6)]
    alone, more = opinion(table(votes)), opinion(table(np.vstack([votes, few])))
    pd.testing.assert_frame_equal(alone[["label", "x", "y"]][:60], more[["label", "x", "y"]][:60])
    assert more["how"][60:66].tolist() == ["assigned"] * 6
    assert more["label"][60:66].tolist() == more["label"][:6].tolist()
    assert more["silhouette"][60:].isna().all()
    assert "6 of 66 people have fewer than 7 stances" in more.attrs["notes"][2]
    assert ari(group, more["label"][:60]) == 1.0


def test_the_bar_is_lowered_where_all_say_little() -> None:
    votes, _ = camps(40, 30, known=0.1, loyal=1.0, seed=2)
    found = opinion(table(votes))
    assert (found["how"] == "grouped").sum() >= 15
    assert found["stances"][:40].tolist() == np.isfinite(votes).sum(axis=1).tolist()


def test_sizes_of_stances_count_only_if_asked_for() -> None:
    votes, _ = camps(30, 12, known=0.8, loyal=0.9, seed=3)
    loud = votes * np.random.default_rng(0).integers(1, 9, votes.shape)
    pd.testing.assert_frame_equal(opinion(table(votes)), opinion(table(loud)))
    assert not opinion(table(loud), weighted=True)["x"].equals(opinion(table(votes))["x"])
    # Nor does the unit.
    one, other = opinion(table(loud), weighted=True), opinion(table(loud * 2**-20), weighted=True)
    pd.testing.assert_frame_equal(one, other)


@pytest.mark.parametrize("method", [opinion, coclustering])
def test_groups_follow_the_nodes(method) -> None:
    votes, _ = camps(40, 16, known=0.7, loyal=0.95, seed=5)
    if method is coclustering:
        votes = np.where(votes > 0, 1.0, np.nan)
    net = table(votes)
    found = method(net, k=2)
    pd.testing.assert_frame_equal(found, method(net, k=2))
    order = np.random.default_rng(1).permutation(net.order)
    moved = Network(net.nodes.iloc[order], net.edges.astype({"source": str, "target": str}))
    assert ari(found["label"].to_numpy()[order], method(moved, k=2)["label"]) == 1.0
    source, target = net.ends
    turned = Network.from_arrays(net.nodes, target, source, {"weight": net.edges["weight"].to_numpy()})
    pd.testing.assert_frame_equal(found, method(turned, k=2))


def test_who_takes_sides_is_the_kind_that_speaks() -> None:
    votes, _ = camps(30, 8, known=1.0, loyal=0.9, seed=6)
    first = opinion(table(votes, kind=("narrative", "commenter")))
    assert (first["how"][:30] == "by agreement").all()
    named = opinion(table(votes, kind=("narrative", "commenter")), rows="narrative")
    pd.testing.assert_frame_equal(named, opinion(table(votes)))


def test_nodes_without_ties_are_alone() -> None:
    votes, _ = camps(20, 8, known=1.0, loyal=0.9, seed=7)
    wide = np.full((22, 10), np.nan)
    wide[:20, :8] = votes
    wide[21, 9] = 0.0  # someone passes on a thing on which nobody takes a side
    found = opinion(table(wide))
    assert found["how"][[20, 21, 30, 31]].tolist() == ["alone"] * 4
    assert found["label"].value_counts()[found["label"][[20, 21, 30, 31]]].tolist() == [1] * 4
    wide[20, :2] = 0.0  # and someone passes on what others take sides on
    assert opinion(table(wide))["how"][20] == "assigned"
    both = coclustering(table(np.where(wide > 0, 1.0, np.nan)))
    assert both["label"].value_counts()[both["label"][[20, 21, 30, 31]]].tolist() == [1] * 4


@pytest.mark.parametrize(
    ("votes", "told"),
    [
        (np.full((4, 3), np.nan), "nobody takes a side"),
        (np.zeros((4, 3)), "nobody takes a side"),
        (np.ones((4, 3)), "take the same side"),
        (np.array([[1, np.nan], [np.nan, -1.0]]), "take the same side"),
    ],
)
def test_no_opinions(votes: np.ndarray, told: str) -> None:
    with pytest.raises(NotComputable, match=told):
        opinion(table(votes))


@pytest.mark.parametrize("method", [opinion, coclustering])
def test_bad_input(method) -> None:
    net = table(camps(12, 6, known=1.0, loyal=0.9, seed=8)[0])
    for bad in (0, -1, 2.5, True, "many"):
        with pytest.raises(OptionError, match="k must be"):
            method(net, k=bad)
    with pytest.raises(OptionError, match="ask for at most"):
        method(net, k=19)
    for bad in (-1, 1.5, "1", True, None):
        with pytest.raises(OptionError, match="seed"):
            method(net, seed=bad)
    with pytest.raises(OptionError, match=r"rows='comenter'.*commenter"):
        method(net, rows="comenter")
    with pytest.raises(NotComputable, match="two kinds of nodes"):
        method(Network.from_matrix(np.ones((3, 3)), list("abc")))
    with pytest.raises(NotComputable, match="without nodes"):
        method(Network.from_matrix(np.ones((0, 0)), []))
    mixed = Network.from_arrays(net.nodes, np.array([0, 0]), np.array([1, 12]), {"weight": np.ones(2)})
    with pytest.raises(NotComputable, match="different kinds"):
        method(mixed)


def test_one_person() -> None:
    with pytest.raises(NotComputable):
        opinion(table(np.array([[1.0, -1.0]])))
    two = opinion(table(np.array([[1.0, -1.0], [-1.0, 1.0]])), k=2)
    assert two["label"].tolist() == [0, 1, 0, 1]
    assert opinion(table(np.array([[1.0, -1.0], [-1.0, 1.0]])))["label"].nunique() == 1


def planted(groups: int, rows: int, cols: int, inside: float, across: float, seed: int):
    rng = np.random.default_rng(seed)
    above, below = np.repeat(np.arange(groups), rows), np.repeat(np.arange(groups), cols)
    chance = np.where(above[:, None] == below, inside, across)
    return table(np.where(rng.random(chance.shape) < chance, 1.0, np.nan)), np.concatenate([above, below])


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(("groups", "size"), [(2, (30, 15)), (3, (40, 15))])
def test_planted_coclusters(groups: int, size: tuple[int, int], seed: int) -> None:
    net, truth = planted(groups, *size, 0.5, 0.05, seed)
    for choose in ("modularity", "description"):
        assert ari(truth, coclustering(net, choose=choose, seed=seed)["label"]) > 0.9
    assert coclustering(net, k=4)["label"].nunique() == 4


@pytest.mark.parametrize("seed", range(3))
def test_random_tables_are_not_worth_dividing(seed: int) -> None:
    net, _ = planted(1, 60, 30, 0.25, 0.0, seed)
    assert coclustering(net, choose="description")["label"].nunique() == 1
    with pytest.raises(OptionError, match="choose="):
        coclustering(net, choose="modularty")


def test_pieces_are_groups() -> None:
    net = table(np.where(np.kron(np.eye(12), np.ones((2, 2))) > 0, 1.0, np.nan))
    assert coclustering(net)["label"].tolist() == np.tile(np.repeat(np.arange(12), 2), 2).tolist()
    weighty = table(np.where(np.kron(np.eye(2), np.ones((6, 4))) > 0, 20.0, 1.0))
    assert ari(np.repeat([0, 1, 0, 1], [6, 6, 4, 4]), coclustering(weighty, k=2)["label"]) == 1.0
