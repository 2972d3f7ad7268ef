from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discourse.errors import DiscourseError, InputError
from discourse.model.corpus import Corpus
from discourse.readers.hackernews import read, rows, sniff
from discourse.readers.source import Source
from discourse.readers.tally import Tally

HERE = Path(__file__).with_name("fixtures") / "hackernews"
NAMES = sorted(p.name for p in HERE.iterdir())


def of(name: str) -> Corpus:
    return read(Source.open(HERE / name))


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
        "by\n\nme",
        "id,by,text\n1,ada,no",
        "id,author,parent_id,text,time\n1,ada,,no,3",
        '{"id": 1, "type": "message", "date": "2024", "text": "x"}',
        '{"hits": []}',
        '{"hits": [{"objectID": "3", "title": "x"}]}',
        "[]",
    ],
)
def test_other_files_are_not_claimed(text: str) -> None:
    assert sniff(Source.from_text(text)) < 0.1


def test_items_find_their_story() -> None:
    corpus = of("items.jsonl")
    accounted(corpus)
    comments = corpus.comments.set_index("comment_id")
    assert comments["document_id"].to_dict() == {
        **{"1001": "1000", "1002": "1000", "1003": "1000", "1004": "1000", "1005": "1000", "1006": "1000"},
        **{"2001": "2000", "2002": "2000"},
    }
    assert parents(corpus) == {
        **{"1001": "", "1002": "1001", "1003": "1001", "1004": "", "1005": "1003", "1006": ""},
        **{"2001": "", "2002": "2001"},
    }
    assert comments["missing_parent"].isna().all()


def test_deleted_dead_and_flagged_items() -> None:
    comments = of("items.jsonl").comments.set_index("comment_id")
    assert comments.index[comments["deleted"]].tolist() == ["1003", "1006"]
    assert json.loads(comments.loc["1004", "extra"]) == {"dead": True}
    assert json.loads(comments.loc["1006", "extra"]) == {"dead": True, "gone": "flagged"}
    assert comments.loc["1003", "author"] == "unknown 1"


def test_words_links_quotes_and_roles_of_items() -> None:
    comments = of("items.jsonl").comments.set_index("comment_id")
    assert comments.loc["1001", "text"] == "It doesn't model wind.\n\nSee https://example.org/wind"
    assert comments.loc["1001", "links"] == "https://example.org/wind"
    assert comments.loc["1002", "quoted"] == "It doesn't model wind."
    assert comments.loc["1002", "text"] == "It does, with two flags 😀"
    assert comments["role"].dropna().to_dict() == {"1002": "submitter"}
    assert str(comments.loc["1001", "created_at"]) == "2024-03-01 10:01:40"


def test_what_is_no_comment_is_told() -> None:
    corpus = of("items.jsonl")
    audit = corpus.audit[corpus.audit["action"] == "dropped"].set_index("reason")["rows"].to_dict()
    assert audit == {"an option of a poll, which is no comment": 1, "no JSON object": 1}
    documents = corpus.documents.set_index("document_id")
    assert set(documents.index) == {"1000", "2000", "3000"}
    assert json.loads(documents.loc["1000", "extra"])["link"] == "https://example.org/bridge"
    assert documents.loc["3000", "text"] == "Which one?"
    reasons = corpus.audit[corpus.audit["action"] == "repaired"].set_index("reason")["rows"]
    assert [n for r, n in reasons.items() if r.startswith("a thread whose story is not in the file")] == [2]


def test_an_item_with_its_answers_inside() -> None:
    corpus = of("algolia_item.json")
    accounted(corpus)
    assert parents(corpus) == {"4001": "", "4002": "4001", "4003": "4002", "4004": "4003", "4005": ""}
    assert corpus.comments["deleted"].tolist() == [False, False, True, False, False]
    assert corpus.comments["text"].tolist()[0] == "Yes & no."
    assert corpus.documents["title"].tolist() == ["Ask HN: Is the ferry doomed?"]


def test_answers_to_a_search() -> None:
    corpus = of("algolia_search.json")
    accounted(corpus)
    assert parents(corpus) == {"5001": "", "5003": "", "5004": "5003"}
    assert corpus.comments["missing_parent"].tolist()[1] == "5002"
    assert set(corpus.comments["document_id"]) == {"5000"}
    assert "_highlightResult" not in "".join(corpus.comments["extra"].dropna())


