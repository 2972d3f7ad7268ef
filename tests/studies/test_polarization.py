"""Polarization: planted camps, the least loss by looking at all groupings, ranges, windows, names, bad options."""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from discourse.errors import NotComputable, OptionError
from discourse.model.statements import Statements, Variable
from discourse.projections.counts import count
from discourse.projections.dense import tie_weights
from discourse.studies.polarization import polarization
from discourse.studies.polarization.dna import dna_loss, dna_score
from discourse.studies.polarization.exact import all_groupings, exact, groupings
from discourse.studies.polarization.genetic import genetic
from discourse.studies.polarization.losses import aligned_share, fitting, loss
from discourse.studies.polarization.search import (
    _exchange,
    _exchange_two,
    even_sizes,
    greedy,
    starts,
    within_sums,
)
from discourse.studies.polarization.sizes import least_size, unequal


def planted(
    seed: int,
    *,
    actors: int = 50,
    concepts: int = 30,
    each: int = 40,
    loyalty: float = 0.7,
    first: float = 0.5,
    days: int = 0,
) -> tuple[Statements, np.ndarray]:
    """Statements of two camps; each is in a document of its own and keeps to the camp's side with ``loyalty``."""
    rng = np.random.default_rng(seed)
    camp = rng.permutation(np.arange(actors) >= round(actors * first)).astype(int)
    side = rng.integers(0, 2, concepts)
    who = np.repeat(np.arange(actors), each)
    what = rng.integers(0, concepts, len(who))
    pro = side[what] ^ camp[who] ^ (rng.random(len(who)) >= loyalty)
    table = pd.DataFrame(
        {
            "statement_id": [f"s{i}" for i in range(len(who))],
            "document_id": [f"d{i}" for i in range(len(who))],
            "coder": "simulated",
            "commenter": [f"a{i:03d}" for i in who],
            "narrative": [f"n{i:03d}" for i in what],
            "stance": np.where(pro == 1, 1, -1),
        }
    )
    if days:
        table["created_at"] = pd.Timestamp("2020-01-01") + pd.to_timedelta(
            rng.integers(0, days, len(who)), "D"
        )
    return Statements(table), camp


def agreement(study, camp: np.ndarray) -> float:
    """Share of actors in the camp they were planted in, up to the camps' names."""
    found = study["members"].sort_values("label")["group"].to_numpy(dtype=int) - 1
    same = float((found == camp).mean())
    return max(same, 1 - same)


def two_networks(seed: int, actors: int, density: float = 0.6) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    out = []
    for _ in range(2):
        half = np.triu(rng.random((actors, actors)) * (rng.random((actors, actors)) < density), 1)
        out.append(half + half.T)
    return out[0], out[1]


def plain_loss(c: np.ndarray, f: np.ndarray, member: np.ndarray) -> float:
    """The loss by its definition, in loops."""
    size = len(member)
    dyads = [(i, j) for i in range(size) for j in range(size) if i != j]
    inside = [(i, j) for i, j in dyads if member[i] == member[j]]
    across = [(i, j) for i, j in dyads if member[i] != member[j]]
    e = sum(c[d] for d in dyads) / len(inside) if inside else 0.0
    g = sum(f[d] for d in dyads) / len(across) if across else 0.0
    total = sum(abs(c[d] - e) + f[d] for d in inside) + sum(c[d] + abs(f[d] - g) for d in across)
    return total / 2


