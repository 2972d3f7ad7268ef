from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discourse.errors import DiscourseError, InputError
from discourse.model.corpus import Corpus
from discourse.readers.disqus import read, rows, sniff
from discourse.readers.source import Source
from discourse.readers.tally import Tally

HERE = Path(__file__).with_name("fixtures") / "disqus"
NAMES = sorted(p.name for p in HERE.iterdir())
XML = (HERE / "export.xml").read_text(encoding="utf-8")


def of(name: str, **options: Any) -> Corpus:
    return read(Source.open(HERE / name), **options)


def parents(corpus: Corpus) -> dict[str, str]:
    return dict(zip(corpus.comments["comment_id"], corpus.comments["parent_id"].fillna(""), strict=True))


def dropped(corpus: Corpus) -> dict[str, int]:
    audit = corpus.audit[corpus.audit["action"] == "dropped"]
    return dict(zip(audit["reason"], audit["rows"].tolist(), strict=True))


def accounted(corpus: Corpus) -> None:
    counts = corpus.audit.groupby("action")["rows"].sum()
    assert counts["read"] == counts.get("kept", 0) + counts.get("dropped", 0)


@pytest.mark.parametrize("name", NAMES)
def test_is_recognised(name: str) -> None:
    assert sniff(Source.open(HERE / name)) >= 0.97


@pytest.mark.parametrize(
    "text",
    [
        "<disqus>",
        "<html><body>disqus.com/disqus-internals</body></html>",
        '{"response": []}',
        '{"code": 2, "response": "Invalid API key"}',
        '{"id": "1", "thread": "2", "author": "Ada", "message": "x"}',
        "[]",
        "Ada\n\nOut",
    ],
)
def test_other_files_are_not_claimed(text: str) -> None:
    assert sniff(Source.from_text(text)) < 0.1


def test_an_export_has_its_tree() -> None:
    corpus = of("export.xml")
    accounted(corpus)
    assert parents(corpus) == {"1": "", "2": "1", "3": "2", "5": "3", "6": "", "7": "", "8": ""}
    assert corpus.comments.set_index("comment_id").loc["6", "missing_parent"] == "77"
    (document,) = corpus.documents.to_dict("records")
    assert document["document_id"] == "900"
    assert document["title"] == "A bridge & a ferry"
    assert document["url"] == "https://rivertimes.example/bridge?a=1&b=2"
    assert document["author"] == "River Times"
    assert str(document["date"]) == "2024-03-01 08:00:00"
    assert dropped(corpus) == {
        "a category of threads": 1,
        "a thread without comments": 1,
        "marked as spam by the site": 1,
    }


def test_words_of_an_export() -> None:
    comments = of("export.xml").comments.set_index("comment_id")
    assert comments.loc["1", "text"] == "It costs < 5 million.\n\nSee the report"
    assert comments.loc["1", "links"] == "https://example.org/report"
    assert comments.loc["2", "text"] == "Nonsense 😀 Zoë"
    assert comments.loc["2", "quoted"] == "It costs < 5 million."
    assert comments.loc["8", "role"] == "submitter"
    assert json.loads(comments.loc["1", "extra"]) == {"identifier": "wp_id=77"}
    assert str(comments.loc["1", "created_at"]) == "2024-03-01 10:00:00"


def test_words_of_deleted_comments_are_not_kept() -> None:
    corpus = of("export.xml")
    comments = corpus.comments.set_index("comment_id")
    assert comments.index[comments["deleted"]].tolist() == ["3"]
    everything = corpus.comments.to_csv() + corpus.documents.to_csv() + corpus.audit.to_csv()
    assert "neighbour" not in everything


@pytest.mark.parametrize("name", NAMES)
def test_no_address_is_kept(name: str) -> None:
    corpus = of(name, keep_spam=True, keep_empty=True)
    everything = corpus.comments.to_csv() + corpus.documents.to_csv() + corpus.audit.to_csv()
    assert "@example.org" not in everything
    assert "@rivertimes.example" not in everything
    assert "192.0.2." not in everything
    assert "198.51.100." not in everything
    assert "0cc175b9c0f1b6a831c399e269772661" not in everything


