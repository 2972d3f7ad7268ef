"""A .dna database as DNA's window would show and change it, and what comes back as corrections."""

from __future__ import annotations

import base64
import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from discourse.errors import DataError, OptionError, OutputError
from discourse.model.changes import changes
from discourse.model.corpus import Corpus
from discourse.model.database import Database
from discourse.model.merging import merge
from discourse.model.statements import COMMENT_VARIABLES, Statements, Variable
from discourse.readers.dna import read_database
from discourse.writers.dna import write_dna

CORPUS = Corpus.from_comments(
    [("Ada", "Ban it \U0001f600 now"), ("Ben", "No ban"), ("Ben", "Still no")], title="A ban on fires"
)


def coded() -> Statements:
    table = pd.DataFrame(
        {
            "statement_id": ["d:1/0", "d:1/1", "d:2/0"],
            "comment_id": ["d:1", "d:1", "d:2"],
            "document_id": "d",
            "start": [0, 7, 3],
            "stop": [6, 12, 6],
            "coder": "dictionary",
            "confidence": [0.9, 0.5, 1.0],
            "created_at": pd.to_datetime(["2024-03-01 10:00:00.5", "2024-03-01 10:00:00.5", None]),
            "commenter": ["ada", "ada", "ben"],
            "narrative": ["ban", "free", "ban"],
            "stance": [1, None, -1],
        }
    )
    about = [("narrative", "ban", "Ban it"), ("narrative", "free", "Freedom"), ("commenter", "ada", "Ada")]
    entities = pd.DataFrame(about, columns=["variable", "id", "label"])
    return Statements(table, COMMENT_VARIABLES, entities, {"method": "dictionary"})