class TestPlantedCamps:
    @pytest.mark.parametrize("loyalty", [0.7, 0.8, 0.9, 1.0])
    def test_are_found(self, loyalty: float) -> None:
        # The original agrees with them by .60 on average: it looks for the groups of greatest loss.
        found = []
        for seed in range(20):
            statements, camp = planted(seed, loyalty=loyalty)
            found.append(agreement(polarization(statements), camp))
        assert np.mean(found) >= 0.99

    def test_the_greatest_loss_does_not_find_them(self) -> None:
        found = []
        for seed in range(20):
            statements, camp = planted(seed, loyalty=0.8)
            counts = count(statements, "commenter", "narrative", "stance")
            c, f = (tie_weights(counts, what, "average") for what in ("congruence", "conflict"))
            _, groups = dna_score(c, f, 2, rng=np.random.default_rng(seed))
            same = float((groups == camp).mean())
            found.append(max(same, 1 - same))
        assert np.mean(found) < 0.65

    @pytest.mark.parametrize("method", ["greedy", "genetic"])
    def test_three_camps(self, method: str) -> None:
        rng = np.random.default_rng(3)
        rows = []
        for actor, concept in product(range(21), range(12)):
            mind = (concept + actor % 3) % 3 != 0
            rows.append((f"a{actor:02d}", f"n{concept}", 1 if mind ^ (rng.random() < 0.05) else -1))
        members = polarization(Statements.from_rows(rows), groups=3, method=method)["members"]
        group = members["group"].to_numpy(dtype=int)
        assert all(len(set(group[k::3])) == 1 for k in range(3))
        assert sorted(set(group)) == [1, 2, 3]

    @pytest.mark.parametrize("first", [0.6, 0.7])
    def test_of_unequal_size_need_balance(self, first: float) -> None:
        equal, free = [], []
        for seed in range(5):
            statements, camp = planted(seed, loyalty=0.85, first=first)
            equal.append(agreement(polarization(statements), camp))
            free.append(agreement(polarization(statements, balance=0.3), camp))
        assert np.mean(free) >= 0.99
        assert np.mean(equal) == pytest.approx(1.5 - first, abs=0.02)  # as many as equal halves allow

    def test_value_rises_with_loyalty_and_so_does_the_originals(self) -> None:
        mean = []
        for loyalty in (0.5, 0.65, 0.8, 0.9, 1.0):
            tables = [
                polarization(planted(s, actors=30, loyalty=loyalty)[0], dna=True).table for s in range(5)
            ]
            mean.append(np.mean([t[["value", "dna_value"]].to_numpy()[0] for t in tables], axis=0))
        assert (np.diff(mean, axis=0) > 0).all()

    def test_chance_is_told_from_camps(self) -> None:
        camps = polarization(planted(0, actors=30, each=10, loyalty=0.8)[0], nulls=39).table.iloc[0]
        none = polarization(planted(0, actors=30, each=10, loyalty=0.5)[0], nulls=39).table.iloc[0]
        assert camps["p"] == 1 / 40
        assert camps["value"] > camps["null_high"] > camps["null_mean"] > camps["null_low"]
        assert none["p"] > 0.05
        assert none["null_low"] <= none["value"] <= none["null_high"] + 0.02


class TestLoss:
    @given(st.integers(0, 10**6), st.integers(4, 9), st.integers(2, 3), st.floats(0.1, 1.0))
    def test_is_as_defined_and_its_share_lies_between_0_and_1(
        self, seed: int, actors: int, k: int, density: float
    ) -> None:
        c, f = two_networks(seed, actors, density)
        groups = np.random.default_rng(seed + 1).permutation(np.arange(actors) % k)
        found = loss(c, f, groups, k)
        assert found == pytest.approx(plain_loss(c, f, groups), abs=1e-9)
        assert -1e-9 <= found <= c.sum() + f.sum() + 1e-9

    @given(st.integers(0, 10**6), st.integers(4, 9), st.integers(2, 3))
    def test_fitting_orders_groupings_by_their_loss(self, seed: int, actors: int, k: int) -> None:
        c, f = two_networks(seed, actors)
        pair = fitting(c, f, even_sizes(actors, k))
        every = all_groupings(actors, k).astype(int)
        losses = np.array([plain_loss(c, f, g) for g in every])
        sums = within_sums(pair, every, k)
        np.testing.assert_allclose(losses + sums, (losses + sums)[0], atol=1e-9)

    def test_ends_of_the_range(self) -> None:
        same = np.kron(np.eye(2), np.ones((3, 3))) - np.eye(6)
        other = 1 - np.kron(np.eye(2), np.ones((3, 3)))
        camps = np.repeat([0, 1], 3)
        assert loss(same, other, camps, 2) == 0
        assert loss(other, same, camps, 2) == pytest.approx(same.sum() + other.sum())
        assert aligned_share(same, other, camps) == 1

    def test_the_originals_loss_cannot_tell_camps_from_full_agreement(self) -> None:
        # Its expectations add up to half of the weight: a quarter is left of both, for two large groups.
        block = np.kron(np.eye(2), np.ones((40, 40)))
        camps = np.repeat([0, 1], 40)
        assert dna_loss(block - np.eye(80), 1 - block, camps, 2) == pytest.approx(0.25)
        assert dna_loss(1 - np.eye(80), 0 * block, camps, 2) == pytest.approx(0.25, abs=0.01)
        assert loss(1 - np.eye(80), 0 * block, camps, 2) / (80 * 79) == pytest.approx(0.5, abs=0.01)

    def test_full_agreement_is_about_half(self) -> None:
        said = [(f"a{i:02d}", f"n{j}", 1) for i in range(20) for j in range(5)]
        row = polarization(Statements.from_rows(said)).table.iloc[0]
        assert row["value"] == pytest.approx(0.5, abs=0.03)
        assert row["conflict"] == 0


