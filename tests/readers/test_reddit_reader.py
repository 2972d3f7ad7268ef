from __future__ import annotations

import bz2
import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from discourse.errors import DiscourseError, InputError, OptionError
from discourse.model.corpus import Corpus
from discourse.readers.reddit import read, rows, sniff
from discourse.readers.source import Source
from discourse.readers.tally import Tally

HERE = Path(__file__).with_name("fixtures") / "reddit"
NAMES = sorted(p.name for p in HERE.iterdir())


def of(name: str, **options: Any) -> Corpus:
    return read(Source.open(HERE / name), **options)


def raw(name: str) -> tuple[list[dict[str, Any]], Tally]:
    tally = Tally(name, "rows")
    return list(rows(Source.open(HERE / name), tally)), tally


def parents(corpus: Corpus) -> dict[str, str]:
    return dict(zip(corpus.comments["comment_id"], corpus.comments["parent_id"].fillna(""), strict=True))


def accounted(corpus: Corpus) -> None:
    counts = corpus.audit.groupby("action")["rows"].sum()
    assert counts["read"] == counts.get("kept", 0) + counts.get("dropped", 0)


@pytest.mark.parametrize("name", NAMES)
def test_is_recognised(name: str) -> None:
    assert sniff(Source.open(HERE / name)) >= 0.97


@pytest.mark.parametrize(
    "text",
    [
        "Ada\n\nIran out",
        '{"author": "Ada", "text": "Iran out"}',
        '{"data": [{"id": "1", "text": "Out", "author_id": "2", "conversation_id": "1"}]}',
        '{"id": "u1", "conversation_id": "c", "text": "x", "speaker": "s", "reply_to": null, "timestamp": 1}',
        '{"id": "1", "thread_id": "2", "body": "x", "subreddit": "y", "author": "z", "timestamp": 1}',
        '{"kind": "youtube#commentThreadListResponse", "items": []}',
        '{"kind": "Listing"',
        "[]",
        "{}",
        "[[[[[[[[[[[[",
    ],
)
def test_other_files_are_not_claimed(text: str) -> None:
    assert sniff(Source.from_text(text)) < 0.1


def test_a_thread_page_has_its_tree() -> None:
    corpus = of("thread_page.json")
    accounted(corpus)
    assert parents(corpus) == {
        **{"k1": "", "k2": "", "k7": "", "k8": "", "k9": ""},
        **{"k3": "k2", "k4": "k3", "k5": "k2", "k6": "k5"},
    }
    assert set(corpus.comments["document_id"]) == {"1b3xyz"}
    (document,) = corpus.documents.to_dict("records")
    assert document["title"] == "New bridge & old ferry"
    assert document["url"] == "https://www.reddit.com/r/rivertown/comments/1b3xyz/new_bridge/"
    assert document["author"] == "ferry_fan"
    assert str(document["date"]) == "2024-03-01 09:00:00"
    assert json.loads(document["extra"])["score"] == 42


def test_roles_times_and_likes_of_a_thread_page() -> None:
    comments = of("thread_page.json").comments.set_index("comment_id")
    roles = comments["role"].dropna().to_dict()
    assert roles == {"k1": "bot", "k4": "submitter", "k8": "moderator"}
    assert comments.loc["k4", "likes"] == -3
    assert json.loads(comments.loc["k4", "extra"])["edited"] == 1709287700.0
    assert json.loads(comments.loc["k9", "extra"])["score_hidden"] is True
    assert str(comments.loc["k2", "created_at"]) == "2024-03-01 10:01:40"
    assert comments.loc["k2", "author_id"] == "Ada_Lind"


def test_deleted_and_removed_are_kept_apart() -> None:
    comments = of("thread_page.json").comments.set_index("comment_id")
    assert comments.index[comments["deleted"]].tolist() == ["k5", "k7"]
    assert [json.loads(comments.loc[k, "extra"])["gone"] for k in ("k5", "k7")] == ["deleted", "removed"]
    assert comments.loc[["k5", "k7"], "text"].tolist() == ["[deleted]", "[removed]"]
    assert comments.loc["k5", "author_id"] != comments.loc["k7", "author_id"]


def test_stubs_are_dropped_with_what_they_stand_for() -> None:
    audit = of("thread_page.json").audit
    dropped = audit[audit["action"] == "dropped"]
    assert dropped["reason"].tolist() == ['stubs ("more") in place of 4 comments that the site did not load']
    assert dropped["rows"].tolist() == [2]


def test_entities_of_the_api_are_undone_once() -> None:
    found = {r["id"]: r["text"] for r in raw("thread_page.json")[0]}
    assert found["k2"].startswith("The bridge costs < 5 million, and [the report]")
    assert found["k3"].startswith("> The bridge costs < 5 million\n\n")
    assert found["k4"] == "I asked the council: it is true &amp; public."


def test_quotes_and_links_leave_the_text() -> None:
    comments = of("thread_page.json").comments.set_index("comment_id")
    assert comments.loc["k3", "text"] == "Nobody believes that figure."
    assert comments.loc["k3", "quoted"] == "The bridge costs < 5 million"
    assert comments.loc["k2", "links"] == "https://example.org/report.pdf"