def test_a_search_without_the_story_names_it_nevertheless() -> None:
    page = json.loads((HERE / "algolia_search.json").read_text())
    page["hits"].pop()
    corpus = read(Source.from_text(json.dumps(page)))
    assert corpus.documents[["document_id", "title"]].values.tolist() == [
        ["5000", "Ferries considered harmful"]
    ]
    assert not corpus.audit["reason"].str.contains("story is not in the file").any()


def test_a_table() -> None:
    corpus = of("bigquery.csv")
    accounted(corpus)
    assert parents(corpus) == {"6001": "", "6002": "6001", "6003": "", "6004": "6002"}
    assert corpus.comments["deleted"].tolist() == [False, True, False, False]
    assert corpus.comments["text"].tolist()[0] == 'It\'s wrong,\n\n"free" is free.'
    assert json.loads(corpus.comments["extra"].tolist()[2])["dead"] is True
    assert corpus.comments["role"].tolist()[3] == "submitter"


def test_a_table_of_something_else() -> None:
    with pytest.raises(InputError, match="is no table of Hacker News: expected columns such as id, by"):
        read(Source.from_text("id,text\n1,no"))


def test_the_same_items_as_a_list() -> None:
    lines = [line for line in (HERE / "items.jsonl").read_text().splitlines() if line != "null"]
    corpus = read(Source.from_text(f"[{','.join(lines)}]"))
    assert parents(corpus) == parents(of("items.jsonl"))


def item(own: int, parent: int) -> dict[str, Any]:
    return {"id": own, "by": "ada", "parent": parent, "text": "no", "time": 1709287200, "type": "comment"}


def test_a_circle_is_cut_and_told() -> None:
    text = "\n".join(json.dumps(item(i, p)) for i, p in ((1, 3), (2, 1), (3, 2), (4, 2)))
    corpus = read(Source.from_text(text))
    assert len(corpus) == 4
    assert set(corpus.comments["document_id"]) == {"1"}
    assert corpus.audit["reason"].str.contains("one of its own answers").sum() == 1


@pytest.mark.parametrize("order", [1, -1])
def test_answers_as_deep_as_they_come(order: int) -> None:
    size = 100_000
    found = [item(i, i - 1) for i in range(2, size + 2)]
    story = {"id": 1, "by": "eve", "title": "x", "time": 1709287200, "type": "story"}
    text = "\n".join(map(json.dumps, [story, *found][::order]))
    corpus = read(Source.from_text(text))
    assert corpus.comments["document_id"].unique().tolist() == ["1"]
    assert corpus.comments["parent_id"].notna().sum() == size - 1


def test_children_nested_too_deeply_are_refused_in_a_sentence() -> None:
    start = '{"id": 1, "created_at_i": 1709287200, "type": "comment", "text": "x", "children": ['
    with pytest.raises(InputError, match=r"^deep\.json is nested too deeply"):
        read(Source.from_text(start * 600 + "]}" * 600, "deep.json"))
    with pytest.raises(InputError, match=r"^deep\.json holds no comments"):
        read(Source.from_text(start * 100_000 + "]}" * 100_000, "deep.json"))


@given(st.dictionaries(st.integers(1, 12), st.integers(0, 14), min_size=1, max_size=12))
def test_every_comment_shares_its_parents_document(above: dict[int, int]) -> None:
    text = "\n".join(json.dumps(item(i, p)) for i, p in above.items())
    found = {r["id"]: r for r in rows(Source.from_text(text), Tally("x", "rows"))}
    assert len(found) == len(above)
    for own, parent in above.items():
        document = found[str(own)]["document"]
        if parent in above:
            assert document == found[str(parent)]["document"]
        else:
            assert document == str(parent)


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
    "id",
    "objectID",
    "by",
    "author",
    "text",
    "type",
    "parent",
    "time",
    "children",
    "story_id",
    "title",
    "_tags",
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
    assert count + dropped >= 1
    assert sniff(Source.from_text(text)) <= 1