class TestSearch:
    @given(st.integers(0, 10**6), st.integers(4, 10), st.integers(2, 3))
    def test_exact_finds_the_least_loss(self, seed: int, actors: int, k: int) -> None:
        c, f = two_networks(seed, actors)
        groups, _ = exact(fitting(c, f, even_sizes(actors, k)), k)
        least = min(plain_loss(c, f, g.astype(int)) for g in all_groupings(actors, k))
        assert loss(c, f, groups, k) == pytest.approx(least, abs=1e-9)

    def test_all_groupings_are_all(self) -> None:
        for actors, k in ((4, 2), (7, 2), (7, 3), (8, 3), (9, 3)):
            sizes = sorted(even_sizes(actors, k).tolist())
            brute = {
                tuple(sorted(tuple(i for i in range(actors) if m[i] == g) for g in range(k)))
                for m in product(range(k), repeat=actors)
                if sorted(m.count(g) for g in range(k)) == sizes
            }
            found = all_groupings(actors, k)
            mine = {
                tuple(sorted(tuple(np.flatnonzero(row == g).tolist()) for g in range(k))) for row in found
            }
            assert mine == brute
            assert len(found) == len(brute) == groupings(actors, k)

    @pytest.mark.parametrize(("actors", "k"), [(14, 2), (15, 2), (12, 3), (13, 3)])
    def test_local_searches_come_near(self, actors: int, k: int) -> None:
        hits = {"greedy": 0, "genetic": 0}
        sizes = even_sizes(actors, k)
        for seed in range(20):
            c, f = two_networks(seed, actors)
            pair = fitting(c, f, sizes)
            best = exact(pair, k)[1]
            for name, search in (("greedy", greedy), ("genetic", genetic)):
                groups, most = search(pair, sizes, 8, np.random.default_rng(seed))
                assert sorted(np.bincount(groups, minlength=k)) == sorted(sizes)
                assert most <= best + 1e-9
                hits[name] += most >= best - 1e-9
        assert min(hits.values()) >= 18

    @given(st.integers(0, 10**6), st.integers(4, 12), st.integers(2, 4))
    def test_no_exchange_and_no_move_is_left(self, seed: int, actors: int, k: int) -> None:
        c, f = two_networks(seed, actors)
        sizes = even_sizes(actors, k)
        if sizes.min() < 2:
            return
        pair = fitting(c, f, sizes)
        groups, most = greedy(pair, sizes, 1, np.random.default_rng(seed))
        for i, j in product(range(actors), repeat=2):
            other = groups.copy()
            other[i], other[j] = groups[j], groups[i]
            assert within_sums(pair, other[None], k)[0] <= most + 1e-9
        for i, g in product(range(actors), range(k)):
            other = groups.copy()
            other[i] = g
            if sorted(np.bincount(other, minlength=k)) == sorted(sizes):
                assert within_sums(pair, other[None], k)[0] <= most + 1e-9

    @given(st.integers(0, 10**6), st.integers(8, 14), st.integers(2, 3))
    def test_unequal_groups_lose_no_more_and_keep_the_least_size(
        self, seed: int, actors: int, k: int
    ) -> None:
        c, f = two_networks(seed, actors)
        sizes = even_sizes(actors, k)
        equal, _ = greedy(fitting(c, f, sizes), sizes, 2, np.random.default_rng(seed))
        least = least_size(actors, k, 0.5)
        free = unequal(c, f, equal, k, least)
        assert loss(c, f, free, k) <= loss(c, f, equal, k) + 1e-9
        assert np.bincount(free, minlength=k).min() >= least >= 2

    @given(st.integers(0, 10**6), st.integers(2, 16))
    def test_exchanges_of_two_groups_are_those_of_any_number(self, seed: int, actors: int) -> None:
        rng = np.random.default_rng(seed)
        half = np.triu(rng.normal(size=(actors, actors)), 1)
        first = int(rng.integers(1, actors))
        groups = np.array([rng.permutation((np.arange(actors) >= first).astype(int)) for _ in range(3)])
        one, two = (step(half + half.T, groups, 2) for step in (_exchange, _exchange_two))
        # Of two groups of equal size, two exchanges lead to the same groups with their numbers turned round.
        np.testing.assert_array_equal(one[:, :, None] == one[:, None, :], two[:, :, None] == two[:, None, :])

    def test_starts_have_the_sizes_asked_for(self) -> None:
        c, f = two_networks(0, 7)
        begun = starts(c - f, np.array([3, 2, 2]), 5, np.random.default_rng(0))
        assert [np.bincount(row).tolist() for row in begun] == [[3, 2, 2]] * 5

    def test_the_originals_greatest_loss_of_unequal_groups(self) -> None:
        for seed in range(5):
            for actors in (8, 9):
                c, f = two_networks(seed, actors)
                every = max(dna_loss(c, f, g.astype(int), 2) for g in all_groupings(actors, 2))
                score, groups = dna_score(c, f, 2, restarts=20, rng=np.random.default_rng(seed))
                assert score == pytest.approx(every, abs=1e-9)
                assert dna_loss(c, f, groups, 2) == pytest.approx(score, abs=1e-12)


