from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from discourse.errors import InputError, OptionError
from discourse.readers.rows.gathering import each
from discourse.readers.source import Source
from discourse.readers.tally import Tally
from discourse.readers.twitter import read, rows, sniff

FIXTURES = Path(__file__).parent / "fixtures" / "twitter"
ROOT, REPLY, ORPHAN = "1712900000000000001", "1712900000000000002", "1712900000000000003"
QUOTE, RETWEET, ORIGINAL = "1712900000000000004", "1712900000000000005", "1712800000000000009"
CLOSED = "The bridge is closed. Safety > speed & comfort. example.org/news/2023/10/1…"


def of(name: str, **options: Any) -> tuple[dict[str, dict[str, Any]], Tally]:
    source = Source.open(FIXTURES / name)
    tally = Tally(source.name, "rows")
    return {r["id"]: r for r in each(rows(source, tally, **options))}, tally


def given(*things: Any, **options: Any) -> tuple[list[dict[str, Any]], Tally]:
    tally = Tally("x", "rows")
    text = "\n".join(json.dumps(t) for t in things)
    return list(each(rows(Source.from_text(text, "x.jsonl"), tally, **options))), tally


def test_pages() -> None:
    found, _ = of("pages.jsonl")
    assert list(found) == [RETWEET, QUOTE, ORPHAN, REPLY, ROOT, ORIGINAL]
    assert [found[i].get("parent") for i in (ROOT, REPLY, ORPHAN)] == [None, ROOT, "1712900000000000099"]
    assert {found[i]["document"] for i in (ROOT, REPLY, ORPHAN)} == {ROOT}
    assert (found[REPLY]["author"], found[REPLY]["author_id"], found[REPLY]["likes"]) == ("ada_low", "101", 2)
    assert found[REPLY]["extra"]["mentions"] == ["103"]
    assert found[ROOT]["extra"]["hashtags"] == ["bridge"]
    assert "edit_history_tweet_ids" not in found[ROOT]["extra"]


def test_texts_are_unescaped_and_show_the_addresses_that_readers_saw() -> None:
    found, _ = of("pages.jsonl")
    root = found[ROOT]
    assert root["text"] == CLOSED
    assert root["raw"] == "The bridge is closed. Safety &gt; speed &amp; comfort. https://t.co/abcdefghij"
    assert root["links"] == ["https://example.org/news/2023/10/13/the-bridge-is-closed"]
    assert found[ORPHAN]["text"] == "@ada_low @x so <you> say"
    (row,), _ = given({"id": "1", "text": "&amp;lt; stays &lt;"})
    assert row["text"] == "&lt; stays <"


def test_long_tweets_and_quoted_ones() -> None:
    found, _ = of("pages.jsonl")
    quote = found[QUOTE]
    assert quote["text"] == "The bridge was never safe. " * 20 + "twitter.com/rivertown/stat…"
    assert quote["quoted"] == CLOSED
    assert quote["extra"]["quote_of"] == ROOT
    assert quote["extra"]["media"] == [{"media_key": "3_1", "type": "photo", "alt_text": "a closed bridge"}]
    assert quote["extra"]["polls"][0]["options"][0]["label"] == "open"
    assert quote["extra"]["geo"]["place"]["full_name"] == "River Town"


def test_retweets_are_completed_or_dropped() -> None:
    found, tally = of("pages.jsonl")
    row = found[RETWEET]
    assert row["text"].startswith("RT @cleo: We swim, they close")
    assert row["text"].endswith("a very long thought that goes on example.org/swim")
    assert row["raw"].endswith("a very long thought th…")
    assert (row["author"], row["extra"]["retweet_of"]) == ("ben", ORIGINAL)
    assert ("repaired", "a retweet cut off by X, completed from the tweet that it repeats") in tally.rows
    found, tally = of("pages.jsonl", retweets="drop")
    assert RETWEET not in found
    assert tally.rows["dropped", "a retweet (retweets='drop')"]["rows"] == 1
    with pytest.raises(OptionError, match="retweets is 'keep' or 'drop', not 'x'"):
        of("pages.jsonl", retweets="x")


def test_tweets_given_for_context_come_last_and_only_if_they_do_not_come_otherwise() -> None:
    found, _ = of("pages.jsonl")
    # The root is given for context with the first page and for itself with the second.
    assert [i for i, r in found.items() if r["extra"].get("included")] == [ORIGINAL]
    assert found[ORIGINAL]["author"] == "cleo"
    found, tally = of("pages.jsonl", includes=False)
    assert ORIGINAL not in found
    assert tally.rows["dropped", "a tweet given for context only (includes=False)"]["rows"] == 1


def test_tweets_that_x_did_not_give_are_told() -> None:
    _, tally = of("pages.jsonl")
    assert [str(f["reason"])[-4:] for f in tally.flags] == ["): 1"]


