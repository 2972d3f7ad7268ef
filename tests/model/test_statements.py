"""Statements: the gate, selecting, corrections in force, merging."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from discourse.errors import CorrectionConflict, DataError, OptionError
from discourse.model.merging import merge, merge_entities
from discourse.model.statements import Statements, Variable

ROWS = [("Ada", "ban", 1), ("Ben", "ban", -1), ("Ada", "tax", 0)]
BASE = Statements.from_rows(ROWS, coder="dictionary")


def fix(old: str, coder: str = "hand", **changes: Any) -> pd.DataFrame:
    """Return a row that corrects a statement of BASE."""
    row = (
        BASE.table[BASE.table["statement_id"] == old]
        if old in set(BASE.table["statement_id"])
        else BASE.table[:1]
    )
    values = {"statement_id": f"{coder}-{old}", "supersedes": old, "coder": coder, "status": "corrected"}
    return row.assign(**(values | changes))


def with_rows(*rows: pd.DataFrame) -> Statements:
    return BASE.select(pd.concat([BASE.table, *rows], ignore_index=True))


def test_columns_come_in_order_with_defaults() -> None:
    table = BASE.table
    assert list(table.columns) == [
        "statement_id", "comment_id", "document_id", "start", "stop", "coder", "confidence", "status", "supersedes",
        "created_at", "commenter", "actor", "narrative", "stance", "role", "evidence",
    ]  # fmt: skip
    assert table["status"].tolist() == ["coded"] * 3
    assert table["confidence"].tolist() == [1.0] * 3
    assert table.dtypes[["start", "stance"]].astype(str).tolist() == ["Int64", "Int64"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"statement_id": "s"}, "comes twice"),
        ({"statement_id": None}, "every row needs one"),
        ({"document_id": None}, "every row needs one"),
        ({"coder": None}, "every row needs one"),
        ({"status": "maybe"}, "no status"),
        ({"confidence": 1.5}, "between 0 and 1"),
        ({"confidence": -0.1}, "between 0 and 1"),
        ({"start": 5, "stop": 3}, "span 5 to 3"),
        ({"start": -1, "stop": 3}, "span -1 to 3"),
        ({"start": 0.5}, "integer"),
        ({"stance": 2}, "stance must lie between -1 and 1"),
        ({"stance": "for"}, "stance"),
        ({"colour": "red"}, "'colour' that does not belong there"),
        ({"commenter": 5}, "text"),
        ({"created_at": "yesterday"}, "time"),
    ],
)
def test_what_breaks_the_contract_is_refused(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(DataError, match=sentence):
        Statements(BASE.table.assign(**changes))


def test_other_variables_and_their_kinds() -> None:
    table = pd.DataFrame(
        {
            "statement_id": ["a"],
            "document_id": ["d"],
            "coder": ["x"],
            "agree": [1],
            "year": [1999],
            "who": ["Ada"],
        }
    )
    made = Statements(table, (Variable("who"), Variable("agree", "boolean"), Variable("year", "integer")))
    assert made.variable("year").kind == "integer"
    with pytest.raises(OptionError, match="Did you mean 'agree'"):
        made.variable("agre")
    with pytest.raises(DataError, match="agree must lie between 0 and 1"):
        Statements(table.assign(agree=2), made.variables)
    with pytest.raises(DataError, match="no known kind"):
        Statements(table, (Variable("who", "colour"),))


def test_entities_are_unique() -> None:
    rows = pd.DataFrame({"variable": ["actor"] * 2, "id": ["a"] * 2, "label": ["A", "B"]})
    with pytest.raises(DataError, match="comes twice"):
        Statements(BASE.table, BASE.variables, rows)
    assert merge_entities([rows[:1], rows[1:]])["label"].tolist() == ["A"]
    assert merge_entities([]).empty
    assert Statements(BASE.table, BASE.variables, rows[:1]).labels("actor") == {"a": "A"}


def test_where_takes_a_value_or_several() -> None:
    assert len(BASE.where(commenter="Ada")) == 2
    assert len(BASE.where(commenter=["Ada", "Ben"], narrative="ban")) == 2
    assert len(BASE.where(stance=-1)) == 1
    with pytest.raises(OptionError, match="Did you mean 'stance'"):
        BASE.where(stanse=1)


def test_between_includes_both_ends_and_leaves_out_the_undated() -> None:
    dated = BASE.select(BASE.table.assign(created_at=["2024-01-01", "2024-01-02T12:00:00+02:00", None]))
    assert len(dated.between()) == 2
    assert dated.between("2024-01-02T10:00:00").table["commenter"].tolist() == ["Ben"]
    assert dated.between(stop="2024-01-01").table["commenter"].tolist() == ["Ada"]
    assert len(dated.between("2025-01-01")) == 0


def test_between_takes_times_with_a_zone() -> None:
    dated = BASE.select(BASE.table.assign(created_at="2024-01-01T12:00:00Z"))
    assert len(dated.between("2024-01-01T12:00:00Z", "2024-01-01T14:00:00+02:00")) == 3


def test_a_correction_takes_the_place_of_what_it_corrects() -> None:
    made = with_rows(fix("s2", stance=1)).resolved()
    assert made.table["statement_id"].tolist() == ["s1", "s3", "hand-s2"]
    assert made.table["stance"].tolist() == [1, 0, 1]


def test_a_rejection_leaves_nothing() -> None:
    assert with_rows(fix("s2", status="rejected")).resolved().table["statement_id"].tolist() == ["s1", "s3"]
    alone = BASE.select(BASE.table.assign(status=["coded", "rejected", "coded"]))
    assert alone.resolved().table["statement_id"].tolist() == ["s1", "s3"]


def test_a_correction_of_a_correction() -> None:
    first = fix("s1", statement_id="a", stance=-1)
    second = fix("s1", statement_id="b", supersedes="a", stance=0)
    made = with_rows(first, second).resolved()
    assert made.table["statement_id"].tolist() == ["s2", "s3", "b"]


def test_a_rejected_correction_of_a_correction_leaves_nothing() -> None:
    first = fix("s1", statement_id="a", stance=-1)
    second = fix("s1", statement_id="b", supersedes="a", status="rejected")
    assert with_rows(first, second).resolved().table["statement_id"].tolist() == ["s2", "s3"]


def test_two_corrections_are_a_conflict_unless_told_whom_to_prefer() -> None:
    made = with_rows(fix("s1", "ann", stance=-1), fix("s1", "bob", stance=0))
    with pytest.raises(CorrectionConflict, match=r"'s1' is corrected twice, by ann and bob"):
        made.resolved()
    assert made.resolved(("bob", "ann")).table["statement_id"].tolist() == ["s2", "s3", "bob-s1"]
    assert made.resolved(("ann",)).table["statement_id"].tolist() == ["s2", "s3", "ann-s1"]
    with pytest.raises(CorrectionConflict):
        made.resolved(("zoe",))


def test_what_corrects_a_correction_that_lost_is_lost_with_it() -> None:
    later = fix("s1", "cy", statement_id="c", supersedes="bob-s1", stance=1)
    made = with_rows(fix("s1", "ann", stance=-1), fix("s1", "bob", stance=0), later)
    assert made.resolved(("ann",)).table["statement_id"].tolist() == ["s2", "s3", "ann-s1"]


def test_a_correction_of_nothing_is_refused() -> None:
    with pytest.raises(DataError, match="which is not there"):
        with_rows(fix("s9")).resolved()


def test_corrections_in_a_circle_are_refused() -> None:
    one, two = fix("s1", statement_id="a", supersedes="b"), fix("s1", statement_id="b", supersedes="a")
    with pytest.raises(DataError):
        with_rows(one, two).resolved()


def test_resolving_twice_changes_nothing() -> None:
    made = with_rows(fix("s2", stance=1), fix("s3", status="rejected")).resolved()
    assert made.table["supersedes"].isna().all()
    pd.testing.assert_frame_equal(made.resolved().table, made.table)


def test_merging_joins_and_resolves() -> None:
    hand = BASE.select(fix("s2", stance=1))
    made = merge([BASE, hand])
    assert made.table["statement_id"].tolist() == ["s1", "s3", "hand-s2"]
    assert made.made["prefer"] == []
    assert merge([BASE]).table.equals(BASE.table)


def test_merging_refuses_what_does_not_fit() -> None:
    with pytest.raises(OptionError, match="at least one"):
        merge([])
    with pytest.raises(DataError, match="comes twice"):
        merge([BASE, BASE])
    variables = [Variable("stance") if v.name == "stance" else v for v in BASE.variables]
    other = Statements(BASE.table.assign(statement_id=["x", "y", "z"], stance="no"), tuple(variables))
    with pytest.raises(DataError, match="'stance' has two kinds"):
        merge([BASE, other])


def test_merging_tables_of_other_variables_keeps_all() -> None:
    other = Statements(
        pd.DataFrame({"statement_id": ["x"], "document_id": ["d"], "coder": ["dna"], "organisation": ["EU"]}),
        (Variable("organisation"),),
    )
    made = merge([BASE, other])
    assert made.table["organisation"].fillna("").tolist() == ["", "", "", "EU"]
    assert made.variables[-1] == Variable("organisation")


def test_the_digest_tells_tables_apart() -> None:
    assert BASE.digest == Statements.from_rows(ROWS, coder="dictionary").digest
    assert BASE.digest != Statements.from_rows(ROWS[::-1], coder="dictionary").digest


def test_the_given_table_is_not_changed() -> None:
    table = pd.DataFrame({"statement_id": ["a"], "document_id": ["d"], "coder": ["x"]}, index=[7])
    before = table.copy()
    Statements(table)
    pd.testing.assert_frame_equal(table, before)


def test_displays() -> None:
    assert repr(BASE) == "Statements(3 rows, 2 commenters, 2 narratives)"
    sly = Statements.from_rows([("<script>", "ban", 1)])
    assert "<script>" not in sly._repr_html_()
    assert "discourse-card" in Statements.from_rows([])._repr_html_()