def test_guests_are_told_apart() -> None:
    comments = of("export.xml").comments.set_index("comment_id")
    assert comments.loc[["2", "5", "6", "7"], "author_id"].tolist() == [
        "guest:2",
        "guest:5",
        "guest:2",
        "unknown:900:1",
    ]
    assert comments.loc[["2", "5", "6"], "author"].tolist() == ["River Rat"] * 3
    assert comments.loc["1", "author_id"] == "ada_lind"
    comments = of("posts.jsonl").comments.set_index("comment_id")
    assert comments.loc[["105", "106", "107"], "author_id"].tolist() == [
        "guest:105",
        "guest:105",
        "guest:107",
    ]
    assert comments.loc[["103", "104"], "author_id"].tolist() == ["unknown:8800:1", "unknown:8800:2"]
    assert comments.loc["102", ["author", "author_id"]].tolist() == ["Ben Moss", "disqus_bM0ss"]


def test_a_guest_without_an_address_is_known_within_a_thread_only() -> None:
    posts = [
        {
            **{
                "id": str(i),
                "thread": thread,
                "parent": None,
                "createdAt": "2024-03-01T10:00:00",
                "message": "no",
            },
            **{"author": {"name": "Rat", "isAnonymous": True}, "isSpam": False, "isDeleted": False},
        }
        for i, thread in enumerate("778", 1)
    ]
    comments = read(Source.from_text("\n".join(map(json.dumps, posts)))).comments
    assert comments["author_id"].tolist() == ["guest:7:Rat", "guest:7:Rat", "guest:8:Rat"]


def test_posts_of_the_api() -> None:
    corpus = of("posts.jsonl")
    accounted(corpus)
    assert parents(corpus) == {
        **{
            "101": "",
            "102": "101",
            "103": "",
            "104": "",
            "105": "102",
            "106": "105",
            "107": "",
            "108": "101",
        },
        **{"110": "", "111": ""},
    }
    comments = corpus.comments.set_index("comment_id")
    assert comments.loc["101", "text"] == "It costs < 5 million: https://example.org/report"
    assert comments.loc["101", "likes"] == 4
    assert json.loads(comments.loc["101", "extra"])["isEdited"] is True
    assert json.loads(comments.loc["110", "extra"])["approved"] is False
    assert comments.loc["108", "deleted"]
    assert comments.loc["108", "text"] == ""
    assert comments.loc["111", "document_id"] == "8801"
    documents = corpus.documents.set_index("document_id")
    assert documents.loc["8801", ["title", "url"]].tolist() == [
        "Old ferry",
        "https://rivertimes.example/ferry",
    ]
    assert dropped(corpus) == {"marked as spam by the site": 1}


def test_naive_times_of_the_api_are_utc() -> None:
    corpus = of("posts.jsonl")
    assert str(corpus.comments["created_at"].iloc[0]) == "2024-03-01 10:01:00"
    assert not corpus.audit["reason"].str.contains("without its zone").any()


@pytest.mark.parametrize("name", NAMES)
def test_spam_and_empty_threads_on_demand(name: str) -> None:
    plain, more = of(name), of(name, keep_spam=True, keep_empty=True)
    accounted(more)
    assert len(more) == len(plain) + 1
    assert not {"marked as spam by the site", "a thread without comments"} & set(dropped(more))
    assert more.comments["extra"].str.contains('"spam":true').sum() == 1


def test_pages_as_a_list_and_pretty_printed() -> None:
    pages = [json.loads(line) for line in (HERE / "posts.jsonl").read_text().splitlines()]
    expected = parents(of("posts.jsonl"))
    assert parents(read(Source.from_text(json.dumps(pages, indent=1)))) == expected
    posts = [post for page in pages for post in page["response"]]
    assert parents(read(Source.from_text(json.dumps(posts)))) == expected
    page = {
        "cursor": None,
        "code": 0,
        "response": {"posts": posts, "thread": {"id": "8800", "title": "T", "link": ""}},
    }
    corpus = read(Source.from_text(json.dumps(page)))
    assert parents(corpus) == expected
    assert "T" in corpus.documents["title"].tolist()