def rows(path: Path, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as link:
        return link.execute(query).fetchall()


def edit(path: Path, *edits: str) -> None:
    with closing(sqlite3.connect(path)) as link:
        link.execute("PRAGMA foreign_keys = ON")
        for statement in edits:
            link.execute(statement)
        link.commit()


def test_a_comment_is_a_document_with_its_own_text(tmp_path: Path) -> None:
    write_dna(coded(), tmp_path / "x.dna", corpus=CORPUS)
    found = rows(
        tmp_path / "x.dna",
        "SELECT Title, Author, Source, Section, Type, Text FROM DOCUMENTS WHERE Type = 'comment'",
    )
    assert sorted(found) == [
        ("Ada — A ban on fires (1)", "Ada", "A ban on fires", "d", "comment", "Ban it \U0001f600 now"),
        ("Ben — A ban on fires (2)", "Ben", "A ban on fires", "d", "comment", "No ban"),
        ("Ben — A ban on fires (3)", "Ben", "A ban on fires", "d", "comment", "Still no"),
    ]
    query = "SELECT Start, Stop, Text FROM STATEMENTS s JOIN DOCUMENTS d ON d.ID = s.DocumentId ORDER BY s.ID"
    spans = [
        t.encode("utf-16-le")[2 * a : 2 * b].decode("utf-16-le")
        for a, b, t in rows(tmp_path / "x.dna", query)
    ]
    assert spans == ["Ban it", "\U0001f600 now", "ban"]
    pd.testing.assert_frame_equal(read_database(tmp_path / "x.dna").main.table, coded().table)
    write_dna(coded(), tmp_path / "y.dna", corpus=CORPUS, coded_only=True)
    assert len(rows(tmp_path / "y.dna", "SELECT 1 FROM DOCUMENTS WHERE Type = 'comment'")) == 2


def test_titles_of_comments_are_distinct_and_short(tmp_path: Path) -> None:
    pairs = [("A" * 300, "x"), ("A" * 301, "y"), ("", "z")]
    corpus = Corpus.from_comments(pairs, title="T" * 500)
    write_dna(coded(), tmp_path / "x.dna", corpus=corpus)
    titles = [t for (t,) in rows(tmp_path / "x.dna", "SELECT Title FROM DOCUMENTS")]
    assert len(set(titles)) == len(titles)
    assert max(map(len, titles)) <= 190


def test_entities_carry_their_labels_and_empty_values_are_there(tmp_path: Path) -> None:
    write_dna(coded(), tmp_path / "x.dna")
    own = "JOIN VARIABLES v ON v.ID = e.VariableId WHERE Variable = 'narrative'"
    query = f"SELECT Value FROM ENTITIES e {own} ORDER BY e.ID"
    assert [v for (v,) in rows(tmp_path / "x.dna", query)] == ["Ban it", "Freedom", ""]
    assert rows(
        tmp_path / "x.dna", "SELECT count(*), count(DISTINCT VariableId) FROM ENTITIES WHERE Value = ''"
    ) == [(5, 5)]


def test_every_statement_has_every_value_and_every_entity_every_attribute(
    tmp_path: Path, shared_free: Statements
) -> None:
    write_dna(shared_free, tmp_path / "x.dna")
    path = tmp_path / "x.dna"
    size = len(shared_free)
    for table in ("DATABOOLEAN", "DATAINTEGER", "DATALONGTEXT"):
        assert rows(path, f"SELECT count(*) FROM {table}") == [(size,)]
    assert rows(path, "SELECT count(*) FROM DATASHORTTEXT") == [(2 * size,)]
    query = "SELECT count(*) FROM ENTITIES e JOIN ATTRIBUTEVARIABLES a USING (VariableId)"
    assert rows(path, query) == rows(path, "SELECT count(*) FROM ATTRIBUTEVALUES")
    assert rows(path, "SELECT ID, Name, PermissionEditCoders FROM CODERS WHERE ID = 1") == [(1, "Admin", 1)]
    assert rows(path, "SELECT Value FROM SETTINGS WHERE Property = 'version'") == [("3.0.7",)]
    pd.testing.assert_frame_equal(read_database(path).main.table, shared_free.table)


@pytest.fixture
def shared_free() -> Statements:
    variables = (
        Variable("who"),
        Variable("what"),
        Variable("yes", "boolean"),
        Variable("n", "integer"),
        Variable("memo"),
    )
    table = pd.DataFrame(
        {
            "statement_id": ["1", "2"], "document_id": ["1", "1"], "start": [0, 2], "stop": [2, 4], "coder": "Zoe",
            "created_at": pd.to_datetime(["2024-01-01"] * 2), "who": ["Ada", None], "what": ["x", "y"],
            "yes": [1, None], "n": [None, -7], "memo": ["m" * 500, None],
        }
    )  # fmt: skip
    entities = pd.DataFrame(
        {"variable": ["who"], "id": ["Ada"], "label": ["Ada"], "color": ["#ff0000"], "Type": ["NGO"]}
    )
    return Statements(table, variables, entities)


def test_the_password_is_one_that_dna_takes(tmp_path: Path) -> None:
    write_dna(coded(), tmp_path / "x.dna", password="öpen")
    for (stored,) in rows(tmp_path / "x.dna", "SELECT Password FROM CODERS"):
        data = base64.b64decode(stored)
        state = data[:16] + "öpen".encode()
        for _ in range(100_000):
            state = hashlib.sha256(state).digest()
        assert state == data[16:]


@pytest.mark.shared
def test_the_samples_passwords_are_of_that_kind(shared: Path) -> None:
    place = shared / "data" / "dna" / "sample_dna3.dna"
    with closing(sqlite3.connect(f"file:{place}?mode=ro&immutable=1", uri=True)) as link:
        (stored,) = link.execute("SELECT Password FROM CODERS WHERE ID = 1").fetchone()
    data = base64.b64decode(stored)
    state = data[:16] + b"sample"
    for _ in range(100_000):
        state = hashlib.sha256(state).digest()
    assert state == data[16:]


@pytest.mark.shared
def test_tables_and_columns_are_those_of_dnas_own_file(shared: Path, tmp_path: Path) -> None:
    write_dna(coded(), tmp_path / "x.dna")
    place = shared / "data" / "dna" / "sample_dna3.dna"

    def described(link: sqlite3.Connection) -> dict[str, Any]:
        names = [
            n for (n,) in link.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        ]
        return {
            n: (
                [(c[1], c[2], c[3], c[4], c[5] > 0) for c in link.execute(f"PRAGMA table_info({n})")],
                sorted(k[2:5] + k[6:7] for k in link.execute(f"PRAGMA foreign_key_list({n})")),
                sorted(i[2:4] for i in link.execute(f"PRAGMA index_list({n})")),
            )
            for n in names
            if not n.startswith("DISCOURSE_")
        }

    with (
        closing(sqlite3.connect(tmp_path / "x.dna")) as ours,
        closing(sqlite3.connect(f"file:{place}?mode=ro&immutable=1", uri=True)) as theirs,
    ):
        assert described(ours) == described(theirs)


def test_the_same_bytes_twice(tmp_path: Path) -> None:
    for name in ("x.dna", "y.dna"):
        write_dna(coded(), tmp_path / name, corpus=CORPUS)
    assert (tmp_path / "x.dna").read_bytes() == (tmp_path / "y.dna").read_bytes()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["x.dna", "y.dna"]


def test_what_is_changed_in_dna_comes_back_as_corrections(tmp_path: Path) -> None:
    path = tmp_path / "x.dna"
    before = coded()
    write_dna(before, path, corpus=CORPUS)
    (third,) = rows(path, "SELECT ID FROM DOCUMENTS WHERE Title LIKE '%(3)'")[0]
    narrative, stance = (
        rows(path, f"SELECT ID FROM VARIABLES WHERE Variable = '{n}'")[0][0] for n in ("narrative", "stance")
    )
    free = rows(path, "SELECT ID FROM ENTITIES WHERE Value = 'Freedom'")[0][0]
    edit(
        path,
        f"UPDATE DATASHORTTEXT SET Entity = {free} WHERE StatementId = 1 AND VariableId = {narrative}",
        "DELETE FROM STATEMENTS WHERE ID = 3",
        "INSERT INTO CODERS(ID, Name, Refresh, Password) VALUES (9, 'Zoe', 0, 'x')",
        # DNA gives the number of the deleted statement to the new one.
        f"INSERT INTO STATEMENTS(ID, StatementTypeId, DocumentId, Start, Stop, Coder) VALUES (3, 1, {third}, 0, 5, 9)",
        f"INSERT INTO DATAINTEGER(StatementId, VariableId, Value) VALUES (3, {stance}, -1)",
        f"INSERT INTO DATASHORTTEXT(StatementId, VariableId, Entity) VALUES (3, {narrative}, {free})",
        "UPDATE ENTITIES SET Value = 'Liberty' WHERE Value = 'Freedom'",
    )
    after = read_database(path).main
    assert after.labels("narrative")["free"] == "Liberty"
    found = changes(before, after)
    assert found.made["changes"] == {"changed": 1, "deleted": 1, "added": 1}
    wanted = [
        ["d:1/0:corrected", "d:1", "corrected", "d:1/0", "free", 1, "dictionary"],
        ["d:2/0:rejected", "d:2", "rejected", "d:2/0", "ban", -1, "dictionary"],
        ["3", "d:3", "coded", None, "free", -1, "Zoe"],
    ]
    columns = ["statement_id", "comment_id", "status", "supersedes", "narrative", "stance", "coder"]
    table = found.table[columns].astype(object)
    assert table.where(table.notna(), None).values.tolist() == wanted
    whole = merge([before, found])
    content = [c for c in after.table.columns if c not in ("statement_id", "status", "supersedes")]
    a, b = (t.table[content].sort_values(["comment_id", "start"], ignore_index=True) for t in (whole, after))
    pd.testing.assert_frame_equal(a, b)


def test_values_that_dna_does_not_know_stay_missing_until_they_are_set(tmp_path: Path) -> None:
    path = tmp_path / "x.dna"
    write_dna(coded(), path)
    assert pd.isna(read_database(path).main.table["stance"][1])
    edit(path, "UPDATE DATAINTEGER SET Value = 1 WHERE StatementId = 2")
    assert read_database(path).main.table["stance"].tolist() == [1, 1, -1]


def test_nothing_changed_is_no_correction(tmp_path: Path) -> None:
    write_dna(coded(), tmp_path / "x.dna", corpus=CORPUS)
    found = changes(coded(), read_database(tmp_path / "x.dna").main)
    assert len(found) == 0
    assert merge([coded(), found]).table.equals(coded().table)


TRIPLES = st.lists(
    st.tuples(st.sampled_from("AB"), st.sampled_from("xyz"), st.sampled_from([-1, 0, 1])), max_size=6
)


@given(TRIPLES, TRIPLES, st.lists(st.booleans(), min_size=6, max_size=6))
def test_corrections_lead_from_one_state_to_the_other(old: Any, new: Any, keep: list[bool]) -> None:
    before, after = Statements.from_rows(old), Statements.from_rows(new)
    after = after.rows(np.array(keep[: len(new)], dtype=bool))
    whole = merge([before, changes(before, after, coder="Zoe")])
    names = ["commenter", "narrative", "stance"]
    assert sorted(whole.table[names].values.tolist()) == sorted(after.table[names].values.tolist())


def test_changes_of_other_statements_are_refused() -> None:
    a = Statements.from_rows([("Ada", "ban", 1)])
    fewer = [v for v in COMMENT_VARIABLES if v.name != "narrative"]
    b = Statements(a.table.drop(columns="narrative"), tuple(fewer))
    other = [Variable(v.name, "text") if v.name == "stance" else v for v in COMMENT_VARIABLES]
    c = Statements(a.table.assign(stance="for"), tuple(other))
    with pytest.raises(DataError, match="was integer and is text now"):
        changes(a, c)
    with pytest.raises(DataError, match="have no variable"):
        changes(a, b)
    with pytest.raises(OptionError, match="coder must be the name"):
        changes(a, a, coder="")


def test_a_file_that_is_there_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "x.dna").write_text("mine")
    with pytest.raises(OutputError, match="force=True"):
        write_dna(coded(), tmp_path / "x.dna")
    assert (tmp_path / "x.dna").read_text() == "mine"
    write_dna(coded(), tmp_path / "x.dna", force=True)
    assert len(read_database(tmp_path / "x.dna").main) == 3


