from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from discourse.errors import InputError
from discourse.readers.facepager import read, rows, sniff
from discourse.readers.source import Source
from discourse.readers.tally import Tally

FIXTURES = Path(__file__).parent / "fixtures" / "facepager"
NAMES = ["accounts.csv", "facebook.csv", "wide.csv", "youtube.csv"]
HEAD = "level;id;parent_id;object_id;object_type;object_key;query_status;query_time;query_type;message\n"


def of(source: Source) -> tuple[list[dict[str, Any]], Tally]:
    tally = Tally(source.name, "rows")
    return list(rows(source, tally)), tally


def balanced(corpus: Any) -> int:
    counts = corpus.audit.groupby("action")["rows"].sum()
    assert counts["read"] == counts["kept"] + counts.get("dropped", 0)
    return int(counts["read"])


def test_posts_are_documents_and_what_is_below_comments() -> None:
    found, tally = of(Source.open(FIXTURES / "facebook.csv"))
    assert [(r["line"], r.get("kind", "comment"), r["id"]) for r in found] == [
        (3, "document", "100_1"),
        (6, "document", "100_2"),
        (7, "comment", "1_11"),
        (8, "comment", "1_12"),
        (11, "comment", "1_13"),
        (13, "comment", "1_12"),
        (14, "comment", "node-13"),
    ]
    assert [r["document"] for r in found[2:]] == ["100_1"] * 5
    assert [r["parent"] for r in found[2:]] == ["", "", "1_11", "", ""]
    assert found[2]["text"] == 'They said "closed"; and closed it is'
    assert (found[2]["author"], found[2]["author_id"], found[2]["likes"]) == ("Ada Low", "7", "3")
    assert found[2]["extra"] == {
        "object_key": "data",
        "query_time": "2023-05-02 10:11:12.123456",
        "query_type": "Facebook:/<post-id>/comments",
    }
    assert found[0]["url"] == "https://www.facebook.com/100/posts/1"
    assert {reason: row["rows"] for (_, reason), row in tally.rows.items()} == {
        "a seed, which was asked for and is no comment": 1,
        "an offcut: what an answer holds beside its items": 1,
        "the headers of an answer": 1,
        "a request without an answer": 1,
        "a request that failed": 1,
        "a node without text": 1,
    }


def test_the_corpus_of_facebook() -> None:
    corpus = read(Source.open(FIXTURES / "facebook.csv"))
    comments = corpus.comments.set_index("comment_id")
    assert comments.index.tolist() == ["1_11", "1_12", "1_13", "node-13"]
    assert comments["author"].tolist() == ["Ada Low", "unknown 1", "Ben Mar", "Dee"]
    assert comments["likes"].tolist() == [3, 0, 1, 0]
    assert str(comments["created_at"].iloc[0]) == "2023-05-01 08:05:00"
    assert corpus.documents["document_id"].tolist() == ["100_1", "100_2"]
    assert corpus.documents["author"].tolist() == ["Rivertown News"] * 2
    assert balanced(corpus) == 13


def test_comments_of_videos() -> None:
    found, tally = of(Source.open(FIXTURES / "youtube.csv"))
    assert [r["id"] for r in found] == ["br1dgeV1d30", "UgxOne", "UgxTwo", "UgxOne.a"]
    assert found[0]["url"] == "https://www.youtube.com/watch?v=br1dgeV1d30"
    assert [r["parent"] for r in found[1:]] == ["", "", "UgxOne"]
    assert [r.get("markup") for r in found[1:]] == ["html", None, None]
    assert [reason for _, reason in tally.rows] == ["a request that failed"]
    corpus = read(Source.open(FIXTURES / "youtube.csv"))
    assert corpus.comments["text"].tolist() == ["a\nb & c", "plain", "No."]
    assert corpus.comments["author_id"].tolist() == ["UCada", "unknown:br1dgeV1d30:1", "Ben"]
    assert balanced(corpus) == 5