def test_an_answer_that_tells_of_an_error() -> None:
    with pytest.raises(InputError, match="tells of an error"):
        read(Source.from_text('{"code": 5, "response": "Invalid API key"}'))


def test_entities_are_refused() -> None:
    bomb = '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>\n'
    text = XML.replace("?>\n", "?>\n" + bomb, 1).replace("Nonsense", "&b;")
    with pytest.raises(InputError, match="declares a document type or entities"):
        read(Source.from_text(text, "export.xml"))
    outside = '<!DOCTYPE d SYSTEM "http://example.org/d.dtd">\n'
    with pytest.raises(InputError, match="declares a document type or entities"):
        read(Source.from_text(XML.replace("?>\n", "?>\n" + outside, 1)))


def test_an_export_that_is_no_xml_in_the_middle() -> None:
    with pytest.raises(InputError, match=r"^export\.xml is not valid XML in line 82, column \d+ \("):
        read(Source.from_text(XML.replace("<name>Ben Moss", "<name>Ben & Moss"), "export.xml"))


def test_control_characters_are_taken_out() -> None:
    corpus = read(Source.from_text(XML.replace("Nonsense", "Non\x0bsense\x08")))
    assert corpus.comments["text"].iloc[1] == "Nonsense 😀 Zoë"
    audit = corpus.audit.set_index("reason")["rows"]
    assert audit["control characters, which XML does not allow, taken out"] == 2


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "utf-8"])
def test_encodings(encoding: str, tmp_path: Path) -> None:
    place = tmp_path / "export.xml"
    place.write_bytes(XML.encode(encoding))
    assert parents(read(Source.open(place))) == parents(of("export.xml"))


def test_the_words_do_not_depend_on_the_encoding_that_is_announced(tmp_path: Path) -> None:
    place = tmp_path / "export.xml"
    text = XML.replace("😀", "").replace("جسر", "Brücke")
    place.write_bytes(text.replace('encoding="utf-8"', 'encoding="windows-1252"').encode("cp1252"))
    assert "Nonsense  Zoë" in read(Source.open(place)).comments["text"].tolist()


def test_answers_as_deep_as_they_come() -> None:
    size = 20_000
    posts = "".join(
        f'<post dsq:id="{i}"><message>x</message><createdAt>2024-03-01T10:00:00Z</createdAt><author><name>A</name>'
        f'<username>u{i % 5}</username></author><thread dsq:id="900"/><parent dsq:id="{i - 1}"/></post>'
        for i in range(1, size + 1)
    )
    corpus = read(Source.from_text(f"{XML.partition('<post')[0]}{posts}</disqus>"))
    assert corpus.comments["parent_id"].notna().sum() == size - 1


def test_elements_nested_as_deep_as_they_come() -> None:
    size = 100_000
    deep = XML.replace("<![CDATA[<p>جسر</p>]]>", "<b>" * size + "deep" + "</b>" * size)
    corpus = read(Source.from_text(deep))
    assert corpus.comments.set_index("comment_id").loc["6", "text"] == "deep"


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
        assert any("lost" in r or "no JSON" in r for r in dropped(corpus))


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
    "thread",
    "parent",
    "author",
    "message",
    "response",
    "isSpam",
    "isDeleted",
    "posts",
    "createdAt",
    "link",
)


@given(st.lists(st.dictionaries(st.sampled_from(FIELDS), VALUE, min_size=1), min_size=1, max_size=4))
def test_odd_values_never_break_it(found: list[dict[str, Any]]) -> None:
    text = "\n".join(json.dumps(one) for one in found)
    tally = Tally("x", "rows")
    try:
        count = len(list(rows(Source.from_text(text), tally)))
    except InputError:
        return
    lost = sum(int(str(r["rows"])) for r in tally.rows.values() if r["action"] == "dropped")
    hollow = all(one.get("response") == [] or one.get("posts") == [] for one in found)
    assert count + lost >= 1 or hollow
    assert sniff(Source.from_text(text)) <= 1