class TestNames:
    def test_actors_may_be_named_anew(self) -> None:
        statements, _ = planted(4, actors=16, each=12, loyalty=0.75)
        order = np.random.default_rng(0).permutation(16)
        table = statements.table
        renamed = table.assign(commenter=[f"b{order[int(c[1:])]:02d}" for c in table["commenter"]])
        one, two = polarization(statements), polarization(statements.select(renamed))
        assert one.table["value"][0] == pytest.approx(two.table["value"][0], abs=1e-12)
        groups = one["members"].set_index("label")["group"]
        others = two["members"].set_index("label")["group"]
        pairs = {(groups[f"a{i:03d}"], others[f"b{order[i]:02d}"]) for i in range(16)}
        assert len(pairs) == 2

    def test_statements_may_come_in_any_order(self) -> None:
        statements, _ = planted(4, actors=16, each=12, days=60)
        mixed = statements.rows(np.random.default_rng(1).permutation(len(statements)))
        for name in ("polarization", "members"):
            pd.testing.assert_frame_equal(
                polarization(statements, width="20D")[name], polarization(mixed, width="20D")[name]
            )

    def test_the_largest_group_is_the_first(self) -> None:
        statements, _ = planted(1, actors=9, each=12, loyalty=0.9)
        assert polarization(statements)["members"]["group"].value_counts().to_dict() == {1: 5, 2: 4}

    def test_groups_keep_their_numbers(self) -> None:
        statements, _ = planted(2, actors=20, each=120, loyalty=0.9, days=360)
        members = polarization(statements, width="30D", step=30)["members"]
        wide = members.pivot(index="label", columns="window", values="group").dropna()
        assert len(wide.columns) >= 10
        first = wide.iloc[:, 0]
        assert (wide.eq(first, axis=0).mean() >= 0.9).all()

    def test_same_seed_same_tables(self) -> None:
        statements, _ = planted(5, actors=24, each=20, loyalty=0.55, days=90)
        call = {"width": "30D", "step": 5, "nulls": 3, "dna": True, "groups": 3, "restarts": 2}
        for method in ("greedy", "genetic"):
            one = polarization(statements, **call, method=method, seed=7)
            two = polarization(
                planted(5, actors=24, each=20, loyalty=0.55, days=90)[0], **call, method=method, seed=7
            )
            for name in one.tables:
                assert one[name].to_csv() == two[name].to_csv()

    def test_a_window_does_not_depend_on_the_others(self) -> None:
        statements, _ = planted(5, actors=24, each=20, loyalty=0.55, days=90)
        every = polarization(statements, width="30D")["polarization"]
        some = polarization(statements, width="30D", step=7)["polarization"]
        both = every.merge(some, on="middle", suffixes=("", "_2"))
        assert len(both) == len(some) > 5
        np.testing.assert_allclose(both["actors"], both["actors_2"])
        np.testing.assert_allclose(both["value"], both["value_2"], atol=0.01)


