"""The readers of YouTube, yt-dlp, Telegram and X on files that are damaged in one place, or out of all measure."""

from __future__ import annotations

import copy
import json
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from discourse.errors import DiscourseError
from discourse.model.corpus import Corpus
from discourse.readers.rows.gathering import each
from discourse.readers.source import Source
from discourse.readers.tally import Tally

FIXTURES = Path(__file__).parent / "fixtures"
FILES = {
    "youtube/threads.json": "youtube",
    "youtube/pages.ndjson": "youtube",
    "ytdlp/video.info.json": "ytdlp",
    "ytdlp/playlist.ndjson": "ytdlp",
    "telegram/result.json": "telegram",
    "telegram/account.json": "telegram",
    "twitter/pages.jsonl": "twitter",
    "twitter/flattened.jsonl": "twitter",
    "twitter/version_1.jsonl": "twitter",
}
ODD: list[Any] = [
    *(
        None,
        "",
        0,
        -1,
        1.5,
        1e300,
        10**30,
        True,
        [],
        {},
        [None],
        [[]],
        {"a": 1},
        [{"id": []}],
        "\x00",
        "\ud800",
        "nan",
    ),
    *({"id": {}}, ["x", {"text": 3}], "2023-99-99", {"value": []}),
]


def load(name: str) -> list[Any]:
    text = (FIXTURES / name).read_text("utf-8")
    if name.endswith(".json"):
        return [json.loads(text, strict=False)]
    return [json.loads(line) for line in text.split("\n") if line.strip()]


def places(value: Any, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [way] if way else []
    if isinstance(value, dict):
        for key, inner in value.items():
            found += places(inner, (*way, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            found += places(inner, (*way, number))
    return found


THINGS = {name: load(name) for name in FILES}
PLACES = {name: places(things) for name, things in THINGS.items()}


def put(things: list[Any], way: tuple[Any, ...], value: Any) -> None:
    holder: Any = things
    for step in way[:-1]:
        holder = holder[step]
    holder[way[-1]] = value


def rows_of(name: str, text: str) -> list[dict[str, Any]]:
    """Return the rows that a reader finds, or none if it refuses the file in one sentence."""
    reader = import_module(f"discourse.readers.{FILES[name]}")
    source = Source.from_text(text, Path(name).name)
    assert 0 <= reader.sniff(source) <= 1
    tally = Tally(source.name, "rows")
    try:
        found = list(each(reader.rows(source, tally)))
    except DiscourseError as error:
        assert "\n" not in str(error)
        return []
    for row in found:
        assert type(row["line"]) is int
        assert isinstance(row.get("extra", {}), dict)
    tally.table(len(found))
    return found


def check(name: str, text: str) -> Corpus | None:
    """Return the corpus of a file, or none if it is refused in one sentence."""
    reader = import_module(f"discourse.readers.{FILES[name]}")
    try:
        corpus: Corpus = reader.read(Source.from_text(text, Path(name).name))
    except DiscourseError as error:
        assert "\n" not in str(error)
        return None
    counts = corpus.audit.groupby("action")["rows"].sum()
    assert counts["read"] == counts["kept"] + counts.get("dropped", 0)
    return corpus


@pytest.mark.parametrize("name", FILES)
def test_every_value_in_turn_replaced_by_odd_ones(name: str) -> None:
    for number, way in enumerate(PLACES[name]):
        for odd in ([{"id": ["x"]}], ODD[number % len(ODD)]):
            things = copy.deepcopy(THINGS[name])
            put(things, way, odd)
            rows_of(name, "\n".join(json.dumps(t) for t in things))


@settings(max_examples=6)
@given(st.data())
@pytest.mark.parametrize("name", FILES)
def test_anything_in_place_of_any_value(name: str, data: st.DataObject) -> None:
    things = copy.deepcopy(THINGS[name])
    for _ in range(data.draw(st.integers(1, 4))):
        try:
            put(things, data.draw(st.sampled_from(PLACES[name])), data.draw(st.sampled_from(ODD)))
        except (KeyError, IndexError, TypeError):  # taken away by an earlier change
            continue
    check(name, "\n".join(json.dumps(t) for t in things))


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize(
    "text", ["[" * 3000, '{"items":' * 3000, '{"a": 1}', "[1, 2]", "{}", "Ada\n\nno", "a,b\n1,2"]
)
def test_other_files_are_refused_in_one_sentence(name: str, text: str) -> None:
    assert rows_of(name, text) == []
    assert check(name, text) is None


def test_a_comment_of_ten_megabytes() -> None:
    long = "The bridge. " * 900_000
    for name, thing in (
        ("youtube/threads.json", {"kind": "youtube#comment", "id": "U", "snippet": {"textOriginal": long}}),
        ("twitter/pages.jsonl", {"id": "1", "text": long, "author_id": "1", "conversation_id": "1"}),
        ("telegram/result.json", {"type": "private_group", "id": 1, "messages": [{"id": 1, "text": [long]}]}),
    ):
        corpus = check(name, json.dumps(thing))
        assert corpus is not None
        assert len(corpus.comments["text"][0]) == len(long.strip())


def test_a_hundred_thousand_nested_replies() -> None:
    tweets = [{"id": "0", "text": "first", "conversation_id": "0", "author_id": "a"}]
    tweets += [
        {
            "id": str(k),
            "text": f"no {k}",
            "conversation_id": "0",
            "author_id": "b",
            "referenced_tweets": [{"type": "replied_to", "id": str(k - 1)}],
        }
        for k in range(1, 100_000)
    ]
    corpus = check("twitter/pages.jsonl", "\n".join(json.dumps(t) for t in tweets))
    assert corpus is not None
    assert corpus.comments["parent_id"].notna().sum() == 99_999
    assert corpus.comments["missing_parent"].isna().all()
