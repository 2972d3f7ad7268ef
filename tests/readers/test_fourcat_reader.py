from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from discourse.errors import InputError, OptionError
from discourse.readers.fourcat import read, rows, sniff
from discourse.readers.rows.imageboard import THIN, posted
from discourse.readers.source import Source
from discourse.readers.tally import Tally

FIXTURES = Path(__file__).parent / "fixtures" / "fourcat"
NAMES = sorted(p.name for p in FIXTURES.iterdir())


def corpus_of(name: str, **options: Any) -> Any:
    corpus = read(Source.open(FIXTURES / name), **options)
    counts = corpus.audit.groupby("action")["rows"].sum()
    assert counts["read"] == counts["kept"] + counts.get("dropped", 0)
    return corpus


def column(corpus: Any, name: str) -> dict[str, Any]:
    values = [None if pd.isna(v) else v for v in corpus.comments[name]]
    return dict(zip(corpus.comments["comment_id"], values, strict=True))


def extra_of(corpus: Any, name: str) -> dict[str, Any]:
    found = column(corpus, "extra")[name]
    return json.loads(found) if found else {}


def test_rows_of_reddit() -> None:
    source = Source.open(FIXTURES / "reddit.csv")
    document, batch = rows(source, Tally(source.name, "rows"))
    assert (document["kind"], document["id"], document["title"]) == (
        "document",
        "abc12",
        "The bridge & the river",
    )
    assert document["url"] == "https://www.reddit.com/r/rivertown/comments/abc12/"
    assert document["extra"]["url"] == "https://example.org/bridge"
    assert document["extra"]["score"] == "40"
    assert batch["line"] == [3, 6, 9, 10, 11]
    assert batch["parent"] == ["", "k1", "k2", "gone", "k1"]
    assert set(batch["markup"]) == {"markdown"}
    assert batch["created_at"] == [
        "1672920001",
        "1672920002",
        "1672920003",
        "2023-01-05 12:00:04Z",
        "1672920005",
    ]
    assert batch["left"]["subreddit"] == ["rivertown"] * 5


def test_the_corpus_of_reddit() -> None:
    corpus = corpus_of("reddit.csv")
    assert column(corpus, "text") == {
        "k1": "Close it > keep it.\n\nNow",
        "k2": "No.",
        "k3": "[deleted]",
        "k4": "كلام 🙂",
    }
    assert column(corpus, "quoted")["k2"] == "Close it"
    assert column(corpus, "parent_id") == {"k1": None, "k2": "k1", "k3": "k2", "k4": None}
    assert column(corpus, "missing_parent")["k4"] == "gone"
    assert column(corpus, "author")["k3"] == "unknown 1"
    assert column(corpus, "likes")["k2"] == -2
    assert column(corpus, "deleted")["k3"]
    assert "a time without its zone, taken as UTC" not in set(corpus.audit["reason"])
    assert corpus.documents["title"].tolist() == ["The bridge & the river"]


def test_openers_as_comments() -> None:
    corpus = corpus_of("reddit.csv", openers="comments")
    assert corpus.comments["comment_id"].tolist() == ["abc12", "k1", "k2", "k3", "k4"]
    assert column(corpus, "parent_id")["k1"] is None
    assert corpus.documents["title"].tolist() == ["The bridge & the river"]
    documents = corpus_of("twitter.csv", openers="documents")
    assert documents.documents["text"].tolist() == ["Close it & be done"]
    assert len(documents.comments) == 2
    with pytest.raises(OptionError, match="openers is 'documents' or 'comments'"):
        read(Source.open(FIXTURES / "reddit.csv"), openers="both")


def test_posts_of_an_imageboard() -> None:
    corpus = corpus_of("fourchan.csv")
    assert column(corpus, "parent_id") == {
        "1001": None,
        "1002": "1001",
        "1003": "1002",
        "1004": "1003",
        "1005": None,
        "1006": "1002",
    }
    assert column(corpus, "missing_parent")["1005"] == "9999"
    text = column(corpus, "text")
    assert text["1001"] == f"They closed the bridge.\n{THIN}>be me\n{THIN}>live on the other side"
    assert text["1002"] == ">be me\nlol no"
    assert text["1003"] == "Both of you are wrong"
    assert text["1004"] == ">wrong\nIt's open"
    assert text["1005"] == "See https://example.org/a"
    assert corpus.comments["quoted"].isna().all()
    assert extra_of(corpus, "1003")["answers"] == ["1002", "1001"]
    who = column(corpus, "author_id")
    assert who["1001"] == who["1004"] == "1001:AbCdEf12"
    assert who["1003"] == "!trip9"
    assert column(corpus, "author")["1001"] == "AbCdEf12"
    assert len({who[n] for n in ("1002", "1005", "1006")}) == 3
    assert column(corpus, "role")["1004"] == "moderator"
    assert corpus.documents["title"].tolist() == ["The bridge"]


