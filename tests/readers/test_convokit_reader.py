from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from discourse.errors import InputError
from discourse.readers.convokit import read, rows, sniff
from discourse.readers.rows.gathering import each
from discourse.readers.source import Source
from discourse.readers.tally import Tally

FIXTURES = Path(__file__).parent / "fixtures" / "convokit"
BRIDGE = FIXTURES / "bridge" / "utterances.jsonl"
TALK = FIXTURES / "talk" / "utterances.jsonl"
FIRST = FIXTURES / "first" / "utterances.json"


def of(path: Path) -> tuple[list[dict[str, Any]], Tally]:
    source = Source.open(path)
    tally = Tally(source.name, "rows")
    return list(each(rows(source, tally))), tally


def balanced(corpus: Any) -> int:
    counts = corpus.audit.groupby("action")["rows"].sum()
    assert counts["read"] == counts["kept"] + counts.get("dropped", 0)
    return int(counts["read"])


def test_the_submission_is_the_document_in_a_corpus_of_reddit() -> None:
    found, tally = of(BRIDGE)
    assert [r.get("kind", "comment") for r in found] == ["document"] * 2 + ["comment"] * 5
    assert (found[0]["title"], found[0]["author"]) == ("The bridge is closed", "ada_low")
    assert found[0]["url"] == "https://www.reddit.com/r/rivertown/comments/abc12/the_bridge/"
    assert found[0]["extra"]["score"] == 40
    assert (found[1]["id"], found[1]["title"], found[1]["line"]) == ("zzz99", "Another thread", 6)
    assert [r["likes"] for r in found[2:]] == [5, -2, 1, 1, 1]
    assert {r["markup"] for r in found[2:]} == {"markdown"}
    assert found[3]["extra"]["speaker"] == {"num_posts": 3}
    assert list(tally.rows) == [
        ("dropped", "no JSON utterance"),
        ("dropped", "neither a speaker nor a conversation: no utterance"),
    ]


def test_the_corpus_of_reddit() -> None:
    corpus = read(Source.open(BRIDGE))
    comments = corpus.comments.set_index("comment_id")
    assert comments.index.tolist() == ["k1", "k2", "k3", "k4", "k5"]
    assert comments["parent_id"].fillna("").tolist() == ["", "k1", "k2", "k3", ""]
    assert comments["missing_parent"].fillna("").tolist() == ["", "", "", "", "gone1"]
    assert comments["text"].tolist() == [
        "Close it > keep it.",
        "Why? See here.",
        "[deleted]",
        "كلام 🙂",
        "An answer to nobody here.",
    ]
    assert comments["quoted"]["k2"] == "Close it"
    assert comments["author"].tolist() == ["ben", "ada_low", "unknown 1", "unknown 2", "AutoModerator"]
    assert comments["deleted"].tolist() == [False, False, True, False, False]
    assert comments["role"]["k5"] == "bot"
    assert comments["created_at"].isna().tolist() == [False, False, False, True, False]
    assert corpus.documents["document_id"].tolist() == ["abc12", "zzz99"]
    assert corpus.documents["title"].tolist() == ["The bridge is closed", "Another thread"]
    assert balanced(corpus) == 9