def test_nothing_of_the_fetching_account_is_kept() -> None:
    extra = [r["extra"] for r in raw("thread_page.json")[0]]
    assert not any({"likes", "saved", "body_html", "replies", "can_gild"} & set(e) for e in extra)
    assert all(v not in (None, "", [], {}) for e in extra for v in e.values())


def test_dump_lines() -> None:
    corpus = of("comments.ndjson")
    accounted(corpus)
    assert parents(corpus) == {
        **{"c0a1": "", "c0a2": "c0a1", "c0a3": "c0a2", "c0a4": "", "c0a5": "c0a1", "c0a6": "c0a2"},
        **{"c0a7": "", "c0a8": "c0a7"},
    }
    comments = corpus.comments.set_index("comment_id")
    assert comments.loc["c0a4", "missing_parent"] == "zzz"
    assert comments["document_id"].tolist() == ["9x"] * 6 + ["9y"] * 2
    assert comments["deleted"].tolist() == [False, False, True, False, False, False, True, False]
    assert comments.loc["c0a8", "role"] == "admin"
    assert comments.loc["c0a6", "role"] == "bot"
    assert comments["created_at"].diff().dropna().dt.total_seconds().tolist() == [60.0] * 7
    assert corpus.documents["url"].iloc[0] == "https://www.reddit.com/r/rivertown/comments/9x/"
    audit = corpus.audit.set_index("reason")["rows"]
    assert audit["a parent's id in decimal, written in base 36 again"] == 1
    assert audit[[r for r in audit.index if r.startswith("the same comment once more")]].tolist() == [1]


@pytest.mark.parametrize("packed", [gzip.compress, bz2.compress, zstandard.ZstdCompressor().compress])
def test_dumps_as_they_are_offered(packed: Callable[[bytes], bytes], tmp_path: Path) -> None:
    place = tmp_path / "RC_2024-03.packed"
    place.write_bytes(packed((HERE / "comments.ndjson").read_bytes()))
    source = Source.open(place)
    assert sniff(source) >= 0.97
    assert parents(read(source)) == parents(of("comments.ndjson"))


def test_submissions_are_documents() -> None:
    found, tally = raw("submissions.ndjson")
    assert [r["kind"] for r in found] == ["document"] * 3
    assert [r["title"] for r in found] == ["The ferry", "[deleted by user]", "Daily thread"]
    assert found[0]["text"] == "Save it & us."
    assert found[1]["deleted"] is True
    assert found[1]["extra"]["gone"] == "deleted"
    assert found[1]["extra"]["link"] == "https://example.org/timetable"
    assert "link" not in found[0]["extra"]
    assert found[2]["role"] == "bot"
    assert not tally.rows


def test_submissions_alone_hold_no_comments_unless_they_are_taken_for_some() -> None:
    with pytest.raises(InputError, match="--set submissions=comments"):
        of("submissions.ndjson")
    corpus = of("submissions.ndjson", submissions="comments")
    assert corpus.comments["comment_id"].tolist() == ["t3_9x", "t3_9y", "t3_9z"]
    assert corpus.comments["text"].iloc[0] == "The ferry\n\nSave it & us."
    assert corpus.comments["likes"].tolist() == [10, 0, 1]
    assert corpus.comments["deleted"].tolist() == [False, True, False]
    assert corpus.documents.set_index("document_id").loc["9x", "title"] == "The ferry"


def test_comments_and_submissions_in_one_file() -> None:
    text = (HERE / "comments.ndjson").read_text() + (HERE / "submissions.ndjson").read_text()
    corpus = read(Source.from_text(text))
    accounted(corpus)
    documents = corpus.documents.set_index("document_id")
    assert documents.loc["9x", "title"] == "The ferry"
    assert len(corpus) == 8


def test_an_archived_submission_with_its_comments_inside() -> None:
    corpus = of("archived.json")
    accounted(corpus)
    assert parents(corpus) == {"m1": "", "m2": "m1", "m3": ""}
    assert corpus.comments["document_id"].tolist() == ["77a"] * 3
    assert corpus.comments["author"].tolist()[1] == "unknown 1"


def test_reduced_objects_of_a_research_data_set() -> None:
    corpus = of("reduced.json")
    assert parents(corpus) == {"k4qq": "", "k4qr": "k4qq"}
    assert corpus.comments["author"].tolist() == ["bjk", "unknown 1"]
    assert corpus.comments["likes"].tolist() == [1, 4]


@pytest.mark.parametrize("wrap", ['{"data": %s}', '{"json": {"data": {"things": %s}}}', "%s"])
def test_wrappings(wrap: str) -> None:
    things = [
        {"kind": "t1", "data": json.loads(line)}
        for line in (HERE / "comments.ndjson").read_text().splitlines()
    ]
    source = Source.from_text(wrap % json.dumps(things))
    assert sniff(source) >= 0.97
    assert len(read(source)) == 8