def test_what_a_green_line_repeats_of_the_post_answered_is_a_quotation() -> None:
    head = "id,thread_id,timestamp,body,subject,author,country_code\n"
    said = "They closed the bridge and all of us live here"
    body = f'"{said}.\n"'
    corpus = read(Source.from_text(f'{head}1,1,,{body},,,NL\n2,1,,">>1\n>{said}\n>so what",,,NL\n', "x.csv"))
    assert corpus.comments["quoted"].tolist()[1].strip(THIN) == f">{said}"
    assert corpus.comments["text"].tolist()[1].strip(THIN) == ">so what"


def test_links_between_posts() -> None:
    assert posted("no links") == ("no links", [])
    assert posted(">>1 >>2 (You) three >>4") == ("three >>4", ["1", "2", "4"])
    assert posted(">>>/news/5 aside") == ("aside", [])
    assert posted(">>1\n>>1") == ("", ["1"])
    assert posted("2 > 1") == ("2 > 1", [])
    assert posted("a<br>b &amp; c") == ("a\nb & c", [])


def test_chats() -> None:
    corpus = corpus_of("telegram.csv")
    assert corpus.documents["title"].tolist() == ["Rivertown talk", "Hill talk"]
    assert column(corpus, "parent_id") == {"1": None, "2": "1", "3": None, "hill:1": None, "hill:3": "hill:1"}
    assert column(corpus, "author") == {
        "1": "Ada Low",
        "2": "8",
        "3": "Helper",
        "hill:1": "Ada Low",
        "hill:3": "Cy Dan",
    }
    assert column(corpus, "author_id")["hill:1"] == "7"
    assert column(corpus, "role")["3"] == "bot"
    new = corpus_of("telegram_new.csv")
    assert column(new, "parent_id") == {"river-1": None, "river-2": "river-1"}


def test_tweets() -> None:
    corpus = corpus_of("twitter.csv")
    assert corpus.comments["text"].tolist() == ["Close it & be done", "@ada No!", "Spoilt by a spreadsheet"]
    first, second, third = corpus.comments["comment_id"]
    assert (first, second, third) == ("1610965847371624448", "1610965847371624449", "1.61E+18")
    assert column(corpus, "parent_id")[second] == first
    assert column(corpus, "parent_by")[second] == "mention"
    assert column(corpus, "links")[first] == "https://example.org/a?b=1,2\nhttps://example.org/c"
    assert column(corpus, "author_id")[first] == "7"
    assert "an id written with so few digits that the last ones are lost; kept as written" in set(
        corpus.audit["reason"]
    )
    assert corpus.documents["url"].tolist() == ["https://x.com/ada/status/1610965847371624448"]


def test_comments_of_tiktok() -> None:
    corpus = corpus_of("tiktok_comments.csv")
    assert column(corpus, "parent_id") == {"71": None, "72": "71"}
    assert corpus.documents[["document_id", "text"]].to_numpy().tolist() == [["700", "Bridge news"]]
    assert corpus.documents["url"].tolist() == ["https://www.tiktok.com/@town/video/700"]


def test_videos() -> None:
    corpus = corpus_of("bitchute.csv")
    assert corpus.documents["text"].tolist() == ["About the bridge"]
    assert corpus.documents["url"].tolist() == ["https://www.bitchute.com/video/vid1/"]
    assert column(corpus, "parent_id") == {"c1": None, "c2": "c1"}
    assert corpus.comments["missing_parent"].isna().all()


def test_posts_without_comments() -> None:
    truth = corpus_of("truth.csv")
    assert truth.comments[["author", "author_id", "text"]].to_numpy().tolist() == [
        ["ada", "7", "Close it\nnow"]
    ]
    linkedin = corpus_of("linkedin.csv")
    assert linkedin.comments[["author", "author_id", "precision"]].to_numpy().tolist() == [
        ["Ada Low", "in/ada-low", "month"]
    ]


def test_tweets_as_the_site_gave_them() -> None:
    corpus = corpus_of("zeeschuimer_x.ndjson")
    assert column(corpus, "text") == {
        "1": "Close it & see example.org/news",
        "2": "@ada No!",
        "3": "RT @ada: Close it, all of it, the whole of the bridge",
        "4": "This.",
    }
    assert column(corpus, "parent_id") == {"1": None, "2": "1", "3": None, "4": None}
    assert column(corpus, "parent_by")["2"] == "given"
    assert column(corpus, "links")["1"] == "https://example.org/news"
    assert column(corpus, "quoted")["4"] == "Close it, all of it, the whole of the bridge"
    assert column(corpus, "author_id")["2"] == "id_ben"
    assert column(corpus, "likes")["1"] == 3
    assert str(corpus.comments["created_at"][0]) == "2023-01-05 12:00:00"


