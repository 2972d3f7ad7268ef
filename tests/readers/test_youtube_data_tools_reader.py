from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from discourse.errors import InputError
from discourse.readers.source import Source
from discourse.readers.tally import Tally
from discourse.readers.youtube_data_tools import read, rows, sniff

FIXTURES = Path(__file__).parent / "fixtures" / "youtube_data_tools"
NEW = "videoinfo_br1dgeV1d30_2023_12_01-10_11_12_comments.csv"
OLD = "videoinfo_old_Vide0_x_2015_03_03-10_00_00_comments.tab"
HEAD = "id,replyCount,likeCount,publishedAt,authorName,text,isReply,isReplyTo\n"


def of(name: str) -> tuple[list[dict[str, Any]], Tally]:
    source = Source.open(FIXTURES / name)
    tally = Tally(source.name, "rows")
    return list(rows(source, tally)), tally


def test_a_table_with_quotes_escaped_by_a_backslash() -> None:
    found, tally = of(NEW)
    assert [r["id"] for r in found] == ["UgxOne", "UgxOne.a", "UgxOne.b", "UgxTwo"]
    assert found[0]["text"] == 'They said "closed", and closed it is'
    assert found[2]["author"] == 'O"Neill'
    assert [r["parent"] for r in found] == ["", "UgxOne", "UgxOne", ""]  # the third by its own id
    assert [r.get("markup") for r in found] == [None, None, "html", None]
    assert found[1]["extra"] == {"isReplyToName": "Ada Low"}
    assert list(tally.rows) == [("repaired", "quotes inside cells are escaped by a backslash; read so")]


def test_the_video_is_told_by_the_name_of_the_file() -> None:
    assert {r["document"] for r in of(NEW)[0]} == {"br1dgeV1d30"}
    assert {r["document"] for r in of(OLD)[0]} == {"old_Vide0_x"}
    assert {r["document"] for r in of("mixed_quotes.csv")[0]} == {"mixed_quotes"}
    text = HEAD + "U,0,1,2020-01-01,Ada,no,0,\n"
    for name, video in (("br1dgeV1d30_2023_01_02.csv", "br1dgeV1d30"), ("my_comments.csv", "my_comments")):
        row = next(rows(Source.from_text(text, name), Tally("x", "rows")))
        assert row["document"] == video
        assert ("url" in row) == (video == "br1dgeV1d30")


def test_doubled_quotes_beside_escaped_ones() -> None:
    found, tally = of("mixed_quotes.csv")
    assert [r["text"] for r in found] == [
        'a "doubled" quote, and more',
        'the path is C:\\"bridge\\", I think',
    ]
    assert [r["author_id"] for r in found] == ["UCada", "UCben"]
    assert [action for action, _ in tally.rows] == ["repaired"]


def test_tab_files_without_quotes_around_cells() -> None:
    found, tally = of(OLD)
    assert [r["text"] for r in found] == [
        '"Closed" they said, and it was',
        'an inch is 1" wide',
        '"never closed',
    ]
    assert not tally.rows


def test_tab_files_with_quotes_around_cells() -> None:
    heads = "id\tpublishedAt\tauthorName\ttext\tisReply\tisReplyTo\n"
    text = heads + 'U\t"2020-01-01 10:00:00"\t"Ada L"\t"a ""b"" c"\t0\t\n'
    row = next(rows(Source.from_text(text, "x.tab"), Tally("x", "rows")))
    assert (row["author"], row["text"]) == ("Ada L", 'a "b" c')


def test_the_second_version_of_the_tool() -> None:
    found, tally = of("comments_v2.csv")
    assert [r["document"] for r in found] == ["br1dgeV1d30"] * 3
    assert [r["parent"] for r in found] == ["", "UgxOne", "UgxOne.a"]
    assert [r.get("role") for r in found] == [None, "submitter", None]
    assert list(tally.rows) == [("dropped", "a note of the tool that comments could not be had")]


def test_the_corpus() -> None:
    corpus = read(Source.open(FIXTURES / NEW))
    assert corpus.comments["text"][2] == "a\nb & c"
    assert corpus.comments["parent_id"].fillna("").tolist() == ["", "UgxOne", "UgxOne", ""]
    assert corpus.comments["author"].tolist()[3] == "unknown 1"
    assert corpus.comments["likes"].tolist() == [12, 3, 0, 0]
    assert corpus.documents["url"].tolist() == ["https://www.youtube.com/watch?v=br1dgeV1d30"]
    assert "a time without its zone, taken as UTC" in corpus.audit["reason"].tolist()
    counts = corpus.audit.groupby("action")["rows"].sum()
    assert counts["read"] == 4 == counts["kept"]


def test_detection() -> None:
    assert [sniff(Source.open(p)) for p in FIXTURES.iterdir()] == [0.98] * 4
    for text in ("id,author,text\n1,a,b", "id,authorName,text,isReply\n", "Ada\n\nauthorName isReply", "{}"):
        assert sniff(Source.from_text(text)) == 0.0


def test_another_table_is_refused() -> None:
    with pytest.raises(InputError, match="has no columns 'id' and 'text'"):
        read(Source.from_text("a,b\n1,2\n", "x.csv"))


@pytest.mark.parametrize("tenth", range(1, 10))
def test_a_file_that_breaks_off(tenth: int) -> None:
    data = (FIXTURES / NEW).read_text("utf-8")
    try:
        corpus = read(Source.from_text(data[: len(data) * tenth // 10], NEW))
    except InputError as error:
        assert NEW in str(error)
        return
    counts = corpus.audit.groupby("action")["rows"].sum()
    assert counts["read"] == counts["kept"] + counts.get("dropped", 0)
