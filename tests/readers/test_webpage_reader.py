"""Saved web pages: the markup of each system, what the page says of itself, encodings, and pages that are hostile."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from discourse.errors import DiscourseError, InputError, OptionError
from discourse.model.corpus import Corpus
from discourse.readers import webpage
from discourse.readers.source import Source
from discourse.readers.tally import Tally
from discourse.readers.webpage.page import open_page, parse
from discourse.readers.webpage.select import Index
from discourse.readers.webpage.visible import below, visible_lines

PAGES = Path(__file__).parent / "fixtures" / "webpage"
ARTICLE = (
    "<article><h1>Ferry fares</h1><p>The harbour council decided on Tuesday that fares on the northern crossing "
    "will go up by a fifth from April, the first increase in nine years.</p></article>"
)


def page(name: str) -> Corpus:
    return webpage.read(Source.open(PAGES / name))


def columns(corpus: Corpus, *names: str) -> list[list[object]]:
    table = corpus.comments[list(names)].astype(object)
    return table.where(table.notna(), None).values.tolist()


def counted(corpus: Corpus, action: str) -> dict[str, int]:
    rows = corpus.audit[corpus.audit["action"] == action]
    return dict(zip(rows["reason"], rows["rows"], strict=True))


def made(tmp_path: Path, html: str | bytes, name: str = "page.html") -> Source:
    path = tmp_path / name
    path.write_bytes(html if isinstance(html, bytes) else html.encode("utf-8", "surrogatepass"))
    return Source.open(path)


def test_wordpress_tells_nesting_times_roles_quotes_and_links() -> None:
    corpus = page("wordpress.html")
    assert columns(corpus, "comment_id", "author", "parent_id", "text") == [
        ["7", "Maren Holt", None, "Nobody on the mainland understands & nobody cares.\n\nSee the table."],
        ["9", "Nora Lind", "7", "Some do."],
        ["12", "Maren Holt", "9", "Name one. 🚢"],
        ["10", "unknown 1", None, "العبّارة قديمة"],
    ]
    assert corpus.comments["created_at"].astype(str).tolist() == [
        "2024-03-03 13:05:00",
        "2024-03-03 14:40:00",
        "2024-03-04 07:00:00",
        "2024-03-03 17:22:00",
    ]
    assert columns(corpus, "role", "quoted")[1] == ["submitter", "nobody cares"]
    assert corpus.comments["links"][0] == "https://fares.example/table"
    document = corpus.documents.iloc[0]
    assert document["title"] == "Ferry fares to rise in spring"
    assert document["url"] == "https://notes.harbour.example/2024/03/ferry-fares/"
    assert document["author"] == "Nora Lind"
    assert str(document["date"]) == "2024-03-02 08:00:00"
    assert document["text"].startswith("The harbour council decided")
    assert document["text"].endswith("pay for new ones.")
    assert sum(counted(corpus, "read").values()) == 6
    assert counted(corpus, "dropped") == {
        "a pingback or trackback: no comment, but a link from another page": 1
    }
    assert corpus.sources[0]["format"] == "webpage"
    assert corpus.sources[0]["comments by"] == "WordPress"


def test_scripts_are_not_run() -> None:
    assert "never" not in " ".join(page("wordpress.html").comments["text"])


def test_old_wordpress_markup_has_its_text_beside_name_and_time() -> None:
    corpus = page("wordpress_old.html")
    assert columns(corpus, "comment_id", "author", "parent_id", "text") == [
        ["31", "Ada Byron", None, "They knew it for years.\n\nYears!"],
        ["32", "Ben King", "31", "Who are they?"],
    ]
    assert str(corpus.comments["created_at"][0]) == "2009-03-03 14:05:00"
    assert "Responses" not in corpus.documents["text"][0]


def test_a_web_archive_is_read_like_its_page() -> None:
    corpus = page("bridge.mht")
    assert columns(corpus, "author", "text") == columns(page("wordpress_old.html"), "author", "text")
    assert corpus.documents["url"][0] == "https://bridge.example/closed/"


def test_disqus_frame() -> None:
    corpus = page("disqus.html")
    assert columns(corpus, "comment_id", "author", "author_id", "parent_id", "text", "likes", "role") == [
        ["6001", "Maren Holt", "marenh", None, "Sell the boats.\n\nAll of them.", 12, None],
        ["6002", "Tobias Krück", "tkrueck", "6001", "To whom?", 3, "moderator"],
        ["6003", "unknown 1", corpus.comments["author_id"][2], None, "This comment was deleted.", None, None],
    ]
    assert corpus.comments["deleted"].tolist() == [False, False, True]
    assert counted(corpus, "dropped") == {"an element of a comment without words": 1}


def test_hacker_news_nests_by_indent() -> None:
    corpus = page("hackernews.html")
    assert columns(corpus, "comment_id", "author", "parent_id", "deleted") == [
        ["39500010", "ada", None, False],
        ["39500011", "ben_k", "39500010", False],
        ["39500013", "ada", "39500011", False],
        ["39500012", "unknown 1", None, True],
    ]
    assert corpus.comments["text"][0] == "Tides, mostly.\n\nSee https://tides.example/a"
    assert corpus.comments["quoted"][1] == "Tides, mostly."
    document = corpus.documents.iloc[0]
    assert (document["title"], document["url"], document["author"], str(document["date"])) == (
        "Why ferries are late",
        "https://ships.example/late",
        "noral",
        "2024-03-03 12:00:00",
    )


def test_old_reddit() -> None:
    corpus = page("reddit_old.html")
    assert columns(corpus, "comment_id", "author", "parent_id", "text", "likes", "role", "deleted") == [
        ["t1_kaa1", "ada_b", None, "Fair? My rent is fair compared.", 14, None, False],
        ["t1_kaa2", "nora_l", "t1_kaa1", "Lucky you.", -2, "submitter", False],
        ["t1_kaa3", "unknown 1", None, "[removed]", None, None, True],
        ["t1_kaa4", "HarbourMod", None, "Be kind.", None, "moderator", False],
    ]
    assert corpus.documents["text"][0] == "A fifth more from April. What do you think?"
    assert corpus.documents["author"][0] == "nora_l"


def test_youtube_keeps_rough_times_as_written() -> None:
    corpus = page("youtube.html")
    assert columns(corpus, "comment_id", "author", "parent_id", "text", "likes") == [
        ["UgxAAA1", "@marenholt", None, "My father worked on it.\nEvery day.", 1200],
        ["UgxAAA1.9BBB", "@tobiask", "UgxAAA1", "Respect ❤", None],
        ["UgxCCC2", "@islander77", None, "First", 4],
    ]
    assert corpus.comments["created_at"].isna().all()
    assert "2 days ago" in corpus.comments["extra"][0]


@pytest.mark.parametrize("name", ["phpbb.html", "vbulletin.html", "xenforo.html"])
def test_forums_give_posts_and_what_they_quote(name: str) -> None:
    corpus = page(name)
    assert len(corpus) == 2
    assert [a.lower().split()[0] for a in corpus.comments["author"]] == ["ada", "ben"]
    assert corpus.comments["text"][0].startswith("A fifth more?")
    assert corpus.comments["quoted"][1].split("\n")[-1] in ("That is theft.", "A fifth more?")
    assert corpus.comments["text"][1] in ("It is a price.", "Yes. Café too.", "Yes.")
    assert corpus.documents["title"][0] == "Fares"


def test_guardian_markup() -> None:
    corpus = page("guardian.html")
    assert columns(corpus, "comment_id", "author", "parent_id", "text", "likes", "deleted")[:2] == [
        ["77001", "Maren Holt", None, "Nobody asked us.", 21, False],
        ["77002", "tkrueck", "77001", "Somebody did, in 2015.", None, False],
    ]
    assert corpus.comments["deleted"].tolist() == [False, False, True]


def test_microdata_nests_by_containment_and_by_parent_item() -> None:
    corpus = page("microdata.html")
    assert columns(corpus, "comment_id", "author", "parent_id", "text", "likes") == [
        ["c1", "Maren Holt", None, "Nobody asked us.", 5],
        ["c2", "Tobias Krück", "c1", "Somebody did.", None],
        ["c3", "Samira Aziz", "c2", "In 2015.", None],
    ]
    assert corpus.documents["text"][0].startswith("The harbour council")
    assert "asked" not in corpus.documents["text"][0]


def test_linked_data_gives_comments_without_personal_data() -> None:
    corpus = page("linked.html")
    first, second, third = columns(corpus, "author", "text", "likes")
    assert first == ["Maren Holt", "Nobody asked us & nobody will.\nNobody.", 7]
    assert second == ["Tobias Krück", "a < b, so what?", None]
    assert third == ["Samira Aziz", "One can be against both.", 41]
    assert (
        corpus.comments["parent_id"][1] == corpus.comments["parent_id"][2] == corpus.comments["comment_id"][0]
    )
    assert "@example.org" not in corpus.comments.to_json() + corpus.documents.to_json()
    document = corpus.documents.iloc[0]
    assert (document["author"], document["url"], str(document["date"])) == (
        "Nora Lind",
        "https://news.example/ferry",
        "2024-03-02 08:00:00",
    )


def test_linked_data_with_comments_that_is_broken_is_counted(tmp_path: Path) -> None:
    html = (
        (PAGES / "wordpress.html")
        .read_text()
        .replace("</head>", '<script type="application/ld+json">{"@type": "Comment", oh</script></head>')
    )
    corpus = webpage.read(made(tmp_path, html))
    assert counted(corpus, "dropped")["a block of JSON-LD that tells of comments, but is no valid JSON"] == 1


def test_a_page_of_no_known_system_is_read_as_if_copied() -> None:
    corpus = page("unknown.html")
    assert columns(corpus, "author", "text") == [
        [
            "Maren Holt",
            "Nobody on the mainland understands what this means. My daughter takes the ferry to school twice a day.",
        ],
        ["Tobias Krück", "The boats are forty years old. Who pays if one of them sinks?"],
        ["islander_77", "Lies."],
    ]
    document = corpus.documents.iloc[0]
    assert document["title"] == "Ferry fares to rise in spring"
    assert document["text"].count("\n\n") == 1
    assert document["url"] == "https://harbour.example/ferry"
    assert corpus.sources[0]["format"] == "webpage"
    assert corpus.sources[0]["sha256"] == Source.open(PAGES / "unknown.html").sha256
    assert counted(corpus, "dropped")["menus and footers of the page"] == 2
    assert sum(counted(corpus, "read").values()) == sum(counted(corpus, "kept").values()) + sum(
        counted(corpus, "dropped").values()
    )


def test_options_of_the_thread_reader_pass_through() -> None:
    source = Source.open(PAGES / "unknown.html")
    assert webpage.read(source, split_uncertain=True).sources[0]["options"]["split_uncertain"] is True
    with pytest.raises(OptionError):
        webpage.read(source, split_uncertain="yes")  # type: ignore[arg-type]


def test_rows_as_they_stand_on_the_page() -> None:
    source = Source.open(PAGES / "wordpress.html")
    tally = Tally(source.name, "rows")
    found = list(webpage.rows(source, tally))
    assert found[0]["kind"] == "document"
    assert [row["id"] for row in found[1:]] == ["7", "9", "12", "10"]
    assert (
        found[1]["text"].strip().startswith("<p>Nobody on the mainland understands &amp; nobody cares.</p>")
    )
    assert all(row["line"] > 0 for row in found)


@pytest.mark.parametrize("encoding", ["windows-1251", "koi8-r", "utf-8", "utf-16"])
def test_the_encoding_that_a_page_declares_is_taken(tmp_path: Path, encoding: str) -> None:
    html = (PAGES / "cyrillic.html").read_bytes().decode("windows-1251").replace("windows-1251", encoding)
    corpus = webpage.read(made(tmp_path, html.encode(encoding)))
    assert columns(corpus, "author", "text") == [
        ["Ольга Ш.", "Нас никто не спросил."],
        ["Пётр", "И не спросят."],
    ]
    assert not any("UTF-8" in reason for reason in counted(corpus, "repaired"))


def test_characters_that_break_the_declared_encoding_are_told(tmp_path: Path) -> None:
    html = (PAGES / "cyrillic.html").read_bytes().replace(b"windows-1251", b"shift_jis") + b"\x80\xff"
    source = made(tmp_path, html)
    assert "lost" in open_page(source).repair
    corpus = webpage.read(source)
    assert any("lost" in reason for reason in counted(corpus, "repaired"))


@pytest.mark.parametrize(
    ("text", "name", "score"),
    [
        ("<!DOCTYPE html><html><body>x</body></html>", "a.html", 0.96),
        ("  <!-- saved from url=(0014)about:internet -->\n<HTML>x", "a", 0.96),
        ('<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "x"><html>x</html>', "a.xhtml", 0.96),
        ("<div class='comment'>x</div>", "a.htm", 0.9),
        ('<?xml version="1.0"?><rss version="2.0"><channel></channel></rss>', "a.xml", 0.0),
        ('<?xml version="1.0"?><disqus xmlns="http://disqus.com"><thread/></disqus>', "a.xml", 0.0),
        ('<graphml xmlns="http://graphml.graphdrawing.org/xmlns"></graphml>', "a.graphml", 0.0),
        ('<?xml version="1.0"?><gexf><graph/></gexf>', "a.gexf", 0.0),
        ("Ada Byron\n\nI like <b>tags</b>.", "a.txt", 0.0),
        ("From: a\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\n", "a.mht", 0.96),
        ("From: Ada\nTo: Ben\n\nHello.", "a.txt", 0.0),
    ],
)
def test_sniff(text: str, name: str, score: float) -> None:
    assert webpage.sniff(Source.from_text(text, name)) == score


@pytest.mark.parametrize("name", sorted(p.name for p in PAGES.iterdir()))
def test_every_fixture_is_found_and_every_row_accounted_for(name: str) -> None:
    assert webpage.sniff(Source.open(PAGES / name)) == 0.96
    corpus = page(name)
    read, kept = sum(counted(corpus, "read").values()), sum(counted(corpus, "kept").values())
    assert read == kept + sum(counted(corpus, "dropped").values())
    assert corpus.sources[0]["file"] == name
    assert (corpus.audit["file"] == name).all()


@pytest.mark.parametrize(
    "name", ["wordpress.html", "hackernews.html", "unknown.html", "bridge.mht", "linked.html"]
)
def test_cut_off_at_every_tenth(tmp_path: Path, name: str) -> None:
    data = (PAGES / name).read_bytes()
    whole = len(page(name))
    told = 0
    for tenth in range(1, 10):
        try:
            corpus = webpage.read(made(tmp_path, data[: len(data) * tenth // 10], name))
        except InputError as error:
            assert "\n" not in str(error)
            told += 1
        else:
            assert 1 <= len(corpus) <= whole
    assert told >= 1


@pytest.mark.parametrize(
    "html",
    [
        "<html></html>",
        "<html><script>var a = '<li class=comment>x</li>'</script></html>",
        f"<html><body>{ARTICLE}</body></html>",
        f"<html><body>{ARTICLE}<p>Read also: The weather at sea will be fair tomorrow.</p></body></html>",
        "<html><body>" + "<div>" * 100_000 + "Hello" + "</div>" * 100_000,
        "<html><body>" + "<li class=comment><p>a</p><ol>" * 100_000,
        '<!DOCTYPE html [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><html><body>&b;</body></html>',
        '<html><script type="application/ld+json">'
        + '{"@type":"Comment","comment":[' * 100_000
        + "</script>",
        "<html>" + "<" * 100_000,
    ],
)
def test_pages_without_comments_are_told_in_a_sentence(tmp_path: Path, html: str) -> None:
    with pytest.raises(InputError) as error:
        webpage.read(made(tmp_path, html))
    assert "page.html" in str(error.value)
    assert "\n" not in str(error.value)


def test_a_comment_of_ten_megabytes_nul_bytes_and_halves_of_pairs(tmp_path: Path) -> None:
    comment = '<li class="comment" id="comment-{}"><cite class="fn">{}</cite><div class="comment-content">{}</div></li>'
    parts = [("Ada", "word " * 2_000_000), ("Ben", "a\x00b"), ("Eve", "&#xD800;\x0b!")]
    html = "<html><ol>" + "".join(comment.format(i, a, t) for i, (a, t) in enumerate(parts)) + "</ol></html>"
    corpus = webpage.read(made(tmp_path, html + " " * 4000))
    assert corpus.comments["author"].tolist() == ["Ada", "Ben", "Eve"]
    assert len(corpus.comments["text"][0]) == 9_999_999
    "".join(corpus.comments["text"]).encode()


def test_comments_that_outweigh_the_article_are_found(tmp_path: Path) -> None:
    body = "<div><b>User {} Name</b> <i>3 March 2024</i><p>{}</p></div>"
    html = f"<html><body>{ARTICLE}" + "".join(body.format(i % 9, "words and words " * 12) for i in range(300))
    corpus = webpage.read(made(tmp_path, html))
    assert len(corpus) == 300
    assert corpus.comments["author"].nunique() == 9


def test_nested_answers_up_to_what_a_page_can_hold(tmp_path: Path) -> None:
    start = '<li class="comment" id="comment-{0}"><cite class="fn">U{0}</cite><p class="comment-text">t{0}</p><ol>'
    html = "<html><ol>" + "".join(start.format(i) for i in range(600)) + "</ol></li>" * 600
    corpus = webpage.read(made(tmp_path, html))
    assert len(corpus) == 600
    assert corpus.comments["parent_id"].tolist()[1:] == [str(i) for i in range(599)]
    assert corpus.comments["text"].tolist() == [f"t{i}" for i in range(600)]


def test_nothing_is_written_to_standard_error(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    level = logging.getLogger("trafilatura").level
    webpage.read(made(tmp_path, (PAGES / "unknown.html").read_text()))
    with pytest.raises(DiscourseError):
        webpage.read(made(tmp_path, "<html><body><p>x</p></body></html>"))
    assert capfd.readouterr() == ("", "")
    assert logging.getLogger("trafilatura").level == level


@pytest.mark.parametrize(
    ("selector", "found"),
    [
        ("li", "12"),
        (".a", "13"),
        ("li.a.b", "1"),
        ("#x", "2"),
        ("[data-k]", "13"),
        ("[data-k=v]", "1"),
        ("[data-k^=v]", "13"),
        ("[data-k*=w]", "3"),
        ("ol .a", "1"),
        ("p, li", "123"),
        ("ol ol li", ""),
    ],
)
def test_selectors(selector: str, found: str) -> None:
    tree = parse(
        '<ol><li class="b a" data-k="v" n="1">x</li><li id="x" n="2">y</li></ol><p class="a" data-k="vw" n="3">z</p>',
        "p",
    )
    assert "".join(element.get("n", "?") for element in Index(tree).find(selector)) == found


def test_visible_lines_and_what_is_below_the_article() -> None:
    tree = parse(
        f"<nav>Menu</nav>{ARTICLE}<div>Ada<br>Sad.</div><script>no</script><footer>Imprint</footer>", "p"
    )
    lines, around = visible_lines(tree)
    assert around == ["Menu", "Imprint"]
    assert below(lines, lines[2]) == ["Ada", "Sad."]
    assert below(lines, "something else that stands nowhere on it") == lines