class TestWindows:
    @pytest.fixture
    def sparse(self) -> Statements:
        """Ten days of two camps, silence, then three actors, then four who share no concept."""
        rows = [
            (f"a{i}", f"n{j}", 1 if i % 2 else -1, d)
            for d in (1, 2, 3, 10)
            for i in range(6)
            for j in range(3)
        ]
        rows += [(f"a{i}", "n0", 1, 60) for i in range(3)]
        rows += [(f"a{i}", f"x{i}", 1, 90) for i in range(4)]
        table = pd.DataFrame(rows, columns=["commenter", "narrative", "stance", "day"])
        table["created_at"] = pd.Timestamp("2024-01-01") + pd.to_timedelta(table.pop("day"), "D")
        table["statement_id"] = [f"s{i}" for i in range(len(table))]
        table["document_id"] = table["statement_id"]
        return Statements(table.assign(coder="hand"))

    def test_missing_values_have_a_reason(self, sparse: Statements) -> None:
        study = polarization(sparse, width="5D", complete=False, nulls=2, dna=True)
        table, members = study["polarization"], study["members"]
        assert table["value"].isna().equals(table["reason"].notna())
        said = set(table["reason"].dropna())
        assert said == {
            "no actor; 2 groups need 4",
            "3 actors; 2 groups need 4",
            "no two actors speak of the same",
        }
        known = table[table["value"].notna()]
        np.testing.assert_allclose(known["value"], 1.0, atol=1e-12)
        assert known["actors"].eq(6).all()
        assert known["middle"].max() < pd.Timestamp("2024-01-15")
        for name in ("loss", "normalized_loss", "aligned", "null_mean", "p", "dna_value"):
            assert table.loc[table["value"].isna(), name].isna().all()
        lost = members[members["group"].isna()]
        assert set(lost["window"]) <= set(table.loc[table["value"].isna(), "window"])
        assert len(lost) > 0
        assert any("reason says why" in note for note in study.made.notes)

    def test_members_are_those_with_statements(self, sparse: Statements) -> None:
        study = polarization(sparse, width="5D", complete=False)
        sizes = study["members"].groupby("window").size().reindex(study.table["window"], fill_value=0)
        assert sizes.tolist() == study.table["actors"].tolist()
        sums = study["members"].groupby("window")["statements"].sum()
        assert (
            sums.reindex(study.table["window"], fill_value=0).tolist() == study.table["statements"].tolist()
        )

    def test_events(self, sparse: Statements) -> None:
        table = polarization(sparse, width="18 events", step=18)["polarization"]
        assert table["statements"].tolist() == [18, 18, 18, 18]
        np.testing.assert_allclose(table["value"], 1.0, atol=1e-12)

    @pytest.mark.parametrize("kernel", ["uniform", "triangular", "epanechnikov", "gaussian"])
    def test_kernels_scale_the_loss_but_not_the_value(self, sparse: Statements, kernel: str) -> None:
        table = polarization(sparse, width="6D", kernel=kernel, complete=False)["polarization"]
        near = table[table["middle"].between("2024-01-02", "2024-01-04")]
        np.testing.assert_allclose(near["value"], 1.0, atol=1e-9)
        assert table["statements"].dtype == float
        assert table["value"].dropna().between(0, 1).all()

    def test_one_window_without_dates(self) -> None:
        said = [(who, what, 1 if who in "AB" else -1) for who in "ABCD" for what in ("ban", "tax")]
        study = polarization(Statements.from_rows(said))
        assert study["polarization"]["middle"].isna().all()
        assert study["polarization"]["start"].dtype == "datetime64[us]"
        assert study["members"]["node"].tolist() == [f"commenter:{c}" for c in "ABCD"]

    def test_a_window_is_that_of_its_statements(self, sparse: Statements) -> None:
        windows = list(sparse.windows("5D", complete=False))
        table = polarization(sparse, width="5D", complete=False)["polarization"]
        at = 3
        alone = polarization(windows[at])["polarization"].iloc[0]
        assert alone["value"] == pytest.approx(table["value"][at])
        assert (alone["start"], alone["stop"]) == (table["start"][at], table["stop"][at])

    def test_choices_go_before(self, sparse: Statements) -> None:
        study = polarization(
            sparse,
            exclude={"narrative": ["x0", "x1", "x2", "x3"]},
            only={"commenter": ["a0", "a1", "a2", "a3"]},
        )
        assert study["members"]["label"].tolist() == ["a0", "a1", "a2", "a3"]

    def test_text_and_boolean_qualifiers(self) -> None:
        rows = [
            ("s", f"a{i}", f"n{j}", "for" if i < 3 else "against", i < 3) for i in range(6) for j in range(3)
        ]
        table = pd.DataFrame(rows, columns=["coder", "who", "what", "word", "yes"])
        table["statement_id"] = table["document_id"] = [f"s{i}" for i in range(len(table))]
        kinds = (Variable("who"), Variable("what"), Variable("word"), Variable("yes", "boolean"))
        statements = Statements(table.assign(yes=table["yes"].astype(int)), kinds)
        for qualifier in ("word", "yes"):
            study = polarization(statements, rows="who", cols="what", qualifier=qualifier)
            assert study["members"]["group"].tolist() == [1, 1, 1, 2, 2, 2]
            assert study["polarization"]["value"][0] == pytest.approx(1.0)