def test_flattened_tweets_are_read_as_their_pages() -> None:
    flat, tally = of("flattened.jsonl")
    pages, _ = of("pages.jsonl")
    assert list(flat) == [RETWEET, QUOTE, REPLY, ROOT, ORIGINAL]
    for name, row in flat.items():
        for key in (
            "document",
            "parent",
            "author",
            "author_id",
            "created_at",
            "text",
            "raw",
            "quoted",
            "links",
            "likes",
        ):
            assert row.get(key) == pages[name].get(key), (name, key)
    assert "__twarc" not in flat[ROOT]["extra"]
    assert [action for action, _ in tally.rows] == ["repaired"]


def test_version_1() -> None:
    found, tally = of("version_1.jsonl")
    first, reply, retweet, quote, number, quoted = found.values()
    assert first["text"] == "Bridge closed: example.org/closed"
    assert first["links"][0] == "http://example.org/closed"
    assert (first["author"], first["author_id"], first["likes"]) == ("rivertown", "103", 4)
    assert (reply["parent"], reply["text"]) == ("552783667052167168", "@rivertown why?")
    assert reply["extra"]["mentions"] == ["103"]
    assert retweet["text"] == "RT @rivertown: Bridge closed: example.org/closed"
    assert quote["text"] == "A long one that was cut and is here in full & more"
    assert quote["quoted"] == "said before"
    assert number["id"] == 5.52784e17
    assert (quoted["text"], quoted["extra"]["included"]) == ("said before", True)
    assert ("dropped", "a notice of the stream, no tweet") in tally.rows
    assert str(tally.flags[0]["reason"]).startswith("tweets whose text X cut off")


def test_the_corpora() -> None:
    corpus = read(Source.open(FIXTURES / "pages.jsonl"))
    assert corpus.comments["parent_id"].fillna("").tolist() == ["", "", "", ROOT, "", ""]
    assert corpus.comments["missing_parent"].dropna().tolist() == ["1712900000000000099"]
    assert str(corpus.comments["created_at"][4]) == "2023-10-13 12:00:00"
    counts = corpus.audit.groupby("action")["rows"].sum()
    assert counts["read"] == counts["kept"] == 6
    assert corpus.sources[0]["options"] == {"retweets": "keep", "includes": True}
    old = read(Source.open(FIXTURES / "version_1.jsonl"))
    assert str(old.comments["created_at"][0]) == "2015-01-07 11:14:38"
    assert old.comments["parent_id"][1] == "552783667052167168"
    assert old.comments["comment_id"][4] == "5.52784e+17"
    assert old.audit["reason"].str.contains("last ones are lost").any()


def test_a_pretty_page_a_list_of_pages_and_single_tweets_of_a_stream() -> None:
    page = {"data": [{"id": "1", "text": "a"}], "meta": {"newest_id": "1"}}
    for text in (json.dumps(page, indent=2), json.dumps([page], indent=2), json.dumps([page["data"]])[1:-1]):
        assert [r["id"] for r in each(rows(Source.from_text(text), Tally("x", "rows")))] == ["1"]
    found, _ = given({"data": {"id": "1", "text": "a"}, "matching_rules": [{"id": "9", "tag": "bridge"}]})
    assert found[0]["extra"]["matching_rules"] == [{"id": "9", "tag": "bridge"}]
    found, _ = given({"statuses": [{"id_str": "1", "full_text": "a"}], "search_metadata": {}})
    assert [r["id"] for r in found] == ["1"]


def test_what_is_no_tweet_is_dropped_with_its_reason() -> None:
    found, tally = given(
        {"data": [{"id": "1"}, 3]}, {"a": 1, "b": 2}, {"limit": {"track": 3}}, {"meta": {"result_count": 0}}
    )
    assert found == []
    assert {reason: row["rows"] for (_, reason), row in tally.rows.items()} == {
        "no tweet": 2,
        "neither tweet nor page, no tweet": 1,
        "a notice of the stream, no tweet": 1,
    }


def test_detection() -> None:
    assert [sniff(Source.open(p)) for p in FIXTURES.iterdir()] == [0.98] * 3
    empty = '{"meta": {"result_count": 0}}\n' + (FIXTURES / "pages.jsonl").read_text("utf-8")
    assert sniff(Source.from_text(empty)) > 0.95
    for text in (
        '{"id": "1", "text": "x"}',
        '{"data": [{"id": 1, "text": "x"}]}',
        "[]",
        "Ada",
        '{"data": {"children": []}}',
    ):
        assert sniff(Source.from_text(text)) == 0.0


@pytest.mark.parametrize("tenth", range(1, 10))
@pytest.mark.parametrize("name", ["pages.jsonl", "flattened.jsonl", "version_1.jsonl"])
def test_a_file_that_breaks_off(name: str, tenth: int) -> None:
    text = (FIXTURES / name).read_text("utf-8")
    source = Source.from_text(text[: len(text) * tenth // 10], name)
    try:
        corpus = read(source)
    except InputError as error:
        assert name in str(error)
        return
    assert corpus.audit["action"].isin(["dropped"]).any()
