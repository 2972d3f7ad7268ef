"""Readers of JSON that take pages column by column give the same rows as one by one."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from discourse.readers import convokit, jsonl, twitter, youtube
from discourse.readers.rows import gathering
from discourse.readers.rows.gathering import Gathering, each
from discourse.readers.rows.json_items import items
from discourse.readers.source import Source
from discourse.readers.tally import Tally

USERS = [{"id": "7", "username": "ada", "name": "Ada"}, {"id": "8", "username": "ben"}, {"name": "nobody"}]
INCLUDES = {"users": USERS, "tweets": [{"id": "90", "text": "RT of &amp; old", "author_id": "8"}]}
EXTRAS = st.fixed_dictionaries(
    {},
    optional={
        "referenced_tweets": st.sampled_from(
            [
                None,
                [],
                [{"type": "replied_to", "id": "1"}],
                [{"type": "replied_to", "id": 1}],
                [{"type": "replied_to", "id": "1"}, {"type": "quoted", "id": "90"}],
                [{"type": "retweeted", "id": "90"}],
                [{"type": "replied_to", "id": "95", "text": "inside", "author_id": "8"}],
            ]
        ),
        "public_metrics": st.sampled_from(
            [None, {}, {"like_count": 3}, {"like_count": None, "reply_count": 2}]
        ),
        "edit_history_tweet_ids": st.sampled_from([["1"], ["1", "2"], None]),
        "entities": st.sampled_from(
            [
                {"hashtags": [{"tag": "bridge"}]},
                {"urls": [{"url": "t.co/a", "display_url": "b.org", "expanded_url": "https://b.org"}]},
            ]
        ),
        "note_tweet": st.just({"text": "a long one t.co/a"}),
        "author": st.just({"id": "9", "username": "cy"}),
        "in_reply_to_user": st.just({"id": "9"}),
        "attachments": st.just({"media_keys": ["m"]}),
        "lang": st.just("en"),
    },
)
TWEETS = st.lists(
    st.tuples(
        st.sampled_from(["7", "8", "11"]),
        st.sampled_from(["no", "1 &lt; 2", "a & b", "RT @ada: cut &amp; o…", "see t.co/a"]),
        EXTRAS,
    ),
    min_size=8,
    max_size=14,
)


def read(reader: Any, *things: Any, **options: Any) -> tuple[list[dict[str, Any]], dict[Any, Any]]:
    """Return the rows of objects, one a line; None stands for what is not there, as in a column."""
    tally = Tally("x", "rows")
    source = Source.from_text("\n".join(json.dumps(t) for t in things), "x.jsonl")
    found = [
        {k: v for k, v in row.items() if v is not None} for row in each(reader.rows(source, tally, **options))
    ]
    return found, {key: row["rows"] for key, row in tally.rows.items()}


def without_lines(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{k: v for k, v in row.items() if k != "line"} for row in rows]


@settings(deadline=None, derandomize=True, max_examples=60)
@given(TWEETS)
def test_a_page_of_tweets_gives_what_its_tweets_give_alone(drawn: list[Any]) -> None:
    tweets = [
        {
            "id": str(i),
            "author_id": w,
            "conversation_id": "1",
            "created_at": "2023-10-13T18:00:00Z",
            "text": t,
            **more,
        }
        for i, (w, t, more) in enumerate(drawn)
    ]
    together, counted = read(twitter, {"data": tweets, "includes": INCLUDES})
    alone, counted_alone = read(twitter, *({"data": [tweet], "includes": INCLUDES} for tweet in tweets))
    assert len(together) == len(tweets) + 1 + any("95" in str(t.get("referenced_tweets")) for t in tweets)
    by_id = {row["id"]: row for row in without_lines(alone)}
    assert {row["id"]: row for row in without_lines(together)} == by_id
    assert [row["id"] for row in together[: len(tweets)]] == [str(i) for i in range(len(tweets))]
    assert counted == counted_alone


@pytest.mark.parametrize("spoilt", [{"author_id": None}, {"text": 5}, {"id": 12}, {"created_at": None}])
def test_a_page_with_a_tweet_of_another_kind_is_read_one_by_one(spoilt: dict[str, Any]) -> None:
    tweets: list[dict[str, Any]] = [
        {"id": f"a{i}", "author_id": "7", "conversation_id": "1", "created_at": "2023", "text": "no"}
        for i in range(9)
    ]
    tweets[4].update(spoilt)
    together, counted = read(twitter, {"data": tweets, "includes": {"users": USERS}})
    alone, counted_alone = read(twitter, *({"data": [t], "includes": {"users": USERS}} for t in tweets))
    assert without_lines(together) == without_lines(alone)
    assert counted == counted_alone


METAS = st.fixed_dictionaries(
    {},
    optional={
        "score": st.sampled_from([3, "3", None]),
        "subreddit": st.sampled_from(["rivertown", ""]),
        "title": st.just("A bridge"),
        "top_level_comment": st.none(),
        "is_section_header": st.booleans(),
        "parsed": st.sampled_from([None, "", [{"rt": 1}]]),
        "held": st.sampled_from(["<##bin{1}", "<b>", "x"]),
        "vectors": st.just("own"),
    },
)
UTTERANCES = st.lists(
    st.tuples(
        st.sampled_from(["a", "b", "c d", " e\u200b"]),
        st.sampled_from([None, "", "a", "b"]),
        st.sampled_from(["", "Ada", "Ben Low"]),
        st.sampled_from(["no", "1 &lt; 2", None]),
        METAS,
        st.fixed_dictionaries({}, optional={"vectors": st.sampled_from([[], ["bow"]]), "more": st.just(1)}),
    ),
    min_size=1,
    max_size=8,
)


@settings(deadline=None, derandomize=True, max_examples=60)
@given(UTTERANCES)
def test_utterances_of_the_usual_form_give_what_they_give_one_by_one(drawn: list[Any]) -> None:
    usual = [
        {
            "id": f"u{i}" if i % 3 else c,
            "conversation_id": c,
            "reply-to": p,
            "speaker": s,
            "text": t,
            "meta": m,
            **more,
        }
        for i, (c, p, s, t, m, more) in enumerate(drawn)
    ]
    # One utterance in the words of the first versions, and all are read one by one.
    former = {"id": "z", "root": "a", "reply_to": "a", "user": "Cy", "text": "so"}
    together, counted = read(convokit, *usual)
    alone, counted_alone = read(convokit, *usual, former)
    assert alone.pop()["id"] == "z"
    assert together == alone
    assert counted == counted_alone


def test_comments_of_several_slabs_keep_their_order(monkeypatch: pytest.MonkeyPatch) -> None:
    def thread(i: int) -> dict[str, Any]:
        top = {"id": f"U{i}", "snippet": {"videoId": "v", "textOriginal": f"top {i}", "viewerRating": "none"}}
        reply = {
            "id": f"U{i}.r",
            "snippet": {"textDisplay": f"<b>{i}</b>", "authorChannelId": {"value": "UC"}},
        }
        return {
            "kind": "youtube#commentThread",
            "snippet": {"videoId": "v", "channelId": "UC", "topLevelComment": top},
            "replies": {"comments": [reply]},
        }

    video = {"kind": "youtube#video", "id": "v", "snippet": {"title": "A bridge"}}
    things = [*map(thread, range(9)), video]
    whole, _ = read(youtube, *things)
    monkeypatch.setattr(youtube, "_SLAB", 3)
    assert read(youtube, *things)[0] == whole
    assert whole[0]["kind"] == "document"
    assert [r["id"] for r in whole[1:5]] == ["U0", "U0.r", "U1", "U1.r"]
    assert [r.get("parent") for r in whole[1:5]] == [None, "U0", None, "U1"]
    assert [r.get("markup") for r in whole[1:3]] == [None, "html"]
    assert [r.get("url") for r in whole[1:]] == ["https://www.youtube.com/watch?v=v", *[None] * 17]
    monkeypatch.setattr(gathering, "BATCH", 4)
    assert [r for r in read(youtube, *things)[0] if "kind" not in r] == whole[1:]


def test_columns_of_objects_whose_names_come_late(monkeypatch: pytest.MonkeyPatch) -> None:
    objects = [
        {"id": i, "text": "no", **({"user": {"name": f"A{i}"}} if i > 4 else {"mood": "calm"})}
        for i in range(8)
    ]
    found = iter(enumerate(objects, 1))
    monkeypatch.setattr(jsonl, "_SLAB", 3)
    ((columns, lines),) = list(jsonl._chunks(found))
    assert lines == list(range(1, 9))
    assert columns == {
        "id": list(range(8)),
        "text": ["no"] * 8,
        "mood": ["calm"] * 5 + [None] * 3,
        "user.name": [None] * 5 + ["A5", "A6", "A7"],
    }


def test_a_gathering_gives_documents_first_and_starts_anew() -> None:
    gathered = Gathering()
    gathered.extend({"line": [1, 2], "text": ["a", "b"]})
    gathered.extend({"line": []})
    gathered.add({"line": 3, "kind": "document", "id": "d"})
    gathered.add({"line": 4, "author": "Ada"})
    document, columns = gathered.taken()
    assert document["id"] == "d"
    assert columns == {"line": [1, 2, 4], "text": ["a", "b", None], "author": [None, None, "Ada"]}
    assert list(gathered.taken()) == []


@pytest.mark.parametrize("half", ["", "\ud83d"])
def test_lines_keep_their_numbers_whether_or_not_they_fit_into_utf_8(half: str) -> None:
    text = f'{{"a": "é{half}"}}\n\n\u00a0 \n{{"a"\n{{"a": "b\tc"}}\n[1]\n{{"a": 2}}\n\n'
    tally = Tally("x", "rows")
    found = list(items(Source.from_text(text), tally))
    assert found == [(1, {"a": f"é{half}"}), (5, {"a": "b\tc"}), (7, {"a": 2})]
    assert tally.count("dropped") == 2
