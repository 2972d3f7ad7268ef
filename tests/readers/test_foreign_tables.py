"""CSV and TSV files that others made."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discourse.errors import InputError, OptionError
from discourse.model.corpus import Corpus
from discourse.readers.csv import read
from discourse.readers.rows.repeats import Again, reason
from discourse.readers.source import Source
from discourse.readers.tables.mapping import guess
from discourse.readers.tables.repairs import sound_parents, unique_ids
from discourse.readers.tally import Tally


def of(text: str, **options: Any) -> Corpus:
    return read(Source.from_text(text, "table.csv"), **options)


def reasons(corpus: Corpus, action: str) -> dict[str, int]:
    found = corpus.audit[corpus.audit["action"] == action]
    return dict(zip(found["reason"], found["rows"].tolist(), strict=True))


def extras(corpus: Corpus) -> list[dict[str, Any]]:
    return [json.loads(e) if isinstance(e, str) else {} for e in corpus.comments["extra"]]


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_delimiters(mark: str) -> None:
    text = 'id,user,text\n1,Ada,"Iran, out; now | ever\tso"\n2,Ben,Stay\n'.replace(",", mark, 2)
    text = text.replace("1,Ada,", f"1{mark}Ada{mark}").replace("2,Ben,", f"2{mark}Ben{mark}")
    corpus = of(text)
    assert corpus.comments["text"].tolist() == ["Iran, out; now | ever\tso", "Stay"]
    assert corpus.sources[0]["options"]["delimiter"] == mark


@pytest.mark.parametrize(
    ("header", "mapping"),
    [
        (
            "id,user,created_at,text,parent",
            {
                "comment_id": "id",
                "author": "user",
                "created_at": "created_at",
                "text": "text",
                "parent_id": "parent",
            },
        ),
        (
            "Comment ID,Name,Date,Body,Reply To,Score",
            {
                "comment_id": "Comment ID",
                "author": "Name",
                "created_at": "Date",
                "text": "Body",
                "parent_id": "Reply To",
                "likes": "Score",
            },
        ),
        (
            "username,message,thread,timestamp,votes",
            {
                "author": "username",
                "text": "message",
                "document_id": "thread",
                "created_at": "timestamp",
                "likes": "votes",
            },
        ),
        (
            "from,content,time,in_reply_to,post_id",
            {
                "author": "from",
                "text": "content",
                "created_at": "time",
                "parent_id": "in_reply_to",
                "document_id": "post_id",
            },
        ),
        (
            "author,author_id,comment,title,url,published",
            {
                "author": "author",
                "author_id": "author_id",
                "text": "comment",
                "title": "title",
                "url": "url",
                "created_at": "published",
            },
        ),
        ("id,comment_id,content", {"comment_id": "comment_id", "text": "content"}),
        (
            "created_utc,body,article id",
            {"created_at": "created_utc", "text": "body", "document_id": "article id"},
        ),
    ],
)
def test_columns_are_guessed_by_their_names(header: str, mapping: dict[str, str]) -> None:
    assert guess(header.split(",")) == mapping


def test_the_mapping_is_recorded_and_the_rest_goes_to_extra() -> None:
    corpus = of("id,user,text,mood,empty\n1,Ada,Iran out,angry,\n")
    assert corpus.sources[0]["columns"] == {"text": "text", "author": "user", "comment_id": "id"}
    assert extras(corpus) == [{"mood": "angry"}]
    assert corpus.sources[0]["file"] == "table.csv"
    assert corpus.sources[0]["format"] == "csv"


def test_columns_may_be_given() -> None:
    corpus = of("who,what,text\nAda,Iran out,x\n", columns={"text": "what", "author": "who"})
    assert corpus.comments[["author", "text"]].values.tolist() == [["Ada", "Iran out"]]
    assert extras(corpus) == [{"text": "x"}]


def test_a_field_may_be_kept_empty() -> None:
    corpus = of("user,text,score\nAda,Iran out,3\n", columns={"likes": None})
    assert corpus.comments["likes"].isna().all()
    assert extras(corpus) == [{"score": "3"}]


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"txt": "what"}, "'txt' is no field of a comment. Did you mean 'text'"),
        ({"text": "waht"}, "no column 'waht' for 'text'. Did you mean 'what'"),
        (["text"], "maps our fields"),
    ],
)
def test_wrong_columns_are_refused(columns: Any, message: str) -> None:
    with pytest.raises(OptionError, match=message):
        of("who,what\nAda,Iran out\n", columns=columns)


@pytest.mark.parametrize("delimiter", ["", ",,", "\n", 3])
def test_wrong_delimiters_are_refused(delimiter: Any) -> None:
    with pytest.raises(OptionError, match="delimiter"):
        of("user,text\nAda,x\n", delimiter=delimiter)


def test_a_delimiter_may_be_given() -> None:
    assert of("user:text\nAda:Iran out", delimiter=":").comments["text"].tolist() == ["Iran out"]


def test_no_text_column_is_refused_with_the_columns_named() -> None:
    with pytest.raises(InputError, match=r"table.csv has no column .* a, b: name"):
        of("a,b\n1,2\n")


@pytest.mark.parametrize("text", ["user,text\n", "user,text"])
def test_a_table_without_rows_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="no rows"):
        of(text)


def test_a_table_without_any_text_is_refused() -> None:
    with pytest.raises(InputError, match=r"'text'.*empty"):
        of("user,text\nAda,\nBen, \n")


def test_rows_without_text_are_dropped_unless_they_are_answered() -> None:
    corpus = of("id,parent,user,text\n1,,Ada,\n2,1,Ben,Why?\n3,,Cleo,\n4,,Dan,[deleted]\n5,,Eve,[removed]\n")
    assert corpus.comments["comment_id"].tolist() == ["1", "2", "4", "5"]
    assert corpus.comments["deleted"].tolist() == [True, False, True, True]
    assert corpus.comments["text"].tolist() == ["", "Why?", "[deleted]", "[removed]"]
    assert corpus.comments["parent_id"].tolist()[1] == "1"
    assert reasons(corpus, "dropped") == {"no text": 1}
    assert reasons(corpus, "kept") == {"comments": 1, "deleted comments, as placeholders": 3}


def test_missing_names_are_different_people() -> None:
    corpus = of("user,text\n,a b c\nAda,d e f\n,g h i\n[deleted],j k l\nnan,m n o\n")
    assert corpus.comments["author"].tolist() == ["unknown 1", "Ada", "unknown 2", "unknown 3", "unknown 4"]
    assert corpus.comments["author_id"].tolist()[0] == "unknown:table:1"
    assert extras(corpus)[3] == {"name": "[deleted]"}


def test_unknown_people_are_numbered_per_document() -> None:
    corpus = of("thread,text\na,one\na,two\nb,three\n")
    assert corpus.comments["author_id"].tolist() == ["unknown:a:1", "unknown:a:2", "unknown:b:1"]


def test_names_are_cleaned_and_ids_of_people_respected() -> None:
    corpus = of("user,user_id,text\n Ada\u200b  Byron ,7.0,x y\nAda Byron,8,x z\n")
    assert corpus.comments["author"].tolist() == ["Ada Byron", "Ada Byron"]
    assert corpus.comments["author_id"].tolist() == ["7", "8"]


def test_ids_that_became_decimal_numbers_are_made_whole() -> None:
    corpus = of("id,parent,user,text\n12345.0,,Ada,x\n12346.0,12345.0,Ben,y\n")
    assert corpus.comments["comment_id"].tolist() == ["12345", "12346"]
    assert corpus.comments["parent_id"].tolist()[1] == "12345"
    assert reasons(corpus, "repaired") == {"an id written as a decimal number, made whole again": 3}


def test_rows_without_ids_get_them() -> None:
    corpus = of("id,user,text\n,Ada,x\ntable:2,Ben,y\n,Cleo,z\n")
    assert corpus.comments["comment_id"].tolist() == ["table:1", "table:2", "table:3"]


def test_times_of_all_kinds() -> None:
    corpus = of(
        "user,time,text\nA,1697222508,x\nB,2024-03-03T15:00:00+01:00,y\nC,3 March 2024 14:00,z\nD,someday,w\nE,,v\n"
    )
    times = corpus.comments["created_at"].astype(str).tolist()
    assert times[:3] == ["2023-10-13 18:41:48", "2024-03-03 14:00:00", "2024-03-03 14:00:00"]
    assert corpus.comments["created_at"].isna().tolist() == [False, False, False, True, True]
    assert extras(corpus)[3] == {"created_at": "someday"}
    assert reasons(corpus, "repaired") == {
        "a time without its zone, taken as UTC": 1,
        "a time that cannot be read, kept as written in extra": 1,
    }


def test_likes() -> None:
    corpus = of("user,likes,text\nA,12,x\nB,-3.0,y\nC,1.2K,z\nD,many,w\nE,,v\n")
    assert corpus.comments["likes"].fillna(0).tolist() == [12, -3, 1200, 0, 0]
    assert extras(corpus)[3] == {"likes": "many"}


def test_orphans_become_top_level() -> None:
    corpus = of("id,parent,user,text\n1,99,Ada,x\n2,1,Ben,y\n")
    assert corpus.comments["parent_id"].isna().tolist() == [True, False]
    assert corpus.comments["missing_parent"].fillna("").tolist() == ["99", ""]
    assert corpus.comments["parent_by"].fillna("").tolist() == ["", "given"]
    assert extras(corpus)[0] == {}
    assert reasons(corpus, "repaired") == {"answers a comment that is not there; taken as top-level": 1}


@pytest.mark.parametrize("parent", ["", "0", "root", "t3_abc", "abc", "nan"])
def test_some_parents_mean_the_document(parent: str) -> None:
    corpus = of(f"id,parent,thread,user,text\n1,{parent},abc,Ada,x\n2,1,abc,Ben,y\n")
    assert corpus.comments["parent_id"].isna().tolist() == [True, False]
    assert reasons(corpus, "repaired") == {}


def test_prefixed_parents_are_found() -> None:
    corpus = of("id,parent_id,link_id,author,body\nx1,t3_z,t3_z,Ada,x\nx2,t1_x1,t3_z,Ben,y\n")
    assert corpus.comments["parent_id"].fillna("").tolist() == ["", "x1"]


def test_cycles_are_cut() -> None:
    corpus = of("id,parent,user,text\n1,3,Ada,x\n2,1,Ben,y\n3,2,Cleo,z\n4,4,Dan,w\n")
    assert corpus.comments["parent_id"].fillna("").tolist() == ["", "1", "2", ""]
    assert reasons(corpus, "repaired") == {"answers itself, or one of its own answers; taken as top-level": 2}
    assert [extras(corpus)[i] for i in (0, 3)] == [{"parent_id": "3"}, {"parent_id": "4"}]


def test_duplicate_ids() -> None:
    corpus = of("id,parent,user,text\n1,,Ada,x\n1,,Ada,x\n1,,Ben,y\n2,1,Cleo,z\n")
    assert corpus.comments["comment_id"].tolist() == ["1", "1~2", "2"]
    assert corpus.comments["parent_id"].tolist()[2] == "1"
    assert list(reasons(corpus, "dropped").items()) == [
        (reason(Again(1, 0, False, True, True), more=False), 1)
    ]
    assert reasons(corpus, "repaired") == {"an id that comes twice; the later row got another": 1}


def test_the_same_ids_in_two_documents_keep_their_own_trees() -> None:
    corpus = of("thread,id,parent,user,text\na,1,,Ada,x\na,2,1,Ben,y\nb,1,,Cleo,z\nb,2,1,Dan,w\n")
    assert corpus.comments["comment_id"].tolist() == ["1", "2", "b:1", "b:2"]
    assert corpus.comments["parent_id"].fillna("").tolist() == ["", "1", "", "b:1"]


def test_documents_by_title_where_there_is_no_id() -> None:
    corpus = of("title,url,user,text\nOne,http://a,Ada,x\nTwo,,Ben,y\nOne,http://a,Cleo,z\n")
    assert corpus.documents[["document_id", "title"]].values.tolist() == [
        ["table-1", "One"],
        ["table-2", "Two"],
    ]
    assert corpus.comments["document_id"].tolist() == ["table-1", "table-2", "table-1"]
    assert corpus.documents["url"].fillna("").tolist() == ["http://a", ""]


def test_one_document_is_called_like_the_file() -> None:
    corpus = of("user,text\nAda,x\n")
    assert corpus.documents[["document_id", "title", "source"]].values.tolist() == [
        ["table", "table", "table.csv"]
    ]
    assert corpus.comments["comment_id"].tolist() == ["table:1"]


def test_ragged_rows_are_repaired_and_named() -> None:
    corpus = of("id,user,text\n1,Ada\n2,Ben,yes,no,\n3,Cleo,well,,\n")
    assert corpus.comments["text"].tolist() == ["yes", "well"]
    assert extras(corpus)[0] == {"column 4": "no"}
    repaired = corpus.audit[corpus.audit["action"] == "repaired"]
    assert repaired["line"].tolist() == [2, 3]


def test_an_unclosed_quote_is_refused_with_its_line() -> None:
    with pytest.raises(InputError, match=r"table.csv, line 3: a quote is opened"):
        of('id,user,text\n1,Ada,x\n2,Ben,"never closed\n3,Cleo,z\n')


def test_loose_quotes_are_read_as_they_stand() -> None:
    corpus = of('id,user,text\n1,Ada,"he said "no" to it"\n2,Ben,5" pipe\n')
    assert corpus.comments["text"].tolist() == ['he said "no" to it', '5" pipe']
    assert "loose quotes inside quoted cells, taken for characters of the cell" in reasons(corpus, "repaired")


def test_quotes_escaped_by_backslashes() -> None:
    corpus = of('id,user,text\n1,Ada,"he said \\"no\\" to, it"\n')
    assert corpus.comments["text"].tolist() == ['he said "no" to, it']


def test_lines_inside_cells_and_windows_line_ends() -> None:
    corpus = of('id,user,text\r\n1,Ada,"one\r\ntwo"\r\n2,Ben,three\r\n\r\n')
    assert corpus.comments["text"].tolist() == ["one\ntwo", "three"]
    assert corpus.audit.loc[corpus.audit["action"] == "read", "rows"].tolist() == [2]


def test_headings_that_come_twice_or_are_empty() -> None:
    corpus = of("user,text,text,\nAda,x,y,z\n")
    assert corpus.comments["text"].tolist() == ["x"]
    assert extras(corpus) == [{"text~2": "y", "column 4": "z"}]


def test_words_that_pandas_takes_for_missing_stay_texts() -> None:
    corpus = of("id,user,text\n1,NA,NA\n2,Null Island,null\n3,Ada,None\n")
    assert corpus.comments["text"].tolist() == ["NA", "null", "None"]
    assert corpus.comments["author"].tolist() == ["NA", "Null Island", "Ada"]


def test_formulas_of_others_stay_as_they_are() -> None:
    corpus = of("user,text\nAda,'=1+1\nBen,=1+1\n")
    assert corpus.comments["text"].tolist() == ["'=1+1", "=1+1"]


def test_a_cell_of_a_million_characters_and_the_limit_of_the_csv_module() -> None:
    before = csv.field_size_limit()
    assert len(of(f"user,text\nAda,{'x' * 1_000_000}\n").comments["text"][0]) == 1_000_000
    assert csv.field_size_limit() == before


def test_windows_1252_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes("user,text\nZoë,naïve\n".encode("cp1252"))
    corpus = read(Source.open(path))
    assert corpus.comments["author"].tolist() == ["Zoë"]
    assert any("Windows-1252" in reason for reason in reasons(corpus, "repaired"))


@given(st.lists(st.tuples(st.integers(0, 8), st.integers(-1, 9)), min_size=1, max_size=12))
def test_repaired_trees_have_unique_ids_and_no_cycles(pairs: list[tuple[int, int]]) -> None:
    tally = Tally("t", "rows")
    lines = list(range(len(pairs)))
    ids = unique_ids([str(a) if a else "" for a, _ in pairs], ["d"] * len(pairs), lines, lines, tally)
    names = [i for i in ids if i is not None]
    assert len(set(names)) == len(names) == len(pairs)
    parents, lost = sound_parents(names, [str(b) if b >= 0 else None for _, b in pairs], lines, tally)
    above = dict(zip(names, parents, strict=True))
    for name in names:
        seen = set()
        at: str | None = name
        while at is not None:
            assert at not in seen
            seen.add(at)
            at = above[at]
    assert all(p is None or g is None for p, g in zip(parents, lost, strict=True))


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "comments", "documents", "answers"),
    [
        ("rumoureval.csv", 3069, 192, 3069 - 192),
        ("mtcsd.csv", 6097, 56, None),
        ("fanchuan/comments_test.csv", 416, 1, None),
    ],
)
def test_real_tables(shared: Path, name: str, comments: int, documents: int, answers: int | None) -> None:
    corpus = read(Source.open(shared / "data" / "threads" / name))
    assert (len(corpus), len(corpus.documents)) == (comments, documents)
    if answers is not None:
        assert corpus.comments["parent_id"].notna().sum() == pytest.approx(answers, abs=192)
    assert not (corpus.audit["action"] == "dropped").any()


def test_a_quote_never_closed_is_found_among_loose_ones() -> None:
    with pytest.raises(InputError, match=r"line 3: a quote is opened there and never closed"):
        of('id,user,text\n1,Ada,"He said "x" to it"\n3,Cy,"open quote\n4,Di,text\n')


def test_the_heading_once_more_is_no_comment() -> None:
    corpus = of("id,user,text\n1,Ada,x\nid,user,text\n2,Ben,y\n")
    assert corpus.comments["author"].tolist() == ["Ada", "Ben"]
    assert reasons(corpus, "dropped") == {"the heading once more": 1}


@pytest.mark.parametrize("cell", ["1.2.3", "1,2,3", "1.234,5K", "1,5", "2.5", "9" * 30])
def test_counts_that_cannot_be_told_are_kept_as_written(cell: str) -> None:
    corpus = of(f'user,likes,text\nAda,"{cell}",x\n')
    assert corpus.comments["likes"].isna().all()
    assert extras(corpus) == [{"likes": cell}]


@pytest.mark.parametrize("start", ["sep=;\n", "\n\n"])
def test_lines_above_the_heading(start: str) -> None:
    corpus = of(f"{start}id;user;text\n1;Ada;x, y\n")
    assert corpus.comments["text"].tolist() == ["x, y"]


def test_different_words_on_the_same_day_are_different_comments() -> None:
    corpus = of("id,user,text,date\n6,Ada,a,2024-01-01\n6,Ada,b,2024-01-01\n")
    assert corpus.comments["text"].tolist() == ["a", "b"]
    assert corpus.comments["comment_id"].tolist() == ["6", "6~2"]


def test_addresses_of_people_are_no_names() -> None:
    corpus = of("user,text,host\nAnn Lee <ann.lee@corp.example>,x,10.1.2.3\nann.lee@corp.example,y,\n")
    assert corpus.comments["author"].tolist() == ["Ann Lee", "ann.lee"]
    assert "corp.example" not in corpus.comments.to_csv() + corpus.audit.to_csv()
    assert extras(corpus)[0] == {"host": "[ip]"}


def test_our_own_table_with_its_heading_twice() -> None:
    heading = "kind,document_id,comment_id,author,text\n"
    corpus = of(f"{heading}comment,d,1,Ada,x\n{heading}comment,d,2,Ben,y\n")
    assert corpus.comments["comment_id"].tolist() == ["1", "2"]
    assert corpus.audit.loc[corpus.audit["action"] == "read", "rows"].tolist() == [3]


def test_an_answer_without_title_and_address_stays_with_what_it_answers() -> None:
    corpus = of("id,parent,user,text,url\n1,,Ada,x,http://a\n2,1,Ben,y,\n3,,Cy,z,http://b\n")
    assert corpus.comments["document_id"].tolist() == ["table-1", "table-1", "table-2"]
    assert corpus.documents["url"].tolist() == ["http://a", "http://b"]