def named(variable: str) -> Statements:
    return Statements(coded().table.assign(**{variable: None}), (*COMMENT_VARIABLES, Variable(variable)))


def with_table(**tables: list[tuple[str, ...]]) -> Database:
    return Database({"t": coded()}, **{k: pd.DataFrame(v[1:], columns=list(v[0])) for k, v in tables.items()})


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (lambda: Database({"t" * 191: coded()}), "the statement type"),
        (lambda: named("v" * 191), "the variable"),
        (lambda: with_table(regexes=[("pattern",), ("p" * 191,)]), "the search pattern"),
        (
            lambda: with_table(
                attributes=[("statement_type", "variable", "attribute"), ("t", "stance", "a")]
            ),
            "no variable of short texts",
        ),
        (
            lambda: with_table(
                links=[("source_type", "source", "target_type", "target"), ("t", "actor", "t", "x")]
            ),
            "are not two variables",
        ),
        (lambda: "no statements", "takes Statements or a Database"),
    ],
)
def test_what_dna_cannot_hold_is_refused_and_nothing_written(tmp_path: Path, data: Any, told: str) -> None:
    with pytest.raises(OptionError, match=told):
        write_dna(data(), tmp_path / "x.dna")
    assert list(tmp_path.iterdir()) == []


def test_odd_options(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match="password"):
        write_dna(coded(), tmp_path / "x.dna", password="")
    with pytest.raises(OptionError, match="write it as in #33aaff"):
        write_dna(coded(), tmp_path / "x.dna", coder_colors={"dictionary": "blue"})
    with pytest.raises(OutputError, match="its folder does not exist"):
        write_dna(coded(), tmp_path / "none" / "x.dna")
    write_dna(coded(), tmp_path / "x.dna", coder_colors={"dictionary": "#010203"}, statement_type="Claim")
    found = read_database(tmp_path / "x.dna")
    assert found.coders.set_index("name")["color"].to_dict() == {"dictionary": "#010203"}
    assert list(found.statements) == ["Claim"]


