from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from discourse.errors import InputError
from discourse.readers.source import Source
from discourse.readers.tally import Tally
from discourse.readers.ytdlp import read, rows, sniff

FIXTURES = Path(__file__).parent / "fixtures" / "ytdlp"


def of(name: str) -> tuple[list[dict[str, Any]], Tally]:
    source = Source.open(FIXTURES / name)
    tally = Tally(source.name, "rows")
    return list(rows(source, tally)), tally


def test_a_video_and_its_comments() -> None:
    found, tally = of("video.info.json")
    video, *comments = found
    assert (video["kind"], video["id"], video["title"]) == ("document", "br1dgeV1d30", "The bridge is closed")
    assert (video["author"], video["created_at"]) == ("River Town News", "2023-10-13")
    assert [c["parent"] for c in comments] == [None, "UgxOne", None, None, "UgxGone"]
    assert [c["line"] for c in comments] == [2, 3, 4, 5, 6]
    assert comments[1]["role"] == "submitter"
    assert (
        comments[0]["text"] == "Who closed it? 1 < 2 &amp; so on"
    )  # plain, so these are the commenter's own signs
    assert list(tally.rows) == [("dropped", "no JSON comment")]
    assert str(tally.flags[0]["reason"]).endswith("not in the file: 1")


def test_no_address_of_a_file_is_kept_for_it_holds_an_ip_address() -> None:
    found, _ = of("video.info.json")
    assert "203.0.113.9" not in json.dumps(found)
    assert found[0]["extra"]["view_count"] == 1200


def test_a_time_is_as_fine_as_the_words_it_was_reckoned_from() -> None:
    found, _ = of("video.info.json")
    assert [c["precision"] for c in found[1:]] == ["month", "week", "minute", "day", "year"]
    assert [c["extra"].get("time_text") for c in found[1:4]] == [
        "2 months ago",
        "3 weeks ago (edited)",
        "5 minutes ago",
    ]
    corpus = read(Source.open(FIXTURES / "video.info.json"))
    assert corpus.comments["precision"].tolist() == ["month", "week", "minute", "year"]
    assert str(corpus.comments["created_at"][0]) == "2023-10-11 00:00:00"


def test_flags_are_kept_only_where_they_are_set_and_addresses_where_they_add_something() -> None:
    found, _ = of("video.info.json")
    assert found[1]["extra"] == {
        "author_thumbnail": "https://yt3.ggpht.com/one=s88",
        "is_favorited": True,
        "time_text": "2 months ago",
    }
    assert found[2]["extra"]["author_is_verified"] is True
    assert found[3]["extra"]["is_pinned"] is True


def test_the_corpus() -> None:
    corpus = read(Source.open(FIXTURES / "video.info.json"))
    assert corpus.comments["comment_id"].tolist() == ["UgxOne", "UgxOne.a", "UgxTwo", "UgxFour"]
    assert corpus.comments["missing_parent"].fillna("").tolist() == ["", "", "", "UgxGone"]
    counts = corpus.audit.groupby("action")["rows"].sum()
    assert (counts["read"], counts["kept"], counts["dropped"]) == (7, 5, 2)


def test_several_videos_other_sites_and_playlists() -> None:
    found, tally = of("playlist.ndjson")
    assert [r["id"] for r in found] == ["av77", 9001, 9002, "nocommentsx", "deepvideo01", "Ugd"]
    first, second = found[1:3]
    assert "precision" not in first  # this site gives exact times
    assert (second["text"], second["markup"], second["parent"]) == ("不<br>好", "html", 9001)
    assert found[5]["precision"] == "day"
    assert [(a, r) for a, r in tally.rows] == [
        ("dropped", "a playlist, which is no video"),
        ("dropped", "a video of a playlist that could not be had"),
    ]
    assert "--write-comments: 1" in str(tally.flags[0]["reason"])
    corpus = read(Source.open(FIXTURES / "playlist.ndjson"))
    assert corpus.comments["parent_id"].fillna("").tolist() == ["", "9001", ""]
    assert corpus.documents["document_id"].tolist() == ["av77", "nocommentsx", "deepvideo01"]


def test_a_video_without_comments_is_refused_and_told_why() -> None:
    text = json.dumps({"id": "v", "title": "T", "extractor": "youtube", "webpage_url": "https://x"})
    with pytest.raises(InputError, match="no comments"):
        read(Source.from_text(text, "v.info.json"))


def test_detection() -> None:
    assert min(sniff(Source.open(p)) for p in FIXTURES.iterdir()) >= 0.97
    formats = {"id": "v", "title": "T", "formats": [{"format_id": "18", "url": "x" * 70_000}]}
    assert sniff(Source.from_text(json.dumps(formats))) > 0.95
    chat = '{"replayChatItemAction": {"actions": []}, "videoOffsetTimeMsec": "0"}\n'
    for text in (chat, '{"comments": [{"id": 1, "text": "x"}]}', "Ada", "[3]", '{"entries": {}}'):
        assert sniff(Source.from_text(text)) == 0.0


@pytest.mark.parametrize("tenth", range(1, 10))
@pytest.mark.parametrize("name", ["video.info.json", "playlist.ndjson"])
def test_a_file_that_breaks_off(name: str, tenth: int) -> None:
    text = (FIXTURES / name).read_text("utf-8")
    source = Source.from_text(text[: len(text) * tenth // 10], name)
    try:
        corpus = read(source)
    except InputError as error:
        assert name in str(error)
        return
    assert corpus.audit["action"].isin(["dropped"]).any()
