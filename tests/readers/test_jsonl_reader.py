from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discourse.errors import InputError, OptionError
from discourse.model.corpus import Corpus
from discourse.readers.jsonl import read
from discourse.readers.source import Source

ROWS: list[dict[str, Any]] = [
    {
        "id": 1,
        "user": {"name": "Ada", "id": 7},
        "body": "Iran out",
        "created_utc": 1697222508.0,
        "score": 3,
        "tags": ["a"],
    },
    {
        "id": 2,
        "parent": 1,
        "user": {"name": "Ben", "id": 8},
        "body": "Stay",
        "created_utc": None,
        "score": -1,
    },
]


def of(text: str, **options: Any) -> Corpus:
    return read(Source.from_text(text, "comments.jsonl"), **options)


def check(corpus: Corpus) -> None:
    assert corpus.comments[["comment_id", "author_id", "author", "text"]].values.tolist() == [
        ["1", "7", "Ada", "Iran out"],
        ["2", "8", "Ben", "Stay"],
    ]
    assert corpus.comments["parent_id"].fillna("").tolist() == ["", "1"]
    assert corpus.comments["likes"].tolist() == [3, -1]
    assert str(corpus.comments["created_at"][0]) == "2023-10-13 18:41:48"
    assert json.loads(corpus.comments["extra"][0]) == {"tags": ["a"]}


def test_json_lines() -> None:
    corpus = of("\n".join(json.dumps(r) for r in ROWS) + "\n\n")
    check(corpus)
    assert corpus.sources[0]["columns"]["author"] == "user.name"


@pytest.mark.parametrize("indent", [None, 2])
def test_a_list_of_objects(indent: int | None) -> None:
    check(of(json.dumps(ROWS, indent=indent)))


@pytest.mark.parametrize("key", ["comments", "data", "items"])
def test_a_list_inside_an_object(key: str) -> None:
    check(of(json.dumps({"total": 2, key: ROWS}, indent=1)))


def test_one_object() -> None:
    assert len(of(json.dumps(ROWS[0], indent=2))) == 1


def test_columns_may_be_given_with_dots() -> None:
    corpus = of('{"a": {"b": {"c": "Iran out"}}, "w": "Ada"}', columns={"text": "a.b.c", "author": "w"})
    assert corpus.comments[["author", "text"]].values.tolist() == [["Ada", "Iran out"]]
    with pytest.raises(OptionError, match=r"Did you mean 'a.b.c'"):
        of('{"a": {"b": {"c": "Iran out"}}}', columns={"text": "a.b.x"})


def test_bad_lines_are_dropped_and_named() -> None:
    corpus = of(
        '{"user": "Ada", "text": "x"}\nnot json\n[1]\n{"user": "Ben", "text": "y"\n{"user": "Cleo", "text": "z"}'
    )
    assert corpus.comments["author"].tolist() == ["Ada", "Cleo"]
    row = corpus.audit[corpus.audit["action"] == "dropped"].iloc[0]
    assert (row["reason"], row["rows"], row["line"]) == ("no JSON object", 3, 2)
    assert corpus.audit.loc[corpus.audit["action"] == "read", "rows"].tolist() == [5]


@pytest.mark.parametrize("text", ["not json", "[1, 2]", "[]", "3\n4", "{}"])
def test_no_object_at_all_is_refused(text: str) -> None:
    with pytest.raises(InputError, match=r"comments.jsonl holds no JSON object.*one object per line"):
        of(text)


def test_a_broken_list_is_refused_with_its_line() -> None:
    with pytest.raises(InputError, match="line 3"):
        of('[\n{"text": "x"},\n{"text": }\n]')


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 100_000])
def test_deep_nesting_is_refused(text: str) -> None:
    with pytest.raises(InputError, match=r"comments.jsonl"):
        of(text)


def test_control_characters_inside_strings_are_read() -> None:
    assert of('{"user": "Ada", "text": "a\tb\x01c"}').comments["text"].tolist() == ["a\tb\x01c"]


def test_what_no_file_can_hold_is_replaced() -> None:
    corpus = of('{"user": "Ada", "text": "a\\ud800b\\u0000c"}')
    assert corpus.comments["text"].tolist() == ["a\ufffdb\ufffdc"]
    assert (corpus.audit["action"] == "repaired").sum() == 1