def test_numbers_that_dna_gives_a_second_time_stand_for_new_things(tmp_path: Path) -> None:
    path = tmp_path / "x.dna"
    write_dna(coded(), path, corpus=CORPUS)
    last = rows(path, "SELECT max(ID) FROM DOCUMENTS")[0][0]
    stance = rows(path, "SELECT ID FROM VARIABLES WHERE Variable = 'stance'")[0][0]
    document = rows(path, "SELECT DocumentId FROM STATEMENTS WHERE ID = 2")[0][0]
    edit(
        path,
        "DELETE FROM STATEMENTS WHERE ID = 2",
        f"INSERT INTO STATEMENTS VALUES (2, 1, {document}, 1, 3, 1)",
        f"INSERT INTO DATAINTEGER(StatementId, VariableId, Value) VALUES (2, {stance}, 0)",
        f"DELETE FROM DOCUMENTS WHERE ID = {last}",
        f"INSERT INTO DOCUMENTS(ID, Title, Text, Date) VALUES ({last}, 'New', 'Another text.', 0)",
        f"INSERT INTO STATEMENTS VALUES (9, 1, {last}, 0, 7, 1)",
    )
    table = read_database(path).main.table.set_index("statement_id")
    assert table.loc["2", ["confidence", "comment_id", "stance"]].tolist() == [1.0, "d:1", 0]
    assert "d:1/1" not in table.index
    assert table.loc["9", "document_id"] == str(last)
    assert pd.isna(table.loc["9", "comment_id"])


