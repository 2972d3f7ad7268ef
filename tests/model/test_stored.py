"""Statements in a Parquet file give what the same statements in memory give."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from discourse import projections
from discourse.errors import DataError, DiscourseError, InputError, OptionError
from discourse.model.statements import Statements
from discourse.model.storage import write_parquet
from discourse.model.stored import StoredStatements
from discourse.model.variables import COMMENT_VARIABLES, Variable

# U+FFEE stands before U+1F600 by code point, and after it by UTF-16 code unit.
VALUES = ["Ada", "ada", "", "\U0001f600", "￮", "é", "e\u0301", "NULL", "nan", "a\x00b", "$x$", "'", 'a"b']
texts = some.one_of(some.none(), some.sampled_from(VALUES))
rows_of = some.lists(
    some.tuples(
        texts,
        texts,
        texts,
        some.sampled_from([-1, 0, 1, None]),
        some.sampled_from(["d1", "d\U0001f600", "d￮", "d10"]),
        some.sampled_from(["2024-01-31T23:00:00", "2024-02-29", "1931-05-01T00:00:00.000001", None]),
    ),
    min_size=1,
    max_size=25,
)
OPTIONS: list[tuple[str, dict[str, Any]]] = [
    ("discourse", {}),
    ("two_mode", {"aggregation": "subtract", "duplicates": "document"}),
    ("ignore", {"duplicates": "range"}),
    ("congruence", {"normalization": "average", "duplicates": "document"}),
    ("conflict", {"rows": "actor", "exclude": {"narrative": ["Ada"]}, "isolates": True}),
    ("subtract", {"only": {"stance": [1, -1]}, "normalization": "cosine"}),
]


def in_memory(rows: list[tuple[Any, ...]]) -> Statements:
    names = ["commenter", "actor", "narrative", "stance", "document_id", "created_at"]
    table = pd.DataFrame(rows, columns=names, dtype=object)
    for name in ("commenter", "actor", "narrative"):
        table[name] = table[name].astype("str").where(table[name].notna(), None)
    table["created_at"] = pd.to_datetime(table["created_at"], format="ISO8601")
    table["coder"] = "hand"
    table["comment_id"] = [f"c{i % 5}" if i % 3 else None for i in range(len(table))]
    table["statement_id"] = [f"s{i}" for i in range(len(table))]
    return Statements(table, COMMENT_VARIABLES)


def network(statements: Statements, method: str, options: dict[str, Any]) -> Any:
    try:
        return projections.TABLE.call(method, statements, **options)
    except DiscourseError as error:
        return str(error)


def same(found: Any, expected: Any) -> None:
    if isinstance(expected, str):
        assert found == expected
        return
    pd.testing.assert_frame_equal(found.nodes, expected.nodes)
    pd.testing.assert_frame_equal(found.edges, expected.edges)
    assert found.digest == expected.digest


@settings(max_examples=20)
@given(rows=rows_of)
def test_every_projection_of_the_file_is_that_of_the_table(
    rows: list[tuple[Any, ...]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    expected = in_memory(rows)
    path = tmp_path_factory.mktemp("st") / "st.parquet"
    write_parquet(expected.table, path)
    found = StoredStatements(path)
    assert found.variables == expected.variables
    for name in (
        "commenter",
        "actor",
        "narrative",
        "stance",
        "role",
        "document_id",
        "comment_id",
        "coder",
        "status",
    ):
        mine, theirs = found.coded(name), expected.coded(name)
        np.testing.assert_array_equal(mine.codes, theirs.codes)
        assert mine.labels.tolist() == theirs.labels.tolist()
        assert (mine.codes.dtype, mine.labels.dtype) == (theirs.codes.dtype, theirs.labels.dtype)
    np.testing.assert_array_equal(found.times, expected.times)
    for method, options in OPTIONS:
        same(network(found, method, options), network(expected, method, options))
    pd.testing.assert_frame_equal(found.table, expected.table)


def test_every_projection_is_among_those_compared() -> None:
    methods = {name for name, entry in projections.TABLE.items() if entry.takes == "statements"}
    assert methods == {name for name, _ in OPTIONS}


@pytest.fixture
def expected() -> Statements:
    random = np.random.default_rng(0)
    n = 7_000
    table = pd.DataFrame(
        {
            "statement_id": [f"s{i}" for i in range(n)],
            "document_id": [f"d{i // 7}" for i in range(n)],
            "coder": random.choice(["hand", "other"], n),
            "start": 3,
            "stop": 9,
            "confidence": random.choice([0.5, 1.0], n),
            "created_at": np.datetime64("2024-01-01", "us")
            + random.integers(0, 400, n).astype("timedelta64[D]"),
            "person": pd.Series(random.choice(["Ada", "Ben", "Cy"], n)).astype("str"),
            "claim": pd.Series(random.choice(["ban", "tax", "trade"], n)).astype("str"),
            "agrees": random.integers(0, 2, n),
        }
    )
    variables = (Variable("person"), Variable("claim"), Variable("agrees", "boolean"))
    return Statements(table, variables)


@pytest.fixture
def path(expected: Statements, tmp_path: Path) -> Path:
    """A file of several row groups, so that the order of the rows is put to the test."""
    import duckdb

    place = tmp_path / "many [1]*? groups'.parquet"
    table = expected.table
    with duckdb.connect() as connection:
        connection.register("frame", table)
        target = str(place).replace("'", "''")
        connection.execute(f"COPY frame TO '{target}' (FORMAT parquet, ROW_GROUP_SIZE 2048)")
    return place


@pytest.fixture
def stored(path: Path, expected: Statements) -> StoredStatements:
    return StoredStatements(path, variables=expected.variables)


def loaded(statements: Statements) -> bool:
    return "table" in statements.__dict__


def test_counting_and_choosing_do_not_load_the_table(stored: StoredStatements, expected: Statements) -> None:
    options = {"rows": "person", "cols": "claim", "qualifier": "agrees"}
    for choose in (
        lambda s: s,
        lambda s: s.where(person=["Ada", "Ben"], agrees=1),
        lambda s: s.where(coder="hand").where(confidence=1.0, start=3),
        lambda s: s.between("2024-02-01", "2024-06-01"),
        lambda s: s.rows(np.array([5, 3, 3, -1])),
        lambda s: list(s.windows("3 months"))[2],
        lambda s: list(s.windows("30D", kernel="gaussian"))[1].where(claim="tax"),
        lambda s: s.resolved(),
    ):
        mine, theirs = choose(stored), choose(expected)
        assert len(mine) == len(theirs)
        same(network(mine, "congruence", options), network(theirs, "congruence", options))
        assert "stored" in repr(stored).lower()
        assert not loaded(stored)
        assert not loaded(mine)
        pd.testing.assert_frame_equal(mine.table, theirs.table)
        stored.__dict__.pop("table", None)


def test_only_the_rows_that_are_asked_for_are_loaded(stored: StoredStatements, expected: Statements) -> None:
    few = stored.where(person="Ada").rows(np.array([9, 2, 2]))
    pd.testing.assert_frame_equal(few.table, expected.where(person="Ada").rows(np.array([9, 2, 2])).table)
    assert not loaded(stored)
    assert repr(few) == f"3 of {stored!r}"
    assert "7000" in stored._repr_html_()
    assert not loaded(stored)


def test_missing_values_are_chosen_as_in_memory(tmp_path: Path) -> None:
    table = in_memory([("Ada", None, "x", 1, "d", None), (None, "a", "y", None, "d", None)])
    write_parquet(table.table, tmp_path / "st.parquet")
    found = StoredStatements(tmp_path / "st.parquet")
    for chosen in (
        {"commenter": None},
        {"stance": [None, 1]},
        {"stance": "1"},
        {"status": "coded"},
        {"role": ["x"]},
    ):
        assert found.where(**chosen).table.equals(table.where(**chosen).table)
    with pytest.raises(OptionError, match=r"no column 'commentr'\. Did you mean 'commenter'"):
        found.where(commentr="Ada")


def test_what_is_left_out_of_the_file_has_its_default(tmp_path: Path) -> None:
    bare = pd.DataFrame({"statement_id": ["a", "b"], "document_id": "d", "coder": "me", "code": ["x", "y"]})
    write_parquet(bare, tmp_path / "st.parquet")
    found, expected = StoredStatements(tmp_path / "st.parquet"), Statements(bare, (Variable("code"),))
    assert found.variables == expected.variables
    for name in ("status", "comment_id"):
        assert found.coded(name).labels.tolist() == expected.coded(name).labels.tolist()
        assert found.coded(name).codes.tolist() == expected.coded(name).codes.tolist()
    assert np.isnat(found.times).all()
    assert len(found.where(confidence=1.0, status="coded")) == 2
    pd.testing.assert_frame_equal(found.table, expected.table)


def test_labels_and_documents_come_from_their_columns(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "statement_id": ["1", "2", "3", "4"],
            "document_id": ["b", "a", "b", "a"],
            "coder": "me",
            "claim": ["tax", "ban", "tax", "new"],
            "claim_label": [None, "Ban it", "Tax it", None],
            "claim_kind": [None, None, "policy", None],
            "document_author": ["Ada", "Ben", "Ada", "Ben"],
            "document_date": pd.to_datetime(["2024-01-02", None, "2024-01-02", None]),
        }
    )
    write_parquet(frame, tmp_path / "st.parquet")
    found = StoredStatements(tmp_path / "st.parquet")
    assert [v.name for v in found.variables] == ["claim"]
    assert found.entities[["id", "label", "kind"]].fillna("-").to_numpy().tolist() == [
        ["ban", "Ban it", "-"],
        ["tax", "Tax it", "policy"],
    ]
    assert found.documents["document_id"].tolist() == ["b", "a"]
    assert found.documents["author"].tolist() == ["Ada", "Ben"]
    assert found.documents["date"].dtype == "datetime64[us]"
    author = found.coded("author")
    assert author.labels[author.codes].tolist() == ["Ada", "Ben", "Ada", "Ben"]
    write_parquet(frame.assign(document_author=["Ada", "Ben", None, "Ben"]), tmp_path / "odd.parquet")
    with pytest.raises(DataError, match="document 'b' tell different things"):
        _ = StoredStatements(tmp_path / "odd.parquet").documents


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"statement_id": ["a", "a", "b"]}, "'statement_id' 'a' in row 1 comes twice"),
        ({"statement_id": ["a", None, "b"]}, "row 1 has no 'statement_id'"),
        ({"document_id": ["a", "a", None]}, "row 2 has no 'document_id'"),
        ({"coder": [None, "a", "b"]}, "row 0 has no 'coder'"),
        ({"start": [1, 5, 1], "stop": [1, 4, 2]}, "'s1' has a span"),
        ({"start": [-1, 5, 1], "stop": [1, 9, 2]}, "'s0' has a span"),
        ({"confidence": [1.0, 1.5, 0.0]}, "confidence must lie between 0 and 1"),
        ({"status": ["coded", "odd", "coded"]}, "'odd' is no status"),
        ({"stance": [0, 2, 1]}, "stance must lie between -1 and 1, found 2"),
        ({"stance": [0.0, 0.5, 1.0]}, "'stance' must hold integer values, and 0.5 is none"),
        ({"stance": ["no", "yes", "no"]}, "'stance' must hold integer values, and is stored as VARCHAR"),
        ({"claim": [0.5, 1.5, 2.5]}, "'claim' must hold text values, and is stored as DOUBLE"),
        ({"created_at": ["2024", "2025", "2026"]}, "'created_at' must hold time values"),
    ],
)
def test_what_the_table_may_not_have_the_file_may_not_have(
    change: dict[str, Any], message: str, tmp_path: Path
) -> None:
    good = pd.DataFrame({"statement_id": ["s0", "s1", "s2"], "document_id": "d", "coder": "me", "claim": "x"})
    write_parquet(good, tmp_path / "good.parquet")
    assert len(StoredStatements(tmp_path / "good.parquet")) == 3
    write_parquet(good.assign(**change), tmp_path / "bad.parquet")
    with pytest.raises(DataError, match=message):
        StoredStatements(tmp_path / "bad.parquet")


def test_no_file_no_parquet_no_column(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no such file"):
        StoredStatements(tmp_path / "none.parquet")
    (tmp_path / "text.parquet").write_text("a,b")
    with pytest.raises(InputError, match="cannot be read as Parquet"):
        StoredStatements(tmp_path / "text.parquet")
    write_parquet(pd.DataFrame({"statement_id": ["a"]}), tmp_path / "few.parquet")
    with pytest.raises(DataError, match="no column 'document_id'"):
        StoredStatements(tmp_path / "few.parquet")


def test_a_file_that_changes_under_way_is_noticed(stored: StoredStatements, path: Path) -> None:
    assert stored.coded("claim").labels.tolist() == ["ban", "tax", "trade"]
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(InputError, match="has changed since it was opened"):
        stored.coded("person")


def test_numbers_are_taken_from_whatever_type_holds_them(tmp_path: Path) -> None:
    base = pd.DataFrame({"statement_id": ["a", "b", "c"], "document_id": "d", "coder": "me"})
    frame = base.assign(stance=[1.0, None, -1.0], agrees=[True, False, True], none=[None] * 3)
    write_parquet(frame, tmp_path / "st.parquet")
    found = StoredStatements(tmp_path / "st.parquet")
    assert {v.name: v.kind for v in found.variables} == {
        "stance": "integer",
        "agrees": "boolean",
        "none": "text",
    }
    assert found.coded("stance").codes.tolist() == [1, -1, 0]
    assert found.coded("agrees").labels.tolist() == [0, 1]
    assert found.coded("none").codes.tolist() == [-1, -1, -1]
    assert found.table["none"].isna().all()


def test_the_digest_is_of_the_bytes_and_of_how_they_are_taken(path: Path, stored: StoredStatements) -> None:
    assert StoredStatements(path, variables=stored.variables).digest == stored.digest
    assert StoredStatements(path).digest != stored.digest
    some_rows = stored.where(person="Ada")
    assert some_rows.digest == stored.where(person=["Ada"]).digest != stored.where(person="Ben").digest
    weighted = [next(stored.windows("60D", kernel=k)) for k in ("gaussian", None)]
    assert weighted[0].digest != weighted[0].uncut.rows(weighted[0].__dict__["_index"]).digest
    assert not loaded(stored)
    again = pickle.loads(pickle.dumps(stored))
    assert (again.digest, again.variables, len(again)) == (stored.digest, stored.variables, len(stored))


def test_corrections_are_resolved(tmp_path: Path) -> None:
    table = Statements.from_rows([("Ada", "ban", 1), ("Ada", "ban", -1)]).table
    fixed = table.assign(supersedes=[None, "s1"], status=["coded", "corrected"])
    write_parquet(fixed, tmp_path / "st.parquet")
    assert StoredStatements(tmp_path / "st.parquet").resolved().table["stance"].tolist() == [-1]


def test_many_distinct_texts_are_coded_alike(
    stored: StoredStatements, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = stored.file.texts("document_id")
    monkeypatch.setattr("discourse.model.stored_file._MANY", 10)
    many = stored.file.texts("document_id")
    np.testing.assert_array_equal(few.codes, many.codes)
    assert few.labels.tolist() == many.labels.tolist()