def test_the_wide_format_of_selected_nodes() -> None:
    found, _ = of(Source.open(FIXTURES / "wide.csv"))
    assert [(r["id"], r["text"]) for r in found] == [("100_1", "The bridge is closed"), ("1_11", "Good")]
    assert found[1]["document"] == "100_1"


def test_posts_alone_are_comments_on_the_seed() -> None:
    corpus = read(Source.open(FIXTURES / "accounts.csv"))
    assert corpus.comments["text"].tolist() == ["I cross it daily", "And nightly"]
    assert corpus.documents["document_id"].tolist() == ["ada"]
    assert balanced(corpus) == 3


def test_one_level_alone() -> None:
    text = HEAD + '2;6;2;1_11;data;data;"fetched (200)";;"Facebook:/<post-id>/comments";Good\n'
    corpus = read(Source.from_text(text, "level_2.csv"))
    assert corpus.documents["document_id"].tolist() == ["level-2"]
    assert corpus.comments["missing_parent"].isna().all()


def test_nodes_that_are_above_themselves() -> None:
    kind = "data;data;fetched (200);;Facebook:/<post-id>/comments"
    text = HEAD + f"2;1;2;a;{kind};One\n2;2;1;b;{kind};Two\n2;3;3;c;{kind};Three\n"
    corpus = read(Source.from_text(text, "x.csv"))
    assert corpus.comments["text"].tolist() == ["One", "Two", "Three"]
    assert balanced(corpus) == 3
    assert json.loads(corpus.comments["extra"][0])["query_type"] == "Facebook:/<post-id>/comments"


def test_deep_replies() -> None:
    kind = "data;data;fetched (200);;Facebook:/<post-id>/comments"
    lines = [f"{min(k, 999)};{k};{k - 1};c{k};{kind};no {k}" for k in range(1, 20_001)]
    corpus = read(Source.from_text(HEAD + "0;0;;p;seed;;;;;\n" + "\n".join(lines), "x.csv"))
    assert corpus.comments["parent_id"].notna().sum() == 19_999
    assert corpus.documents["document_id"].tolist() == ["p"]


def test_detection() -> None:
    assert [sniff(Source.open(FIXTURES / name)) for name in NAMES] == [0.98] * 4
    for text in ("level;id;parent_id\n1;2;3", "id,object_type,query_status\n", "Ada\n\nobject_type", "{}"):
        assert sniff(Source.from_text(text)) == 0.0


def test_another_table_is_refused() -> None:
    with pytest.raises(InputError, match="has no columns 'level', 'id'"):
        read(Source.from_text("a,b\n1,2\n", "x.csv"))
    with pytest.raises(InputError, match="a request that failed"):
        read(Source.from_text(HEAD + "0;1;;x;seed;;error (400);;;\n", "x.csv"))


@pytest.mark.parametrize("tenth", range(1, 10))
@pytest.mark.parametrize("name", NAMES)
def test_a_file_that_breaks_off(name: str, tenth: int) -> None:
    data = (FIXTURES / name).read_text("utf-8")
    try:
        corpus = read(Source.from_text(data[: len(data) * tenth // 10], name))
    except InputError as error:
        assert name in str(error)
        return
    balanced(corpus)


@pytest.mark.parametrize("odd", ["", "\x00", "\ud800", "nan", "1e300", "-1", "{}", "9" * 400])
def test_odd_cells(odd: str) -> None:
    cells = ["1", "2", "1", "c", "data", "data", "fetched (200)", "", "Facebook:/<post-id>/comments", "No"]
    for place in range(len(cells)):
        changed = ";".join([*cells[:place], odd, *cells[place + 1 :]])
        text = HEAD + "0;1;;p;seed;;;;;\n" + changed + "\n1;3;1;d;data;data;fetched (200);;/comments;Yes\n"
        balanced(read(Source.from_text(text, "x.csv")))
