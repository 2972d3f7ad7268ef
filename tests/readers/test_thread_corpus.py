"""The acceptance case: a real, messy thread beside the checkout."""

from __future__ import annotations

from pathlib import Path

import pytest

from discourse.readers.detect import detect
from discourse.readers.source import Source
from discourse.readers.thread import read

pytestmark = pytest.mark.shared
NAMED = ["Lone Ranger", "Saubhik Ghosh", "Free man", "Rafik Chauhan", "Willing Conscience (The Truths"]


@pytest.fixture(scope="module")
def source(shared: Path) -> Source:
    return Source.open(shared / "data" / "threads" / "daraa-thread.txt")


def test_it_is_found_to_be_a_thread(source: Source) -> None:
    assert detect(source) == "thread"


def test_article(source: Source) -> None:
    document = read(source).documents.iloc[0]
    assert document["title"].startswith("Syrian Army Lost Control Of")
    assert document["title"].endswith("(Video, Photos)")
    paragraphs = document["text"].split("\n\n")
    assert len(paragraphs) == 4
    assert paragraphs[0].startswith("Tensions between")
    assert paragraphs[3].endswith("operations there.")


def test_seven_comments_in_order(source: Source) -> None:
    comments = read(source).comments
    assert comments["author"].tolist() == [*NAMED[:3], "unknown 1", "Rafik Chauhan", "unknown 2", NAMED[4]]
    assert comments["author_id"].nunique() == 7
    assert [a for a in comments["author_id"] if not a.startswith("unknown:")] == NAMED
    starts = [text.split()[0] for text in comments["text"]]
    assert starts == ["CIAisis", "syrian", "Southern", "The", "disband", "LOL!!!", "So"]
    assert comments["confidence"].tolist() == [0.95, 0.76, 0.95, 0.7, 0.95, 0.7, 0.95]


def test_the_doubtful_boundary_and_no_other_is_flagged(source: Source) -> None:
    corpus = read(source)
    flags = corpus.audit[corpus.audit["action"] == "flagged"]
    assert flags["line"].tolist() == [20]
    assert flags["example"].iloc[0].startswith("They’re probably")
    assert corpus.comments["text"][1].count("\n\n") == 2


def test_split_uncertain_makes_an_eighth_comment(source: Source) -> None:
    comments = read(source, split_uncertain=True).comments
    assert len(comments) == 8
    assert comments["author"].tolist()[1:4] == ["Saubhik Ghosh", "unknown 1", "Free man"]
    assert comments["text"][1] == "syrian army wii reclaim it again"
    assert comments["text"][2].startswith("They’re probably")
    assert comments["text"][2].endswith("permanent.")
    assert comments["author_id"].nunique() == 8


def test_the_quoted_paragraph_is_not_the_commenters(source: Source) -> None:
    last = read(source).comments.iloc[-1]
    assert last["quoted"].startswith("“Tensions between the Syrian Army")
    assert last["quoted"].endswith("province of Daraa.”")
    assert "Tensions" not in last["text"]
    assert "“Iran and hezbollah out”" in last["text"]


def test_the_account(source: Source) -> None:
    audit = read(source).audit
    kept = audit[audit["action"] == "kept"].set_index("reason")["rows"].to_dict()
    assert kept == {"title": 1, "article": 4, "names": 5, "comment text": 12, "quoted": 1}
    assert audit.loc[audit["action"] == "read", "rows"].tolist() == [23]
    assert not audit["action"].isin(["dropped", "repaired"]).any()


@pytest.mark.parametrize("end", ["\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_the_same_after_a_trip_through_another_system(
    source: Source, tmp_path: Path, end: str, encoding: str
) -> None:
    path = tmp_path / "daraa-thread.txt"
    path.write_bytes(source.text.replace("\n", end).encode(encoding))
    assert read(Source.open(path)).digest == read(source).digest