def test_other_posts_as_the_sites_gave_them() -> None:
    corpus = corpus_of("zeeschuimer_mixed.ndjson")
    assert column(corpus, "text") == {
        "70": "Bridge #news",
        "CxA": "The bridge at dawn",
        "6960": "We close bridges",
        "71": "Close it",
        "72": "No",
        "110": "Close it",
    }
    assert column(corpus, "parent_id")["72"] == "71"
    assert column(corpus, "author") == {
        "70": "ada",
        "CxA": "dee",
        "6960": "Ada Low",
        "71": "ben",
        "72": "cy",
        "110": "ada",
    }
    assert column(corpus, "precision")["6960"] == "day"
    assert column(corpus, "likes")["6960"] == 5
    dropped = corpus.audit[corpus.audit["action"] == "dropped"]["reason"].tolist()
    assert sorted(dropped) == [
        "an item of 9gag.com as the site gave it, which is not read; export it from 4CAT as CSV",
        "no JSON object",
        "no text",
    ]


def test_messages_as_4cat_keeps_them() -> None:
    corpus = corpus_of("telegram.ndjson")
    assert column(corpus, "parent_id") == {"1": None, "2": "1"}
    assert column(corpus, "author") == {"1": "Ada Low", "2": "8"}
    assert corpus.documents["title"].tolist() == ["Rivertown talk"]
    assert ("a service message", 1) in set(zip(corpus.audit["reason"], corpus.audit["rows"], strict=True))


def test_items_of_4cat_in_json() -> None:
    corpus = corpus_of("mapped.ndjson")
    assert column(corpus, "parent_id") == {"11": None, "12": "11"}
    assert corpus.comments["created_at"].notna().all()
    assert extra_of(corpus, "11") == {"hashtags": ["a"]}


def test_posts_that_open_threads_alone() -> None:
    text = (FIXTURES / "reddit.csv").read_text("utf-8").split("abc12,k1")[0]
    with pytest.raises(InputError, match="openers='comments'"):
        read(Source.from_text(text, "posts.csv"))
    assert len(read(Source.from_text(text, "posts.csv"), openers="comments").comments) == 1


def test_detection() -> None:
    assert {name: sniff(Source.open(FIXTURES / name)) for name in NAMES} == dict.fromkeys(NAMES, 0.97)
    for text in (
        "id,author,body\n1,a,b",
        "id,body,link_id,author,created_utc\n1,a,b,c,d",
        '{"id": "1", "text": "a", "author_id": "2", "conversation_id": "1"}',
        '{"data": {"id": 1}}',
        "Ada\n\nbody",
        "[[",
    ):
        assert sniff(Source.from_text(text)) == 0.0


def test_other_files_are_refused() -> None:
    for text in ("a,b\n1,2\n", '{"a": 1}', "[1, 2]", "id,body\n"):
        with pytest.raises(InputError, match=r"x\.csv"):
            read(Source.from_text(text, "x.csv"))


@pytest.mark.parametrize("tenth", range(1, 10))
@pytest.mark.parametrize("name", ["fourchan.csv", "telegram.csv", "zeeschuimer_mixed.ndjson"])
def test_a_file_that_breaks_off(name: str, tenth: int) -> None:
    data = (FIXTURES / name).read_text("utf-8")
    try:
        corpus = read(Source.from_text(data[: len(data) * tenth // 10], name))
    except InputError as error:
        assert name in str(error)
        return
    counts = corpus.audit.groupby("action")["rows"].sum()
    assert counts["read"] == counts["kept"] + counts.get("dropped", 0)


ODD: list[Any] = [None, "", 0, -1.5, 1e300, 10**30, True, [], {}, [None], {"a": [1]}, "\x00", "\ud800", "nan"]


def places(value: Any, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [way] if way else []
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inner:
        found += places(one, (*way, key))
    return found


@pytest.mark.parametrize("name", [n for n in NAMES if n.endswith("ndjson")])
def test_every_value_in_turn_replaced_by_odd_ones(name: str) -> None:
    things = [json.loads(line) for line in (FIXTURES / name).read_text("utf-8").splitlines()]
    for number, way in enumerate(places(things)):
        for odd in (ODD[number % len(ODD)], [{"id": ["x"]}]):
            changed = copy.deepcopy(things)
            holder: Any = changed
            for step in way[:-1]:
                holder = holder[step]
            holder[way[-1]] = odd
            source = Source.from_text("\n".join(map(json.dumps, changed)), name)
            assert 0 <= sniff(source) <= 1
            try:
                found = list(rows(source, Tally(name, "rows")))
            except InputError as error:
                assert "\n" not in str(error)
                continue
            for row in found:
                sizes = {len(v) for n, v in row.items() if n != "left"} if "left" in row else {1}
                assert len(sizes) == 1


@pytest.mark.parametrize("odd", ODD)
def test_odd_values_all_the_way(odd: Any) -> None:
    whole = json.loads((FIXTURES / "mapped.ndjson").read_text("utf-8").split("\n")[0])
    whole |= {"subreddit": "x", "author_is_bot": "no", "deleted": False}
    for field in whole:
        text = "\n".join(json.dumps(one) for one in ({**whole, field: odd}, {**whole, "id": 12}))
        try:
            corpus = read(Source.from_text(text, "x.ndjson"))
        except InputError as error:
            assert "x.ndjson" in str(error)
            continue
        counts = corpus.audit.groupby("action")["rows"].sum()
        assert counts["read"] == counts["kept"] + counts.get("dropped", 0)