class TestBadInput:
    @pytest.mark.parametrize(
        ("options", "said"),
        [
            ({"groups": 1}, "groups must be a whole number of 2 or more, not 1"),
            ({"groups": True}, "groups must be a whole number"),
            ({"restarts": 0}, "restarts must be a whole number of 1 or more"),
            ({"nulls": -1}, "nulls must be a whole number of 0 or more"),
            ({"seed": 1.5}, "seed must be a whole number"),
            ({"method": "gredy"}, "Did you mean 'greedy'"),
            ({"balance": 0}, "balance must be more than 0 and at most 1"),
            ({"balance": 0.5, "method": "exact"}, "leave balance at 1"),
            ({"normalization": "averige"}, "Did you mean 'average'"),
            ({"qualifier": None}, "needs a qualifier"),
            ({"rows": "comenter"}, "Did you mean 'commenter'"),
            ({"kernel": "gaussian"}, "give a width"),
            ({"step": 2}, "give a width"),
            ({"width": "30 moons"}, "unknown unit"),
            ({"width": "30D", "kernel": "gausian"}, "Did you mean 'gaussian'"),
            ({"duplicates": "documents"}, "Did you mean 'document'"),
        ],
    )
    def test_options(self, options: dict, said: str) -> None:
        statements, _ = planted(0, actors=8, each=4, days=100)
        with pytest.raises(OptionError, match=said):
            polarization(statements, **options)

    def test_exact_with_too_many(self) -> None:
        statements, _ = planted(0, actors=40, each=4)
        with pytest.raises(OptionError, match="window 1 has 40 actors, and more than 400,000 ways"):
            polarization(statements, method="exact")

    def test_nothing_to_part(self) -> None:
        statements, _ = planted(0, actors=8, each=4)
        with pytest.raises(NotComputable):
            polarization(statements.rows(np.array([], dtype=int)))
        with pytest.raises(NotComputable, match="date"):
            polarization(statements, width="30D")

    def test_windows_wider_than_the_time(self) -> None:
        statements, _ = planted(0, actors=8, each=4, days=20)
        with pytest.raises(NotComputable, match="no window of 60D"):
            polarization(statements, width="60D")

    def test_one_actor(self) -> None:
        row = polarization(Statements.from_rows([("Ada", "ban", 1)])).table.iloc[0]
        assert row["reason"] == "1 actor; 2 groups need 4"
        assert np.isnan(row["value"])