def test_line_ends_inside_strings() -> None:
    assert of('{"user": "Ada", "text": "a\\r\\nb\\rc"}').comments["text"].tolist() == ["a\nb\nc"]


def test_large_whole_numbers_keep_every_digit() -> None:
    assert of('{"id": 552783667052167168, "user": "Ada", "text": "x"}').comments["comment_id"].tolist() == [
        "552783667052167168"
    ]


keys = st.sampled_from(["id", "parent", "user", "text", "score", "time", "x"])
values = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=10),
    st.lists(st.integers(), max_size=2),
)


@given(st.lists(st.dictionaries(keys, values, max_size=6), min_size=1, max_size=6))
def test_any_objects_give_a_sound_corpus_or_a_clear_refusal(rows: list[dict[str, Any]]) -> None:
    try:
        corpus = of("\n".join(json.dumps(r) for r in rows))
    except InputError:
        assert not any(str(r.get("text") or "").strip() for r in rows)
        return
    counts = corpus.audit.groupby("action")["rows"].sum()
    assert counts["read"] == len(rows)
    assert len(corpus) == counts["kept"]


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "comments", "documents"),
    [
        ("fox.jsonl", 1528, 10),
        ("isamasred_comments.json", 497, 469),
        ("isamasred_submissions.json", 165, 164),
    ],
)
def test_real_files(shared: Path, name: str, comments: int, documents: int) -> None:
    corpus = read(Source.open(shared / "data" / "threads" / name))
    assert (len(corpus), len(corpus.documents)) == (comments, documents)


@pytest.mark.parametrize("name", ["replies", "children", "comments", "answers"])
@pytest.mark.parametrize("wrap", [list, lambda answers: {"data": answers}])
def test_answers_inside_of_what_they_answer_are_read(name: str, wrap: Any) -> None:
    tree = [
        {"id": 1, "author": "Ann", "text": "top", name: wrap([
            {"id": 2, "author": "Bob", "text": "child", name: wrap([{"author": "Cy", "text": "grandchild"}])},
            {"id": 3, "author": "Di", "text": "child", name: []},
        ])},
        {"id": 4, "author": "Ed", "text": "other", name: []},
    ]  # fmt: skip
    for text in (json.dumps(tree), "\n".join(map(json.dumps, tree))):
        corpus = of(text)
        assert corpus.comments["author"].tolist() == ["Ann", "Bob", "Cy", "Di", "Ed"]
        parents = corpus.comments["parent_id"].fillna("").tolist()
        assert parents == ["", "1", "2", "1", ""]
        assert corpus.audit.loc[corpus.audit["action"] == "read", "rows"].tolist() == [5]


def test_a_post_with_its_comments_is_the_comment_that_they_answer() -> None:
    post = {"id": "p1", "title": "On ferries", "url": "http://a", "text": "post text", "comments": [
        {"author": "Ann", "body": "one"}, {"author": "Bob", "body": "two"},
    ]}  # fmt: skip
    corpus = of(json.dumps([post, {**post, "id": "p2", "title": "On bridges", "url": "http://b"}]))
    assert corpus.documents["title"].tolist() == ["On ferries", "On bridges"]
    assert corpus.comments["document_id"].value_counts().tolist() == [3, 3]
    assert corpus.comments["parent_id"].fillna("").tolist() == ["", "p1", "p1", "", "p2", "p2"]


def test_a_second_list_is_told() -> None:
    corpus = of(json.dumps({"comments": [{"text": "a"}], "more": [{"text": "b"}, {"text": "c"}]}))
    dropped = corpus.audit[corpus.audit["action"] == "dropped"]
    assert dropped[["reason", "rows"]].values.tolist() == [
        ["in a list 'more' beside the one that was read", 2]
    ]


def test_a_hundred_thousand_answers_inside_of_answers_are_refused() -> None:
    text = '{"text": "a", "replies": [' * 200 + '{"text": "b"}' + "]}" * 200
    assert len(of(text)) == 201
    with pytest.raises(InputError, match=r"comments\.jsonl"):
        of('{"text": "a", "replies": [' * 100_000 + '{"text": "b"}' + "]}" * 100_000)