def test_a_page_of_things_that_are_no_comments() -> None:
    text = '{"kind": "Listing", "data": {"after": null, "children": [{"kind": "t5", "data": {"id": "x"}}]}}'
    tally = Tally("x", "rows")
    assert list(rows(Source.from_text(text), tally)) == []
    assert [r["example"] for r in tally.rows.values()] == ["kind t5"]


def test_an_unknown_option_value() -> None:
    with pytest.raises(OptionError, match="'documents' or 'comments'"):
        of("submissions.ndjson", submissions="both")


def test_a_line_of_replies_as_deep_as_they_come() -> None:
    size = 100_000
    lines = (
        json.dumps(
            {
                **{
                    "id": f"a{i}",
                    "author": f"u{i % 7}",
                    "body": "no",
                    "link_id": "t3_x",
                    "created_utc": 1709287200,
                },
                "parent_id": f"t1_a{i - 1}" if i else "t3_x",
            }
        )
        for i in range(size)
    )
    corpus = read(Source.from_text("\n".join(lines), "deep.ndjson"))
    assert len(corpus) == size
    assert corpus.comments["parent_id"].notna().sum() == size - 1


def test_replies_nested_too_deeply_for_json_are_refused_in_a_sentence() -> None:
    start = '{"kind": "Listing", "data": {"children": [{"kind": "t1", "data": {"id": "a", "body": "b", "replies": '
    text = start * 500 + '""' + "}}]}}" * 500
    with pytest.raises(InputError, match=r"^deep\.json is nested too deeply"):
        read(Source.from_text(text, "deep.json"))
    with pytest.raises(InputError, match=r"^deep\.json is nested too deeply"):
        read(Source.from_text(f"[{text}, {text}]", "deep.json"))
    text = start * 20_000 + '""' + "}}]}}" * 20_000
    with pytest.raises(InputError, match=r"^deep\.json holds no comments"):
        read(Source.from_text(text, "deep.json"))


def test_replies_as_deep_as_json_can_be_read() -> None:
    thing: Any = ""
    for i in reversed(range(100)):
        inner = {"kind": "t1", "data": {"id": f"a{i}", "body": "b", "link_id": "t3_x", "replies": thing}}
        thing = {"kind": "Listing", "data": {"children": [inner]}}
    corpus = read(Source.from_text(json.dumps(thing)))
    assert parents(corpus) == {f"a{i}": f"a{i - 1}" if i else "" for i in range(100)}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("tenth", range(1, 10))
def test_a_file_that_breaks_off(name: str, tenth: int, tmp_path: Path) -> None:
    data = (HERE / name).read_bytes()
    place = tmp_path / name
    place.write_bytes(data[: len(data) * tenth // 10])
    try:
        corpus = read(Source.open(place))
    except DiscourseError as error:
        assert str(error).startswith(name)
    else:
        accounted(corpus)


VALUE = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=5)
    | st.floats()
    | st.just([])
    | st.just({"a": 1})
)
FIELDS = (
    *(
        "id",
        "name",
        "body",
        "text",
        "title",
        "selftext",
        "author",
        "parent_id",
        "link_id",
        "created_utc",
        "score",
    ),
    *("replies", "kind", "data", "distinguished", "permalink", "url", "submission_id", "comments", "edited"),
)


@given(st.lists(st.dictionaries(st.sampled_from(FIELDS), VALUE, min_size=1), min_size=1, max_size=4))
def test_odd_values_never_break_it(found: list[dict[str, Any]]) -> None:
    text = "\n".join(json.dumps(one) for one in found)
    tally = Tally("x", "rows")
    try:
        count = len(list(rows(Source.from_text(text), tally)))
    except InputError:
        return
    dropped = sum(int(str(r["rows"])) for r in tally.rows.values() if r["action"] == "dropped")
    hollow = all(one.get("data") == [] or one.get("kind") for one in found)
    assert count + dropped >= 1 or hollow
    assert sniff(Source.from_text(text)) <= 1


@pytest.mark.shared
def test_the_reference_comments(shared: Path) -> None:
    source = Source.open(shared / "data/threads/isamasred_comments.json")
    assert sniff(source) >= 0.97
    corpus = read(source)
    accounted(corpus)
    assert len(corpus) == 497
    objects = {o["id"]: o for o in json.loads(source.text)}
    for row in corpus.comments.itertuples():
        item = objects[row.comment_id]
        assert row.document_id == item["submission_id"]
        top = item["parent_id"] == item["submission_id"]
        above = row.parent_id if isinstance(row.parent_id, str) else row.missing_parent
        assert (above == item["parent_id"]) if not top else not isinstance(above, str)


@pytest.mark.shared
def test_the_reference_submissions(shared: Path) -> None:
    source = Source.open(shared / "data/threads/isamasred_submissions.json")
    assert sniff(source) >= 0.97
    found = list(rows(source, Tally("x", "rows")))
    assert len(found) == 500
    assert {r["kind"] for r in found} == {"document"}