def test_headings_speakers_and_conversations_without_a_title() -> None:
    found, tally = of(TALK)
    assert [r.get("kind", "comment") for r in found] == ["document"] * 2 + ["comment"] * 5
    assert (found[0]["title"], found[0]["extra"]["page_title"]) == ("Is this a bridge?", "Talk:Old Bridge")
    assert [r["author"] for r in found[2:]] == ["BIANCA", "Ben Mar", "Ben Mar", "u2", "BIANCA"]
    assert [r["author_id"] for r in found[2:]] == ["u0", "u1", "u1", "u2", "u0"]
    assert found[2]["extra"] == {
        "is_section_header": False,
        "toxicity": 0.01,
        "speaker": {"gender": "f"},
        "vectors": ["bow"],
    }
    assert (found[1]["id"], found[1]["title"]) == ("L100", "ten ways over a river")
    assert [reason for _, reason in tally.rows] == [
        "a grammatical parse of the text, left out",
        "a value that ConvoKit keeps in a file of Python objects, left out",
    ]
    corpus = read(Source.open(TALK))
    comments = corpus.comments.set_index("comment_id")
    assert comments["parent_id"].fillna("").to_dict() == {
        "7.1.2": "",
        "7.1.3": "7.1.2",
        "7.1.4": "7.1.3",
        "L100": "",
        "L101": "L100",
    }
    assert comments["deleted"]["7.1.3"]  # no words, but an answer
    assert comments["missing_parent"].isna().all()
    assert balanced(corpus) == 7


def test_the_first_version_and_a_spoilt_neighbour() -> None:
    corpus = read(Source.open(FIRST))
    comments = corpus.comments
    assert comments["comment_id"].tolist() == ["1", "2", "2~2"]
    assert comments["author"].tolist() == ["ada", "ben", "cy"]
    assert comments["parent_id"].fillna("").tolist() == ["", "1", "2"]
    assert "users.json is no JSON object of things by their ids, so that the corpus lacks it" in set(
        corpus.audit["reason"]
    )
    assert json.loads(comments["extra"][0]) == {"user-info": {"side": "for"}}


def test_utterances_alone() -> None:
    corpus = read(Source.from_text(BRIDGE.read_text("utf-8"), "utterances.jsonl"))
    assert corpus.documents["title"].isna().tolist() == [True, True]
    assert corpus.comments["comment_id"].tolist() == ["k1", "k2", "k3", "k4", "k5"]
    assert balanced(corpus) == 8


def test_detection() -> None:
    assert [sniff(Source.open(p)) for p in (BRIDGE, TALK, FIRST)] == [0.98] * 3
    for text in (
        '{"id": "1", "text": "a", "author_id": "2", "conversation_id": "1"}',
        '{"id": "1", "text": "a", "speaker": "b"}',
        '[{"a": 1}]',
        "id,text,speaker,conversation_id,reply_to\n1,a,b,c,d",
        "[[[",
    ):
        assert sniff(Source.from_text(text)) == 0.0


def test_other_files_are_refused() -> None:
    for text in ('{"a": 1}', "[1, 2]", '{"id": "1", "text": "a"}', "Ada\n\nno"):
        with pytest.raises(InputError, match=r"x\.jsonl"):
            read(Source.from_text(text, "x.jsonl"))


ODD: list[Any] = [None, "", 0, -1.5, 1e300, 10**30, True, [], {}, [None], {"a": [1]}, "\x00", "\ud800", "nan"]


@pytest.mark.parametrize("odd", ODD)
def test_odd_values(odd: Any) -> None:
    whole = {
        "id": "1",
        "conversation_id": "1",
        "text": "a",
        "speaker": "b",
        "meta": {"subreddit": "x", "score": 1},
        "reply-to": None,
        "timestamp": 1577836800,
        "vectors": [],
    }
    for field in whole:
        text = "\n".join(
            json.dumps(one) for one in ({**whole, field: odd}, {**whole, "id": "2", "reply-to": "1"})
        )
        try:
            corpus = read(Source.from_text(text, "utterances.jsonl"))
        except InputError as error:
            assert "utterances.jsonl" in str(error)
            continue
        balanced(corpus)


@pytest.mark.parametrize("tenth", range(1, 10))
@pytest.mark.parametrize("path", [BRIDGE, FIRST])
def test_a_file_that_breaks_off(path: Path, tenth: int) -> None:
    data = path.read_text("utf-8")
    try:
        corpus = read(Source.from_text(data[: len(data) * tenth // 10], path.name))
    except InputError as error:
        assert path.name in str(error)
        return
    balanced(corpus)
