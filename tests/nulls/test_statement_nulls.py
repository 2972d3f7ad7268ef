"""Random statements: what they keep, that projections take them, and scores beside them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import discourse as ds
from discourse.errors import DataError, NotComputable, OptionError
from discourse.model.statements import Statements
from discourse.model.variables import Variable
from discourse.nulls import TABLE
from discourse.nulls.affiliations import Spoken, _cells, fdsm, sdsm
from discourse.nulls.bicm import bicm

NULLS = [name for name in TABLE if TABLE.entry(name).takes == "statements"]


def camps(people=24, about=10, each=5, seed=1):
    """Return statements of two camps that disagree."""
    rng = np.random.default_rng(seed)
    rows = []
    for i in range(people):
        for j in rng.choice(about, size=each, replace=False):
            stance = 1 if (i + j) % 2 else -1
            rows.append((f"c{i:02}", f"n{j}", int(stance if rng.random() < 0.9 else -stance)))
    return Statements.from_rows(rows)


def cells(statements, cols="narrative"):
    """Return who spoke about what, stance by stance, as 0/1 matrices."""
    table = statements.table.dropna(subset=["commenter", cols, "stance"])
    rows = [f"c{i:02}" for i in range(24)]
    names = [f"n{i}" for i in range(10)]
    found = {}
    for stance in (-1, 1):
        part = table[table["stance"] == stance]
        whole = pd.crosstab(part["commenter"], part[cols]).reindex(index=rows, columns=names, fill_value=0)
        found[stance] = whole.to_numpy()
    return found


@pytest.mark.parametrize("null", NULLS)
def test_one_statement_per_cell_that_projections_take(null):
    st = camps()
    for drawn in TABLE.call(null, st, count=2):
        assert {v.name for v in drawn.variables} == {"commenter", "narrative", "stance"}
        assert not drawn.table.duplicated(["commenter", "narrative", "stance"]).any()
        assert drawn.weights is None
        net = ds.project(
            drawn, "congruence", rows="commenter", cols="narrative", qualifier="stance", isolates=True
        )
        matrix = sum(part @ part.T for part in cells(drawn).values())
        assert net.nodes["label"].tolist() == [f"c{i:02}" for i in range(24)]
        np.testing.assert_array_equal(net.matrix().toarray(), np.where(np.eye(24), 0, matrix))
        once = ds.project(drawn, "congruence", duplicates="document", isolates=True)
        np.testing.assert_array_equal(once.matrix().toarray(), net.matrix().toarray())


def test_fdsm_keeps_every_row_and_column_at_every_level():
    st = camps()
    was = cells(st)
    for drawn in fdsm(st, count=3):
        now = cells(drawn)
        for stance, matrix in was.items():
            np.testing.assert_array_equal(now[stance].sum(axis=0), (matrix > 0).sum(axis=0))
            np.testing.assert_array_equal(now[stance].sum(axis=1), (matrix > 0).sum(axis=1))
            assert (now[stance] != (matrix > 0)).any()


def test_sdsm_draws_cells_with_their_chances():
    st = camps()
    draw = _cells(Spoken.of(st, "commenter", "narrative", "stance"), np.random.default_rng(0))
    mean = np.zeros((2, 24, 10))
    for _ in range(400):
        row, col, level = draw()
        mean[level, row, col] += 1 / 400
    for level, matrix in enumerate(cells(st).values()):
        chance = bicm((matrix > 0).sum(axis=1), (matrix > 0).sum(axis=0)).array()
        np.testing.assert_array_equal(mean[level][chance == 0], 0)
        off = (mean[level] - chance) / np.sqrt(np.maximum(chance * (1 - chance), 1e-9) / 400)
        assert np.abs(off[(chance > 0.05) & (chance < 0.95)]).max() < 4.5
        assert abs(off[chance > 0].mean()) < 0.3


@pytest.mark.parametrize("null", NULLS)
def test_the_same_again_and_other_seeds(null):
    st = camps()
    digests = [[d.digest for d in TABLE.call(null, st, count=2, seed=seed)] for seed in (0, 0, 1)]
    assert digests[0] == digests[1]
    assert digests[0] != digests[2]
    # The order of statements, and how often each comes, make no difference.
    again = pd.concat([st.table, st.table.head(9).assign(statement_id=[f"x{i}" for i in range(9)])])
    mixed = st.select(again.sample(frac=1, random_state=2))
    assert [d.digest for d in TABLE.call(null, mixed, count=2)] == digests[0]


@pytest.mark.parametrize("null", NULLS)
def test_other_variables_dates_and_those_of_the_document(null):
    st = camps(each=2)
    day = pd.Timestamp("2024-03-01")
    table = st.table.assign(document_id=[f"d{i % 12}" for i in range(len(st))], created_at=day)
    authors = ["Ada", "Ben", "Cy", "Di", "Ed", "Flo", "Gus", "Ada", "Hal", "Ida", "Jo", None]
    documents = pd.DataFrame({"document_id": [f"d{i}" for i in range(12)], "author": authors})
    st = Statements(table, st.variables, documents=documents)
    drawn = next(TABLE.call(null, st, rows="author", cols="narrative", qualifier=None, count=1))
    net = ds.project(drawn, "ignore", rows="author", cols="narrative", duplicates="month", isolates=True)
    assert net.nodes["label"].tolist() == sorted(set(authors) - {None})
    drawn = next(TABLE.call(null, st, rows="document_id", cols="commenter", qualifier="stance", count=1))
    assert (
        ds.project(drawn, "congruence", rows="document_id", cols="commenter")
        .nodes["label"]
        .isin(documents["document_id"])
        .all()
    )
    assert (drawn.table["created_at"] == day).all()


def test_the_scale_stays_where_an_end_of_it_is_not_drawn():
    rows = [("a", "x", 1), ("a", "y", 2), ("b", "x", 2), ("b", "y", 1), ("c", "x", 5)]
    table = Statements.from_rows([(a, b, 0) for a, b, _ in rows]).table.assign(stance=[c for *_, c in rows])
    variables = (Variable("commenter"), Variable("narrative"), Variable("stance", "integer"))
    st = Statements(
        table[["statement_id", "document_id", "coder", "commenter", "narrative", "stance"]], variables
    )
    stance = next(sdsm(st, count=1)).variable("stance")
    assert (stance.low, stance.high) == (1, 5)


def test_who_drew_nothing_is_not_lost():
    st = Statements.from_rows([(f"c{i}", f"n{i % 4}", 1) for i in range(12)])
    orders = set()
    for drawn in sdsm(st, count=10):
        assert ds.project(drawn, "congruence", isolates=True).order == 12
        orders.add(ds.project(drawn, "congruence").order)
    assert min(orders) < 12


@pytest.mark.parametrize("null", NULLS)
def test_what_cannot_be_drawn_is_said(null):
    st = camps()
    for options, match in (
        ({"rows": "narrative"}, "must be different"),
        ({"rows": "nobody"}, "no variable 'nobody'"),
        ({"rows": "stance", "qualifier": None}, "must be text"),
        ({"count": 0}, "count"),
        ({"seed": -1}, "seed"),
    ):
        with pytest.raises(OptionError, match=match):
            next(TABLE.call(null, st, **options))
    with pytest.raises(NotComputable, match="no statement has a value for actor"):
        next(TABLE.call(null, st, rows="actor"))
    if null == "fdsm":
        with pytest.raises(NotComputable, match="no other statements"):
            next(fdsm(Statements.from_rows([("a", "x", 1), ("b", "x", 1)])))


def test_a_matrix_with_full_and_empty_rows():
    rows = [(f"c{i}", f"n{j}", 1) for i in range(5) for j in range(4) if i == 0 or (i + j) % 3 == 0]
    spoken = Spoken.of(Statements.from_rows([*rows, ("c9", "n9", -1)]), "commenter", "narrative", "stance")
    levels = {
        level: list(zip(row.tolist(), col.tolist(), strict=True)) for level, row, col in spoken.levels()
    }
    assert len(levels[0]) == 1
    for drawn in sdsm(spoken.statements, count=3):
        assert (drawn.table["commenter"] == "c0").sum() >= 4


@pytest.mark.parametrize("null", NULLS)
def test_a_score_beside_projections_of_random_statements(null):
    st = camps(people=30, about=12, each=6)
    net = ds.project(st, "congruence", duplicates="range")
    found = ds.score(net, "modularity", nulls=19, null=null, of=st, seed=0)
    assert len(found.chance.values) == 19
    assert found.value > found.null_mean + 3 * np.std(found.chance.values)
    assert found.p == pytest.approx(0.1)
    with pytest.raises(OptionError, match="of="):
        ds.score(net, "modularity", nulls=3, null=null)
    with pytest.raises(DataError, match="not the statements"):
        ds.score(net, "modularity", nulls=3, null=null, of=camps(seed=5))


@pytest.mark.parametrize("null", NULLS)
def test_without_camps_a_score_does_not_stand_out(null):
    rng = np.random.default_rng(8)
    rows = [
        (f"c{i:02}", f"n{j}", int(rng.choice([-1, 1])))
        for i in range(24)
        for j in rng.permutation(10)[: 3 + i % 5]
    ]
    st = Statements.from_rows(rows)
    found = ds.score(ds.project(st, "congruence"), "modularity", nulls=19, null=null, of=st)
    assert found.p > 0.1


@pytest.mark.parametrize("null", ["sdsm", "fdsm"])
@pytest.mark.parametrize("option", ["rows", "cols", "qualifier"])
def test_variables_are_named_by_words(null, option):
    st = Statements.from_rows([("Ada", "ban", 1), ("Ben", "tax", 1)])
    for value in (3, float("nan"), ["commenter"], np.array(["commenter"])):
        with pytest.raises(OptionError, match=f"{option} must be the name of a variable"):
            next(iter(TABLE.call(null, st, **{option: value})))