@pytest.mark.parametrize("framed", [False, True])
def test_a_document_that_was_undated_stays_so_for_new_statements(tmp_path: Path, framed: bool) -> None:
    path = tmp_path / "x.dna"
    part = coded().select(coded().table.assign(created_at=pd.NaT))
    documents = pd.DataFrame({"document_id": ["d"], "date": pd.to_datetime([None])})
    data = Database({"t": part}, documents) if framed else Database({"t": part})
    if framed:
        data = Database(
            {"t": Statements(part.table, part.variables, part.entities, {}, documents)}, documents
        )
    write_dna(data, path)
    assert rows(path, "SELECT DISTINCT Date FROM DOCUMENTS") == [(0,)]
    same = read_database(path)
    pd.testing.assert_frame_equal(same.main.table, part.table)
    assert same.made["notes"] == []
    first, second = (rows(path, f"SELECT DocumentId FROM STATEMENTS WHERE ID = {i}")[0][0] for i in (1, 3))
    edit(
        path,
        f"INSERT INTO STATEMENTS VALUES (8, 1, {first}, 0, 1, 1)",
        f"INSERT INTO STATEMENTS VALUES (9, 1, {second}, 0, 1, 1)",
        f"UPDATE DOCUMENTS SET Date = 86400 WHERE ID = {second}",
        "INSERT INTO DOCUMENTS(ID, Title, Text, Date) VALUES (70, 'New', 'Text.', 0)",
        "INSERT INTO STATEMENTS VALUES (10, 1, 70, 0, 1, 1)",
    )
    moments = read_database(path).main.table.set_index("statement_id")["created_at"]
    assert pd.isna(moments["8"])
    assert pd.isna(moments["d:1/0"])
    assert str(moments["9"]) == "1970-01-02 00:00:00"
    assert str(moments["10"]) == "1970-01-01 00:00:00"


def test_what_was_said_at_the_epoch_is_dated(tmp_path: Path) -> None:
    part = coded().select(coded().table.assign(created_at=pd.Timestamp(0)))
    write_dna(part, tmp_path / "x.dna")
    assert (
        read_database(tmp_path / "x.dna").main.table["created_at"].astype("str").tolist()
        == ["1970-01-01"] * 3
    )


@pytest.mark.parametrize("name", ["x.txt", "x", "x.dna.csv", ".dna"])
def test_a_name_that_does_not_end_in_dna_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "x.txt").write_text("mine")
    with pytest.raises(OutputError, match=r"does not end in \.dna") as caught:
        write_dna(coded(), tmp_path / name, force=True)
    assert "\n" not in str(caught.value)
    assert [(p.name, p.read_text()) for p in tmp_path.iterdir()] == [("x.txt", "mine")]
    write_dna(coded(), tmp_path / "Y.DNA")
    assert len(read_database(tmp_path / "Y.DNA").main) == 3


def test_changes_are_counted_in_words_that_fit() -> None:
    before = Statements.from_rows([("Ada", "ban", 1), ("Ben", "ban", 1), ("Cy", "ban", 1)])
    over = before.select(before.table.assign(supersedes=[None, "s1", None]).astype({"supersedes": "str"}))
    found = changes(over, over.rows(np.array([1, 2])))
    assert found.made["notes"] == ["1 changed or deleted statement was not in force before; left out"]


def test_an_entity_added_in_dna_is_not_taken_for_one_whose_id_it_is_called(tmp_path: Path) -> None:
    path = tmp_path / "x.dna"
    write_dna(coded(), path)
    narrative = rows(path, "SELECT ID FROM VARIABLES WHERE Variable = 'narrative'")[0][0]
    edit(
        path,
        f"INSERT INTO ENTITIES(ID, VariableId, Value, Red, Green, Blue) VALUES (90, {narrative}, 'free', 9, 9, 9)",
        f"UPDATE DATASHORTTEXT SET Entity = 90 WHERE StatementId = 1 AND VariableId = {narrative}",
    )
    found = read_database(path).main
    assert found.table["narrative"].tolist() == ["dna:free", "free", "ban"]
    assert found.labels("narrative") == {"ban": "Ban it", "free": "Freedom", "dna:free": "free"}
