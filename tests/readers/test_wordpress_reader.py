from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from discourse.errors import DiscourseError, InputError
from discourse.model.corpus import Corpus
from discourse.readers.source import Source
from discourse.readers.tally import Tally
from discourse.readers.wordpress import read, rows, sniff

HERE = Path(__file__).with_name("fixtures") / "wordpress"
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
    assert sniff(Source.open(HERE / name)) == 1


@pytest.mark.parametrize(
    "text", ['<rss version="2.0"><channel/></rss>', "<html>wordpress.org/export/</html>", "x", "{}"]
)
def test_other_files_are_not_claimed(text: str) -> None:
    assert sniff(Source.from_text(text)) < 0.1


@pytest.mark.parametrize("version", ["1.0", "1.1", "1.3", "2.0"])
def test_any_version_of_the_namespace(version: str) -> None:
    source = Source.from_text(XML.replace("export/1.2/", f"export/{version}/"))
    assert sniff(source) == 1
    assert parents(read(source)) == parents(of("export.xml"))


def test_comments_and_their_tree() -> None:
    corpus = of("export.xml")
    accounted(corpus)
    assert parents(corpus) == {"1": "", "2": "1", "3": "2", "4": "", "7": "", "8": "", "10": "1", "11": ""}
    comments = corpus.comments.set_index("comment_id")
    assert comments["document_id"].tolist() == ["70"] * 7 + ["73"]
    assert comments.loc["8", "missing_parent"] == "99"
    assert comments["role"].dropna().to_dict() == {"2": "submitter"}
    assert json.loads(comments.loc["7", "extra"]) == {"approved": 0}
    assert json.loads(comments.loc["1", "extra"]) == {"author_url": "https://ada.example.org", "rating": 4}


def test_what_is_left_out_is_told() -> None:
    assert dropped(of("export.xml")) == {
        "a pingback or trackback: a link from elsewhere, no comment": 2,
        "marked as spam by the site": 1,
        "in the site's trash": 1,
        "a note that a plugin made, no comment": 1,
        "a post, page or file without comments": 3,
    }


def test_what_is_left_out_on_demand() -> None:
    corpus = of("export.xml", keep_spam=True, keep_pingbacks=True, keep_empty=True)
    accounted(corpus)
    assert dropped(corpus) == {"a note that a plugin made, no comment": 1}
    assert len(corpus) == 8 + 4
    assert corpus.documents["document_id"].tolist() == ["70", "71", "72", "73", "74"]
    extra = corpus.comments.set_index("comment_id")["extra"]
    assert json.loads(extra["5"])["type"] == "pingback"
    assert json.loads(extra["6"])["approved"] == "spam"


def test_documents() -> None:
    documents = of("export.xml").documents.set_index("document_id")
    assert documents["title"].tolist() == ["A bridge & a ferry", "Draft"]
    assert documents["text"].tolist() == ["The council votes today.", "Not yet"]
    assert str(documents.loc["70", "date"]) == "2024-03-01 08:00:00"
    assert documents["date"].isna().tolist() == [False, True]
    assert documents.loc["70", "url"] == "https://riverblog.example/?p=70"
    extra = json.loads(documents.loc["70", "extra"])
    assert (extra["post_type"], extra["category"], extra["post_tag"]) == ("post", ["Town"], ["bridge"])


def test_times_that_are_all_noughts() -> None:
    corpus = of("export.xml")
    comments = corpus.comments.set_index("comment_id")
    assert str(comments.loc["1", "created_at"]) == "2024-03-01 10:01:00"
    assert str(comments.loc["8", "created_at"]) == "2024-03-01 12:08:00"
    audit = corpus.audit.set_index("reason")["rows"]
    assert audit["a time without its zone, taken as UTC"] == 1


def test_commenters_are_told_apart_without_their_addresses() -> None:
    corpus = of("export.xml")
    comments = corpus.comments.set_index("comment_id")
    ids = comments["author_id"].str.removeprefix("riverblog.example:").to_dict()
    assert ids == {
        **{"1": "guest:1", "2": "user:2", "3": "guest:1", "4": "guest:4", "7": "Ben Moss", "8": "Ben Moss"},
        **{"10": "unknown:70:1", "11": "guest:1"},
    }
    assert comments.loc[["1", "3", "4"], "author"].tolist() == ["Ada Lind"] * 3


def test_no_address_is_kept() -> None:
    corpus = of("export.xml", keep_spam=True, keep_pingbacks=True, keep_empty=True)
    everything = corpus.comments.to_csv() + corpus.documents.to_csv() + corpus.audit.to_csv()
    assert "@example" not in everything.lower()
    assert "@riverblog" not in everything
    assert "192.0.2." not in everything


def test_line_breaks_are_kept() -> None:
    comments = of("export.xml").comments.set_index("comment_id")
    assert comments.loc["1", "text"] == "It costs < 5 million.\n\nSee the report."
    assert comments.loc["1", "links"] == "https://example.org/report"
    assert comments.loc["2", "quoted"] == "It costs < 5 million."
    assert comments.loc["2", "text"] == "It does, Zoë 😀"
    old = of("old_export.xml")
    assert old.comments["text"].tolist() == ["one\ntwo", "ok"]
    assert old.documents["text"].tolist() == ["First line\nSecond line"]
    assert parents(old) == {"21": "", "22": "21"}


def test_names_and_titles_with_entities() -> None:
    corpus = of("export.xml", keep_pingbacks=True)
    assert "Elsewhere » Bridges" in corpus.comments["author"].tolist()


def test_an_export_without_comments() -> None:
    head, _, rest = XML.partition("\t\t<wp:comment>")
    text = head + rest.rpartition("</wp:comment>")[2]
    with pytest.raises(InputError, match="holds no comments"):
        read(Source.from_text(text, "export.xml"))


def test_entities_are_refused() -> None:
    bomb = '<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>\n'
    with pytest.raises(InputError, match=r"^export\.xml declares a document type or entities"):
        read(Source.from_text(XML.replace("<rss", bomb + "<rss", 1), "export.xml"))


@pytest.mark.parametrize("text", ["{}", "Ada\n\nOut", "id,text\n1,x"])
def test_what_is_no_xml(text: str) -> None:
    with pytest.raises(InputError, match="is no XML, as an export of WordPress is: it starts with"):
        read(Source.from_text(text))


def test_xml_of_something_else() -> None:
    with pytest.raises(InputError, match="holds no comments"):
        read(Source.from_text("<html><body><p>x</p></body></html>"))


def test_blank_lines_before_the_declaration() -> None:
    assert len(read(Source.from_text("\n\n" + XML))) == 8


@pytest.mark.parametrize("tenth", range(1, 10))
@pytest.mark.parametrize("name", NAMES)
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
        assert any("lost" in reason for reason in dropped(corpus))


def test_items_are_forgotten_when_they_are_read() -> None:
    """However many items there are, no more than one is held."""
    import weakref

    from discourse.readers.rows.xml_items import elements

    item = XML[XML.index("\t<item>") : XML.index("</item>") + len("</item>")]
    text = XML.replace("</channel>", item * 50 + "</channel>")
    alive: list[weakref.ref[Any]] = []
    most = 0
    for element in elements(Source.from_text(text), Tally("x", "rows"), depth=2, what="an export"):
        alive = [ref for ref in alive if ref() is not None]
        most = max(most, len(alive))
        alive.append(weakref.ref(element))
        del element
    assert most <= 2
    assert len(list(rows(Source.from_text(text), Tally("x", "rows")))) > 300
