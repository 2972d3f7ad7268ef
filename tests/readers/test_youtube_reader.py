from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from discourse.errors import InputError
from discourse.readers.rows.gathering import each
from discourse.readers.source import Source
from discourse.readers.tally import Tally
from discourse.readers.youtube import read, rows, sniff

FIXTURES = Path(__file__).parent / "fixtures" / "youtube"
ONE = {
    "kind": "youtube#comment",
    "id": "U",
    "snippet": {"textOriginal": "no", "publishedAt": "2023-10-13T18:41:48Z"},
}


def of(name: str) -> tuple[list[dict[str, Any]], Tally]:
    source = Source.open(FIXTURES / name)
    tally = Tally(source.name, "rows")
    return list(each(rows(source, tally))), tally


def given(*things: Any, lines: bool = True) -> tuple[list[dict[str, Any]], Tally]:
    text = "\n".join(json.dumps(t) for t in things) if lines else json.dumps(things, indent=1)
    tally = Tally("x", "rows")
    return list(each(rows(Source.from_text(text, "x.json"), tally))), tally


def test_threads_with_their_replies() -> None:
    found, tally = of("threads.json")
    assert [r["id"].rpartition(".")[2] for r in found] == [
        "UgxBridgeOne0000000AAAB",
        "9reply000001",
        "9reply000002",
        "UgxBridgeTwo0000000AAAB",
    ]
    top, first, second, hebrew = found
    assert {r["document"] for r in found} == {"br1dgeV1d30"}
    assert [r.get("parent") for r in found] == [None, top["id"], top["id"], None]
    assert top["url"] == "https://www.youtube.com/watch?v=br1dgeV1d30"
    assert (top["author"], top["author_id"], top["likes"]) == ("@ada-low", "UCadaLow000000000000001", 12)
    assert top["created_at"] == "2023-10-13T18:41:48Z"
    assert top["extra"]["updatedAt"] == "2023-10-14T07:00:00Z"
    assert top["extra"]["totalReplyCount"] == 4
    assert first["role"] == "submitter"
    assert "updatedAt" not in first["extra"]
    assert hebrew["author_id"] == "UCnoa000000000000000001"
    assert hebrew["extra"]["moderationStatus"] == "heldForReview"
    assert (second["author"], second.get("author_id")) == ("", None)
    assert list(tally.rows) == [
        ("dropped", "without its snippet, so without words; ask the API for part=snippet")
    ]


def test_the_original_text_is_read_and_html_only_where_there_is_no_other() -> None:
    found, _ = of("threads.json")
    assert found[0]["text"].endswith("https://example.org/report/2023/bridge")
    assert [r.get("markup") for r in found] == [None, None, "html", None]
    corpus = read(Source.open(FIXTURES / "threads.json"))
    assert corpus.comments["text"][2] == "I <3 the old bridge 'til today 🌉"
    assert corpus.comments["text"][3].endswith("<3")


def test_replies_that_are_not_given_are_told_once() -> None:
    _, tally = of("threads.json")
    assert len(tally.flags) == 1
    assert str(tally.flags[0]["reason"]).startswith(
        "replies that YouTube counts but that are not in the file: 2 "
    )


def test_pages_one_a_line() -> None:
    found, tally = of("pages.ndjson")
    assert [(r.get("kind"), r["id"]) for r in found] == [
        ("document", "br1dgeV1d30"),
        (None, "UgwA"),
        (None, "UgwA.r1"),
        (None, "UgwA.r2"),
    ]
    video = found[0]
    assert (video["title"], video["author"]) == ("The bridge is closed", "River Town News")
    assert video["text"].startswith("What happened at the river.")
    assert video["extra"]["statistics"]["viewCount"] == "1200"
    # Replies of comments.list tell neither of their video nor, here, of their parent.
    assert [r["document"] for r in found[1:]] == ["br1dgeV1d30"] * 3
    assert [r.get("parent") for r in found[1:]] == [None, "UgwA", "UgwA"]
    assert [reason for _, reason in tally.rows] == [
        "an error of the API in place of a page: commentsDisabled",
        "neither comment nor video, but youtube#searchResult",
    ]
    assert ": 1 (" in str(tally.flags[0]["reason"])  # three are counted, two were given


def test_the_corpus_of_pages() -> None:
    corpus = read(Source.open(FIXTURES / "pages.ndjson"))
    assert corpus.documents[["document_id", "title"]].values.tolist() == [
        ["br1dgeV1d30", "The bridge is closed"]
    ]
    assert corpus.comments["parent_id"].fillna("").tolist() == ["", "UgwA", "UgwA"]
    counts = corpus.audit.groupby("action")["rows"].sum()
    assert counts["read"] == 6 == counts["kept"] + counts["dropped"]
    assert corpus.sources[0]["format"] == "youtube"


@pytest.mark.parametrize("lines", [True, False])
def test_bare_items_and_lists_of_pages(lines: bool) -> None:
    page = {"kind": "youtube#commentListResponse", "items": [ONE]}
    for things in ([ONE, {**ONE, "id": "V"}], [page, {"items": [{**ONE, "id": "V"}]}]):
        found, _ = given(*json.loads(json.dumps(things)), lines=lines)
        assert [r["id"] for r in found] == ["U", "V"]


def test_a_thread_without_its_top_comment_keeps_its_replies() -> None:
    found, tally = given(
        {"kind": "youtube#commentThread", "id": "U", "replies": {"comments": [{**ONE, "id": "U.a"}, 3]}}
    )
    assert [(r["id"], r["parent"]) for r in found] == [("U.a", "U")]
    assert [row["rows"] for row in tally.rows.values()] == [1]


def test_a_comment_on_a_channel() -> None:
    snippet = {
        "channelId": "UCx",
        "topLevelComment": {**ONE, "snippet": {**ONE["snippet"], "channelId": "UCx"}},
    }  # type: ignore[dict-item]
    found, _ = given({"kind": "youtube#commentThread", "id": "U", "snippet": snippet})
    assert found[0]["document"] == "UCx"
    assert "url" not in found[0]


def test_detection() -> None:
    assert [sniff(Source.open(p)) for p in sorted(FIXTURES.iterdir())] == [1.0, 1.0]
    assert (
        sniff(Source.from_text(json.dumps({"items": [{"id": "U", "snippet": {"textDisplay": "x"}}]}))) > 0.95
    )
    for text in ('{"items": [{"id": 1}]}', "[]", "Ada", '{"kind": "t3"}', "[" * 50, '{"snippet": "x"}'):
        assert sniff(Source.from_text(text)) == 0.0


@pytest.mark.parametrize("tenth", range(1, 10))
@pytest.mark.parametrize("name", ["threads.json", "pages.ndjson"])
def test_a_file_that_breaks_off(name: str, tenth: int) -> None:
    text = (FIXTURES / name).read_text("utf-8")
    source = Source.from_text(text[: len(text) * tenth // 10], name)
    try:
        corpus = read(source)
    except InputError as error:
        assert name in str(error)
        return
    assert name == "pages.ndjson"
    assert corpus.audit["action"].isin(["dropped"]).any()
