"""Tables of statements coded by hand, with whatever columns they have, and our own tables in other clothes."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as some

import discourse as ds
from discourse.errors import InputError, OptionError
from discourse.model.statements import Statements
from discourse.model.storage import write_parquet
from discourse.model.stored import StoredStatements
from discourse.model.variables import Variable
from discourse.readers import statements_table as reader
from discourse.readers.detect import detect
from discourse.readers.source import Source

CODED = """Akteur;Akteur Typ;Konzept;Zustimmung;Titel;Quelle;Datum
BDH;Verband;Gas ;ja;Wärmewende;Welt;1.3.2019
BDH;Verband;Öl;nein;Wärmewende;Welt;1.3.2019

Grüne;Partei;Öl;Nein;Ölheizung;SZ;2.3.2019
Grüne;;NA;NA;Ölheizung;SZ;2.3.2019
;;;;Nachtrag;SZ;3.3.2019
"""


def coded(text: str, name: str = "coding.csv", **options: Any) -> Statements:
    return reader.read(Source.from_text(text, name), **options)


def kinds(statements: Statements) -> dict[str, str]:
    return {v.name: v.kind for v in statements.variables}


def test_a_german_table_is_taken_apart() -> None:
    st = coded(CODED)
    assert kinds(st) == {"Akteur": "text", "Konzept": "text", "Zustimmung": "boolean"}
    assert st.table[["Akteur", "Konzept", "Zustimmung"]].astype(object).where(
        lambda t: t.notna(), None
    ).to_numpy().tolist() == [
        ["BDH", "Gas", 1],
        ["BDH", "Öl", 0],
        ["Grüne", "Öl", 0],
        ["Grüne", None, None],
    ]
    assert st.table["statement_id"].tolist() == ["s1", "s2", "s3", "s4"]
    assert st.table["document_id"].tolist() == ["d1", "d1", "d2", "d2"]
    assert st.table["created_at"].dt.strftime("%Y-%m-%d").tolist() == ["2019-03-01"] * 2 + ["2019-03-02"] * 2
    assert set(st.table["coder"]) == {"hand"}
    assert st.documents[["title", "source"]].to_numpy().tolist() == [
        ["Wärmewende", "Welt"],
        ["Ölheizung", "SZ"],
    ]
    assert st.entities[["variable", "id", "kind"]].to_numpy().tolist() == [
        ["Akteur", "BDH", "Verband"],
        ["Akteur", "Grüne", "Partei"],
    ]


def test_what_was_taken_for_what_is_told_and_no_row_is_lost_silently() -> None:
    made = coded(CODED).made
    assert made["columns"] == {
        "Akteur": "text variable",
        "Akteur Typ": "kind of each Akteur",
        "Konzept": "text variable",
        "Zustimmung": "boolean variable (1 is 'ja', 0 is 'nein')",
        "Titel": "title of the document",
        "Quelle": "source of the document",
        "Datum": "date of the statement and the document",
    }
    assert made["rows"] == {"read": 5, "kept": 4, "dropped": {"no variable has a value": [7]}}
    assert made["notes"] == ["1 empty row passed over", "2 cells with 'NA' taken as empty"]
    json.dumps(made)


def test_options_override_what_is_guessed() -> None:
    text = "who,what,nr,doc,by,when,score\nAda,ban,a,x,Cy,2020,1\nBen,ban,b,y,Di,2021,0\n"
    st = coded(
        text,
        variables={"score": "integer", "who": "text"},
        statement_id="nr",
        document="doc",
        coder="by",
        date="when",
    )
    assert kinds(st) == {"who": "text", "what": "text", "score": "integer"}
    assert st.table[["statement_id", "document_id", "coder"]].to_numpy().tolist() == [
        ["a", "x", "Cy"],
        ["b", "y", "Di"],
    ]
    assert st.table["created_at"].dt.year.tolist() == [2020, 2021]
    assert "'when' has years only; each stands for its first day" in st.made["notes"]
    assert kinds(coded(text, variables={"score": None, "when": "text"})) == {
        "who": "text",
        "what": "text",
        "by": "text",
        "when": "text",
    }


@pytest.mark.parametrize(
    ("values", "kind", "numbers"),
    [
        (["1", "0", ""], "boolean", [1, 0, None]),
        (["1.0", "0.0", "1"], "boolean", [1, 0, 1]),
        (["yes", "No", "YES"], "boolean", [1, 0, 1]),
        (["TRUE", "FALSE", "TRUE"], "boolean", [1, 0, 1]),
        (["agree", "disagree", "agree"], "boolean", [1, 0, 1]),
        (["Ja", "nein", "ja"], "boolean", [1, 0, 1]),
        (["Zustimmung", "Ablehnung", ""], "boolean", [1, 0, None]),
        (["dafür", "dafür", "dafür"], "boolean", [1, 1, 1]),
        (["1", "1", "1"], "integer", [1, 1, 1]),
        (["1", "3", "-2"], "integer", [1, 3, -2]),
        (["2.0", "3", ""], "integer", [2, 3, None]),
        (["y", "y", "y"], "text", None),
        (["007", "008", "9"], "text", None),
        (["1.5", "2", "3"], "text", None),
        (["yes", "no", "maybe"], "text", None),
        (["1234567890123456789", "1", "2"], "text", None),
    ],
)
def test_the_kind_of_a_column_is_told_by_its_values(
    values: list[str], kind: str, numbers: list[Any] | None
) -> None:
    lines = [f"a{i},c{i},{v}" for i, v in enumerate(values)]
    st = coded("\n".join(["actor,concept,code", *lines]))
    assert kinds(st)["code"] == kind
    found = st.table["code"]
    assert [None if pd.isna(v) else v for v in found] == (numbers or values)


def test_a_heading_of_agreement_makes_ones_alone_a_boolean() -> None:
    assert kinds(coded("actor,concept,agreement\na,b,1\na,c,1"))["agreement"] == "boolean"


def test_a_stance_keeps_its_scale() -> None:
    assert coded("actor,concept,stance\na,b,1\na,c,0").variables[2] == Variable("stance", "integer", -1, 1)
    assert coded("actor,concept,stance\na,b,5\na,c,0").variables[2] == Variable("stance", "integer")
    assert coded("actor,concept,stance\na,b,pro\na,c,contra").variables[2] == Variable("stance", "boolean")


def test_an_attribute_is_a_column_named_after_another_that_goes_with_its_values() -> None:
    text = "actor,actor_cat,actor_land,concept,concept_cat\na,x,,c,p\na,x,DE,d,q\nb,y,AT,c,r\n"
    st = coded(text)
    assert kinds(st) == {"actor": "text", "concept": "text", "concept_cat": "text"}
    assert st.entities[["id", "kind", "land"]].to_numpy().tolist() == [["a", "x", "DE"], ["b", "y", "AT"]]
    nodes = ds.project(st, "two_mode", rows="actor", cols="concept", qualifier=None).nodes
    assert nodes.loc[nodes["id"] == "actor:a", "type"].tolist() == ["x"]
    asked = coded(text, variables={"concept_cat": "attribute of concept"})
    assert kinds(asked) == {"actor": "text", "concept": "text"}
    assert asked.entities.set_index("id").loc["c", "kind"] == "p"
    assert any("row 4 has 'r' for 'c', most 'p'; the commonest is taken" in n for n in asked.made["notes"])


def test_labels_come_from_their_column() -> None:
    st = coded("actor,concept,concept_label,concept_kind\nx,ban,Ban it,claim\nx,tax,,\n")
    assert st.labels("concept") == {"ban": "Ban it", "tax": "tax"}
    assert st.entities["kind"].fillna("-").tolist() == ["claim", "-"]


def test_a_column_that_is_nearly_an_attribute_is_kept_and_told_of() -> None:
    rows = [f"a,x,c{i}" for i in range(12)] + ["a,y,c"]
    st = coded("\n".join(["actor,actor_cat,concept", *rows]))
    assert "actor_cat" in kinds(st)
    assert st.made["notes"][0].startswith(
        "'actor_cat' is a variable, not an attribute of 'actor', because 1 row says"
    )
    assert "row 14 has 'y' for 'a', most 'x'" in st.made["notes"][0]


def test_documents_without_an_id_are_told_apart_by_all_that_is_told_of_them() -> None:
    st = coded("actor,concept,title,author,section,type\na,c,T,X,p,q\na,d,T,Y,p,q\nb,c,T,X,p,q\n")
    assert st.table["document_id"].tolist() == ["d1", "d2", "d1"]
    assert st.documents[["document_id", "title", "author", "section", "type"]].to_numpy().tolist() == [
        ["d1", "T", "X", "p", "q"],
        ["d2", "T", "Y", "p", "q"],
    ]
    net = ds.project(st, "congruence", rows="author", cols="concept", qualifier=None)
    assert net.edges["weight"].tolist() == []


def test_of_a_document_that_is_told_of_in_two_ways_the_first_is_taken_and_this_is_told() -> None:
    st = coded("actor,concept,document_id,title\na,c,x,T\na,d,x,U\nb,c,,V\n")
    assert st.documents[["document_id", "title"]].to_numpy().tolist() == [["x", "T"], ["(no document)", "V"]]
    assert st.made["notes"] == [
        "1 statement names no document; its document is '(no document)'",
        "1 statement (the first in row 3) with another title of the document than an earlier one, as for 'x': "
        "the first is taken",
    ]


def test_without_anything_of_documents_there_is_one() -> None:
    st = coded("actor,concept\na,c\nb,c\n")
    assert set(st.table["document_id"]) == {"d1"}
    assert not len(st.documents)
    assert "no column tells of the document" in st.made["notes"][0]


def test_an_id_that_comes_twice_is_no_id() -> None:
    st = coded("id,actor,concept\n1,a,c\n1,b,c\n")
    assert st.table["statement_id"].tolist() == ["s1", "s2"]
    assert st.made["notes"][0] == "'id' is not unique, so it is not the statements' id"
    assert coded("ID,actor,concept\n7,a,c\n9,b,c\n").table["statement_id"].tolist() == ["7", "9"]


def test_columns_of_every_statement_table_are_kept_where_they_hold_what_they_should() -> None:
    st = coded("actor,concept,start,stop,confidence,status\na,c,3,9,0.5,confirmed\nb,c,,,,\n")
    assert kinds(st) == {"actor": "text", "concept": "text"}
    assert st.table["confidence"].tolist() == [0.5, 1.0]
    assert st.table["status"].tolist() == ["confirmed", "coded"]
    assert st.table["stop"].tolist()[:1] == [9]
    odd = coded("actor,concept,status,start\na,c,MP,here\nb,c,minister,there\n")
    assert kinds(odd) == {"actor": "text", "concept": "text", "coded_status": "text", "coded_start": "text"}
    assert odd.made["columns"]["status"] == "text variable, called 'coded_status'"


def test_a_title_above_the_heading_is_passed_over() -> None:
    st = coded("My coding,,\n,,\nactor,concept,\na,c,\n")
    assert kinds(st) == {"actor": "text", "concept": "text"}
    assert st.made["notes"][0] == "1 row above the heading was passed over"


MANY = "\n".join(f"a{i},c,{i % 2},2020-01-0{1 + i % 9}" for i in range(20))


@pytest.mark.parametrize(
    ("text", "options", "message"),
    [
        ("actor,concept\n", {}, "coding.csv has a heading, but no rows below it"),
        ("actor,Actor,x\na,b,c", {}, "has the column 'Actor' twice; rename one"),
        ("actor,,x\na,b,c", {}, "row 1: column 2 has values but no heading; name it"),
        ("actor,concept\na,b,c", {}, "row 2 has 3 cells, but the heading has 2"),
        ('actor,concept\na,"b', {}, r"cannot be read as CSV: .* \(line 2\)"),
        ("actor,concept,n\na,#REF!,3", {}, "row 2, column 'concept' holds #REF!, the error of a formula"),
        (
            "actor,concept,date\na,b,2020-01-01\na,c,soon",
            {},
            "row 3, column 'date' holds 'soon'; expected a date",
        ),
        ("actor,concept,year\na,b,2020\na,c,20", {}, "row 3, column 'year' holds '20'; expected a year"),
        (
            f"actor,concept,agree,date\n{MANY}\nb,c,x,2020-01-01",
            {},
            "row 22, column 'agree' holds 'x', but all other",
        ),
        (
            f"actor,concept,agree,date\nwho,what,how,\n{MANY}",
            {},
            "row 2, .*It looks like a second row of headings",
        ),
        ("\n".join(["actor,concept,a", *["a,b,yes", "a,b,no"] * 9, "a,b,ys"]), {}, "row 20, .*'yes' or 'no'"),
        ("actor,concept\na,b", {"variables": {"stance": "text"}}, "no column 'stance'"),
        (
            "actor,concept\na,b",
            {"variables": {"actor": "number"}},
            "'actor' can be 'text', 'integer', 'boolean'",
        ),
        ("actor,concept\na,b", {"variables": ["actor"]}, "variables is a dict"),
        (
            "actor,concept\na,b",
            {"variables": {"concept": "attribute of actr"}},
            "no text variable. Did you mean 'actor'",
        ),
        ("actor,concept\na,b", {"document": "titel"}, "document: coding.csv has no column 'titel'"),
        ("actor,concept,n\na,b,1\na,c,1", {"statement_id": "n"}, "row 3, column 'n' holds '1' a second time"),
        (
            "actor,concept,n\na,b,1\na,c,2",
            {"variables": {"n": "boolean"}},
            "row 3, column 'n' holds '2'; expected one pair",
        ),
        (
            "actor,concept,n\na,b,1\na,c,x",
            {"variables": {"n": "integer"}},
            "row 3, column 'n' holds 'x'; expected a whole",
        ),
        ("n,m\n1,2", {}, "no table of statements: expected two or more variables"),
        ("actor,title\na,b", {}, "no table of statements"),
        (
            "actor,concept,status,coded_status\na,b,c,d",
            {},
            "rename the column 'status', which would be 'coded_status'",
        ),
        ("actor,concept\na,b", {"sheet": "x"}, "sheet='x': coding.csv is no workbook"),
        ("actor,concept\na,b", {"lazy": True}, "lazy=True: coding.csv is no Parquet file"),
        ("actor,concept\na,b", {"delimiter": "--"}, "delimiter is one character"),
    ],
)
def test_what_is_wrong_gets_one_sentence_that_says_where(
    text: str, options: dict[str, Any], message: str
) -> None:
    with pytest.raises((InputError, OptionError), match=message):
        coded(text, **options)


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("actor,concept,agreement\nBDH,Gas,0\n", "a.csv", "statements"),
        ("Akteur\tKonzept\nBDH\tGas\n", "a.txt", "statements"),
        ("statement_id;document_id;coder;x\n1;d;me;a\n", "a.csv", "statements"),
        ("author,text,actor,concept\nAda,hello,a,b\n", "a.csv", "csv"),
        ("author,text,narrative,person\nAda,hello,a,b\nBen,no,c,d\n", "a.txt", "csv"),
        ("a,b\n1,2\n", "a.csv", "csv"),
        ("user,comment,topic\nAda,hi,x\n", "a.csv", "csv"),
        ("source,target,weight\na,b,1\n", "a.csv", "network"),
    ],
)
def test_tables_of_comments_stay_with_their_reader(text: str, name: str, expected: str) -> None:
    assert detect(Source.from_text(text, name)) == expected


def test_our_own_table_may_come_back_with_semicolons() -> None:
    text = "statement_id,document_id,coder,narrative,stance\ns1,d,me,ban,1\n"
    ours, theirs = coded(text), coded(text.replace(",", ";"))
    pd.testing.assert_frame_equal(ours.table, theirs.table)
    assert ours.variables == theirs.variables


def test_our_own_table_tells_of_documents() -> None:
    text = (
        "statement_id,document_id,coder,claim,document_title,document_author,document_date\n"
        "s1,b,me,ban,T,Ada,2024-01-02T00:00:00Z\ns2,a,me,tax,U,,\ns3,b,me,tax,T,Ada,2024-01-02T00:00:00Z\n"
    )
    st = coded(text)
    assert kinds(st) == {"claim": "text"}
    assert st.documents["document_id"].tolist() == ["b", "a"]
    assert st.documents["date"].dt.day.tolist()[0] == 2
    assert st.coded("author").codes.tolist() == [0, -1, 0]
    with pytest.raises(InputError, match="rows of the document 'b' tell different things"):
        coded(text.replace("tax,T", "tax,V"))


def test_true_and_false_in_our_own_table_are_a_boolean(tmp_path: Path) -> None:
    text = (
        "statement_id,document_id,coder,agrees,n,name\ns1,d,me,TRUE,1,True\ns2,d,me,,0,a\ns3,d,me,FALSE,1,b\n"
    )
    expected = (Variable("agrees", "boolean"), Variable("n", "integer"), Variable("name"))
    st = coded(text)
    assert st.variables == expected
    assert st.table["agrees"].fillna(-1).tolist() == [1, -1, 0]
    frame = st.table.assign(agrees=pd.Series([True, None, False], dtype="boolean"))
    for lazy in (True, False, None):
        found = ds.read(parquet(tmp_path, frame), lazy=lazy)
        assert found.variables == expected
        pd.testing.assert_frame_equal(found.table, st.table)


cells = some.text(
    some.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=6
).filter(lambda t: t == t.strip() and not t.startswith("#") and t[0] not in "'=+-@")


@given(rows=some.lists(some.tuples(cells, cells, some.integers(-9, 9)), min_size=2, max_size=12))
def test_texts_and_numbers_come_through_as_they_stand(rows: list[tuple[str, str, int]]) -> None:
    import csv
    import io

    out = io.StringIO()
    csv.writer(out).writerows([("actor", "concept", "number"), *rows])
    st = coded(
        out.getvalue(), variables={"actor": "text", "concept": "text", "number": "integer"}, delimiter=","
    )
    missing = {"NA", "N/A", "n/a", "NaN", "nan", "NULL"}
    assert st.table["number"].tolist() == [n for *_, n in rows]
    for k, name in enumerate(("actor", "concept")):
        assert st.table[name].fillna("NA").tolist() == ["NA" if r[k] in missing else r[k] for r in rows]


def parquet(folder: Path, frame: pd.DataFrame) -> Path:
    write_parquet(frame, folder / "st.parquet")
    return folder / "st.parquet"


def test_a_large_parquet_file_stays_where_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = Statements.from_rows([("Ada", "ban", 1), ("Ben", "ban", 1), ("Cy", "tax", -1)])
    path = parquet(tmp_path, expected.table)
    assert not isinstance(ds.read(path), StoredStatements)
    lazy = ds.read(path, lazy=True)
    assert isinstance(lazy, StoredStatements)
    monkeypatch.setattr(reader, "LARGE", 2)
    assert isinstance(ds.read(path), StoredStatements)
    assert not isinstance(ds.read(path, lazy=False), StoredStatements)
    found = ds.project(ds.read(path), "congruence")
    assert "table" not in lazy.__dict__
    pd.testing.assert_frame_equal(found.edges, ds.project(expected, "congruence").edges)
    assert found.made["of"] == lazy.digest


def test_a_parquet_file_that_must_be_converted_is_loaded(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {"statement_id": ["a"], "document_id": "d", "coder": "me", "x": "y", "created_at": "2024-01-02"}
    )
    path = parquet(tmp_path, frame)
    assert ds.read(path).times.astype(str).tolist() == ["2024-01-02T00:00:00.000000"]
    with pytest.raises(InputError, match=r"st.parquet: .*'created_at' must hold time values"):
        ds.read(path, lazy=True)


def test_a_parquet_file_that_was_coded_by_hand(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {"actor": ["a", "b"], "concept": ["c", None], "agrees": [True, False], "year": [2015, 2016]}
    )
    st = ds.read(parquet(tmp_path, frame), format="statements")
    assert kinds(st) == {"actor": "text", "concept": "text", "agrees": "boolean"}
    assert st.table["created_at"].dt.year.tolist() == [2015, 2016]
    assert st.table["concept"].isna().tolist() == [False, True]


def test_of_a_parquet_file_only_the_end_is_taken_into_memory(tmp_path: Path) -> None:
    table = Statements.from_rows([(f"a{i}", f"n{i * i}", 1) for i in range(2_000)]).table
    path = parquet(tmp_path, table)
    source = Source.open(path)
    assert source.encoding == "parquet"
    assert len(source.data) < path.stat().st_size // 2
    assert path.read_bytes().endswith(source.data)
    assert source.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert source.record("statements")["bytes"] == path.stat().st_size
    assert detect(source) == "statements"
    assert ds.read(path).made["rows"] == {"read": 2_000, "kept": 2_000, "dropped": {}}
    assert ds.read(path, lazy=True).made["rows"] == {"read": 2_000, "kept": 2_000, "dropped": {}}
    path.write_bytes(path.read_bytes()[:-9] + b"\xff\xff\xff\x7fPAR1")
    with pytest.raises(InputError, match=r"st\.parquet"):
        ds.read(path)
