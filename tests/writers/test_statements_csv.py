"""Statements to CSV and back."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as some

from discourse.errors import InputError, OutputError
from discourse.model.statements import COMMENT_VARIABLES, Statements, Variable
from discourse.model.storage import read_parquet, write_parquet
from discourse.readers import statements_table as reader
from discourse.readers.source import Source
from discourse.writers.statements_table import statements_table, write_statements_csv


def book(*rows: tuple[str, str, str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["variable", "id", "label", "kind"])


def make() -> Statements:
    table = pd.DataFrame(
        {
            "statement_id": ["s1", "s2", "s3"],
            "comment_id": ["d:1", "d:2", None],
            "document_id": ["d", "d", "d"],
            "start": [0, 3, None],
            "stop": [4, 9, None],
            "coder": ["dictionary", "hand", "hand"],
            "confidence": [0.5, 1.0, 0.1 + 0.2],
            "status": ["coded", "corrected", "rejected"],
            "supersedes": [None, "s1", "s1"],
            "created_at": ["2024-03-01T10:00:00Z", None, "2024-03-02"],
            "commenter": ["=Ada", "'quoted'", None],
            "actor": ["iran", None, "NA"],
            "narrative": [None, "ban", None],
            "stance": [-1, 0, None],
            "role": ["hero", None, None],
            "evidence": ["0-4 8-9", None, None],
        }
    )
    return Statements(
        table, entities=book(("actor", "iran", "Iran", "state"), ("narrative", "ban", "Ban, it", ""))
    )


def test_table_names_codes():
    out = statements_table(make())
    assert out["actor_label"].fillna("-").tolist() == ["Iran", "-", "-"]
    assert out["actor_kind"].fillna("-").tolist() == ["state", "-", "-"]
    assert out["narrative_label"].fillna("-").tolist() == ["-", "Ban, it", "-"]
    assert "stance_label" not in out
    assert "commenter_label" not in out


def test_round_trip(tmp_path):
    st = make()
    write_statements_csv(st, tmp_path / "st.csv")
    source = Source.open(tmp_path / "st.csv")
    assert reader.sniff(source) == 1.0
    found = reader.read(source)
    pd.testing.assert_frame_equal(found.table, st.table)
    assert found.variables == st.variables
    assert found.labels("actor") == {"iran": "Iran"}
    assert found.entities.loc[found.entities["id"] == "iran", "kind"].tolist() == ["state"]
    assert (tmp_path / "st.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_round_trip_of_parquet(tmp_path):
    st = make()
    for name, table in (("a", st.table), ("b", statements_table(st))):
        write_parquet(table, tmp_path / f"{name}.parquet")
        found = reader.from_frame(read_parquet(tmp_path / f"{name}.parquet"), f"{name}.parquet")
        pd.testing.assert_frame_equal(found.table, st.table)
        assert found.variables == st.variables
    assert found.labels("actor") == {"iran": "Iran"}


def test_a_cell_that_a_spreadsheet_would_run_is_defused(tmp_path):
    write_statements_csv(make(), tmp_path / "st.csv")
    assert "'=Ada" in (tmp_path / "st.csv").read_text(encoding="utf-8-sig")


def test_kinds_of_other_variables():
    head = "statement_id,document_id,coder,organization,agreement,code,empty"
    st = reader.read(Source.from_text(f"{head}\ns1,d,me,EPA,1,007,\ns2,d,me,NGO,0,12,"))
    assert st.variables == (
        Variable("organization"),
        Variable("agreement", "integer"),
        Variable("code"),
        Variable("empty"),
    )
    assert st.table["code"].tolist() == ["007", "12"]
    assert st.table["confidence"].tolist() == [1.0, 1.0]


cells = some.one_of(
    some.none(),
    some.text(
        some.characters(exclude_categories=("Cs",), exclude_characters="\x00"), min_size=1, max_size=10
    ),
)


@given(
    rows=some.lists(
        some.tuples(cells, cells, some.sampled_from([-1, 0, 1, None]), some.integers(0, 1000)),
        min_size=1,
        max_size=8,
    )
)
def test_what_is_written_is_what_is_read(rows, tmp_path_factory):
    table = pd.DataFrame(rows, columns=["commenter", "narrative", "stance", "confidence"])
    table["confidence"] /= 1000
    table = table.assign(statement_id=[f"s{i}" for i in range(len(rows))], document_id="d", coder="hand")
    known = sorted(set(table["narrative"].dropna()))
    st = Statements(table, COMMENT_VARIABLES, book(*(("narrative", v, f"label {v}", "k") for v in known)))
    path = tmp_path_factory.mktemp("st") / "st.csv"
    write_statements_csv(st, path)
    found = reader.read(Source.open(path))
    pd.testing.assert_frame_equal(found.table, st.table)
    assert found.labels("narrative") == st.labels("narrative")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a,b\n1,2", "no column 'statement_id'"),
        ("statement_id,document_id,coder\ns1,d,me", "no variable"),
        ("statement_id,document_id,coder,x\ns1,d,me", "row 2 has 3 cells"),
        ("statement_id,document_id,coder,x,x\ns1,d,me,1,2", "'x' twice"),
        ("statement_id,document_id,coder,x\ns1,d,me,a\ns1,d,me,a", "comes twice"),
        ("statement_id,document_id,coder,stance\ns1,d,me,7", "between -1 and 1"),
        ('statement_id,document_id,coder,x\ns1,d,me,"a', "cannot be read as CSV"),
        ("statement_id,document_id,coder,x,start\ns1,d,me,a,first", "'start' must hold integer"),
    ],
)
def test_bad_tables_get_one_sentence(text, message):
    with pytest.raises(InputError, match=message):
        reader.read(Source.from_text(text, "st.csv"))


def test_other_tables_are_not_sniffed():
    assert reader.sniff(Source.from_text("author,text\nAda,hi")) == 0.0


def test_no_folder(tmp_path):
    with pytest.raises(OutputError, match="folder does not exist"):
        write_statements_csv(make(), tmp_path / "no" / "st.csv")
