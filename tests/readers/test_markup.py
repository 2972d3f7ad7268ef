"""The markup of comments: HTML as sites give it out, Reddit's Markdown, and none."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from discourse.errors import OptionError
from discourse.readers.rows.markup import Plain, marked, plain_html, plain_markdown, plain_text

READ = {"html": plain_html, "markdown": plain_markdown, "plain": plain_text}
A, B = "https://example.org/a", "https://example.com/b"

# What is written, the text, and where there are any: the quotation and the addresses.
Case = tuple[str, str] | tuple[str, str, str] | tuple[str, str, str, tuple[str, ...]]

HTML: list[Case] = [
    ("", ""),
    ("plain words", "plain words"),
    ("<p>one</p>", "one"),
    ("<p>one</p><p>two</p>", "one\n\ntwo"),
    ("<p>one</p>\n\n\n<p>two</p>", "one\n\ntwo"),
    ("one<p>two<p>three", "one\n\ntwo\n\nthree"),  # Hacker News
    ("one<br>two<br/>three<br />four<BR>five", "one\ntwo\nthree\nfour\nfive"),
    ("one<br>\n two", "one\ntwo"),
    ("a<br><br><br><br>b", "a\n\nb"),
    ("<p>a line\n  that goes on</p>", "a line that goes on"),
    ("a line\nand another <b>one</b>", "a line\nand another one"),  # WordPress
    ("<div>one</div><div>two</div>", "one\ntwo"),
    ("<div><div>one</div></div>two", "one\ntwo"),
    ("a <b>bold</b>, <i>it</i><em>al</em>ic <u>word</u>", "a bold, italic word"),
    ("AT&amp;T &lt;b&gt; &quot;x&quot; &#39;y&#x27; &eacute;", "AT&T <b> \"x\" 'y' é"),
    ("&amp;lt;b&amp;gt; &amp;amp;", "&lt;b&gt; &amp;"),
    ("<i>&amp;lt;b&amp;gt;</i>", "&lt;b&gt;"),
    ("a&nbsp;b\xa0c", "a b c"),
    ("a&#8203;b\u200bc\ufeffd&#x2060;e", "abcde"),
    ("می\u200cخواهم 👩\u200d🔬 <b>x</b>", "می\u200cخواهم 👩\u200d🔬 x"),
    ("I <3 you", "I <3 you"),
    ("<b>I</b> <3 you & 2 < 3 > 1", "I <3 you & 2 < 3 > 1"),
    ("<b>so</b> </3 sad", "so </3 sad"),
    ("broken <b>bold", "broken bold"),
    ("</b>stray</i> end", "stray end"),
    ("cut off <a hre", "cut off <a hre"),
    ('cut off <a href="https://exa', "cut off"),
    ("cut off <br", "cut off"),
    ("x <y and z", "x <y and z"),
    ("<i>x</i> a<b", "x a"),
    ("a <!-- not --> b", "a  b"),
    ("a <!-- never ends", "a <!-- never ends"),
    ("<b>a</b> <!-- never ends <i>b</i>", "a <!-- never ends b"),
    ("a<script>alert('<p>')</script>b<style>p {}</style>c", "abc"),
    (f'see <a href="{A}">this</a>.', "see this.", "", (A,)),
    (f"see <A HREF='{A}' rel=nofollow>this <b>one</b></A>", "see this one", "", (A,)),
    (f'<a href="{A}">{A}</a>', A, "", (A,)),
    (f'<a href="{A}">https://exam…</a>!', f"{A}!", "", (A,)),
    (f'<a href="{A}">example.org/...</a>', A, "", (A,)),
    (f'<a href="{A}">read on…</a>', "read on…", "", (A,)),
    (f'<a href="https:&#x2F;&#x2F;example.org&#x2F;a">{A}</a>', A, "", (A,)),
    (
        '<a href="https://disq.us/url?url=https%3A%2F%2Fexample.org%2Fa%3AcAmS4NsFr1mQp4JcGT5Q_uV0w&amp;cuid=1">x</a>',
        "x",
        "",
        (A,),
    ),
    (
        '<a href="https://www.youtube.com/redirect?event=c&amp;q=https%3A%2F%2Fexample.org%2Fa">x</a>',
        "x",
        "",
        (A,),
    ),
    ('<a href="mailto:ada@example.org">write</a>', "write"),
    ('<a href="javascript:alert(1)">x</a> <a href="/about">y</a> <a>z</a>', "x y z"),
    ('<a href="//example.org/a">x</a>', "x", "", (A,)),
    (f'<a href="{A}">x</a> <a href="{B}">y</a> <a href="{A}">z</a>', "x y z", "", (A, B)),
    (f"bare {A}, and <b>{B}</b>.", f"bare {A}, and {B}.", "", (A, B)),
    (f"bare {A}?x=1&amp;y=2 <b>.</b>", f"bare {A}?x=1&y=2 .", "", (f"{A}?x=1&y=2",)),
    (f"{A}?x=1&copy=2", f"{A}?x=1&copy=2", "", (f"{A}?x=1&copy=2",)),
    (f"<b>see</b> <{A}>", f"see <{A}>", "", (A,)),
    ("<blockquote>You lie.</blockquote>I do not.", "I do not.", "You lie."),
    ("Yes.<blockquote><p>one</p><p>two</p></blockquote>No.", "Yes.\n\nNo.", "one\n\ntwo"),
    ("<blockquote>a<blockquote>b</blockquote>c</blockquote>d", "d", "a\n\nb\n\nc"),
    ("<blockquote>a</blockquote>b<blockquote>c</blockquote>d", "b\n\nd", "a\n\nc"),
    ("<blockquote>never ends", "", "never ends"),
    ('<div class="bb-quote">a<div>b</div></div>c', "c", "a\nb"),
    ("<cite>Ada:</cite> no", "no", "Ada:"),
    (f'<blockquote>see <a href="{A}">x</a></blockquote>y', "y", "see x", (A,)),
    ("he says <q>no</q>", "he says “no”"),
    ("&gt; You lie.<p>I do not.", "I do not.", "You lie."),
    ("> a<br>> b<br>c", "c", "a\nb"),
    ("&gt;10 of them", ">10 of them"),
    ("-&gt; there", "-> there"),
    ("<ul><li>one</li><li>two</li></ul>end", "- one\n- two\n\nend"),
    ("<ol>\n<li><p>one</p></li>\n<li>two\n</ol>", "- one\n- two"),
    (f'a <img src="{A}" alt="cat"> b', "a cat b", "", (A,)),
    (f'a<img src="{A}">', "a", "", (A,)),
    (f'a <img class="emoji" alt="😀" src="{A}">', "a 😀"),
    (f'<iframe src="{A}"></iframe>x', "x", "", (A,)),
    ("<pre>a\n  b</pre>c", "a\n  b\n\nc"),
    ("x<pre><code>  if a:\n    b</code></pre>", "x\n\n  if a:\n    b"),
    ("<table><tr><td>a<td>b<tr><td>c</table>", "a | b\nc"),
    ("<o:p>Word</o:p> <spoiler>secret</spoiler>", "Word\nsecret"),
    ("<h1>Title</h1>text<hr>more", "Title\n\ntext\n\nmore"),
    ("<meta charset=latin1><b>é</b>", "é"),
    ("a\r\nb\rc", "a\nb\nc"),
    ("<b>\ud83d</b>", "\ufffd"),
]

MARKDOWN: list[Case] = [
    ("", ""),
    ("plain words", "plain words"),
    ("*a* and _b_", "a and b"),
    ("**a** and __b__", "a and b"),
    ("***a*** **_b_**", "a b"),
    ("**a *b* c** *d **e** f*", "a b c d e f"),
    ("***a** b*", "a b"),
    ("un**believ**able", "un**believ**able"),  # within a word signs may be anything: f*ck this sh*t
    ("f*ck this sh*t", "f*ck this sh*t"),
    ("snake_case_name and __init__", "snake_case_name and init"),
    ("2*3*4 = 24, 5 * 3", "2*3*4 = 24, 5 * 3"),
    ("* item one\n* item *two*", "* item one\n* item two"),
    ("- a\n- b\n\n1. c\n2) d\n\n+ e", "- a\n- b\n\n1. c\n2) d\n\n+ e"),
    ("1986. A *good* year", "1986. A good year"),
    ("*open\n\nclose*", "*open\n\nclose*"),
    ("* *a\n* b*", "* *a\n* b*"),
    ('*"Yes"*, (*no*)', '"Yes", (no)'),
    ("price* *terms apply", "price* *terms apply"),
    ("*a\nb*", "a\nb"),
    ("~~gone~~ ~5 a~b", "gone ~5 a~b"),
    ("`code *a*` and ``a`b``", "code *a* and a`b"),
    ("one ` alone", "one ` alone"),
    ("```\nx *y*\n  z\n```\nend", "x *y*\n  z\nend"),
    ("```python\nx\n```", "x"),
    ("~~~\nx\n", "x"),
    ("```never closed *a*", "never closed *a*"),
    ("a\n\n    code *b*\n\nc *d*", "a\n\n    code *b*\n\nc d"),
    ("- a\n\n    - b *c*", "- a\n\n    - b c"),
    ("^(small words) here", "small words here"),
    ("^so ^^small", "so small"),
    ("10^6 and x^2 ^_^ 10^(6)", "10^6 and x^2 ^_^ 10^(6)"),
    ("^(never closed", "^(never closed"),
    ("see [this](https://example.org/a).", "see this.", "", (A,)),
    ("[*this* one](https://example.org/a 'Title')", "this one", "", (A,)),
    ("[x](<https://example.org/a>)", "x", "", (A,)),
    ("[a](https://example.org/a_(b)_c)", "a", "", ("https://example.org/a_(b)_c",)),
    ("([a](https://example.org/a))", "(a)", "", (A,)),
    ("[https://example.org/a](https://example.org/a)", A, "", (A,)),
    ("[https://exam...](https://example.org/a)", A, "", (A,)),
    ("[](https://example.org/a)", A, "", (A,)),
    ("[rules](/r/place/wiki) [m](mailto:a@example.org)", "rules m"),
    ("[no] (https://example.org/a) [x]", "[no] (https://example.org/a) [x]", "", (A,)),
    ("[a [b](https://example.org/a)", "[a b", "", (A,)),
    ("![cat](https://example.org/a)", "cat", "", (A,)),
    ("![gif](giphy|abc|downsized)ha", "ha"),
    ("[![x](https://example.com/b)](https://example.org/a)", "x", "", (B, A)),
    ('[Ending](/s "he dies")', "Ending he dies"),
    (
        "bare https://example.org/a_b_c, and (https://example.com/b).",
        "bare https://example.org/a_b_c, and (https://example.com/b).",
        "",
        ("https://example.org/a_b_c", B),
    ),
    ("**https://example.org/a**", A, "", (A,)),
    (r"https://example.org/a\_b", "https://example.org/a_b", "", ("https://example.org/a_b",)),
    ("<https://example.org/a> www.example.com", f"{A} www.example.com", "", (A, "http://www.example.com")),
    ("https://example.org/a?x=1&amp;y=2", f"{A}?x=1&y=2", "", (f"{A}?x=1&y=2",)),
    ("&gt; You lie.\n\nNo.", "No.", "You lie."),
    ("> a\nlazy\n\nNo.", "No.", "a\nlazy"),
    ("> a\n>\n> *b*\n\nNo.", "No.", "a\n\nb"),
    ("> a\n>\nNo.", "No.", "a"),
    (">a\n\nb\n\n>c\n\nd", "b\n\nd", "a\n\nc"),
    (">>> a\n>> b\n> c\n\nd", "d", "a\nb\nc"),
    ("before\n> a\n\nafter", "before\n\nafter", "a"),
    ("> see [x](https://example.org/a)\n\n[y](https://example.com/b)", "y", "see x", (B, A)),
    ("    > code", "> code"),
    ("&gt;!he dies!&lt; and >!she\ntoo!<", "he dies and she\ntoo"),
    (">!Important\n\nno", "no", "!Important"),
    ("> >!he dies!<\n\nno", "no", "he dies"),
    ("a > b", "a > b"),
    ("# Title #\ntext\n###### Small", "Title\ntext\nSmall"),
    ("#hashtag", "#hashtag"),
    ("Title\n===\ntext\n\n---\n\nmore", "Title\n\ntext\n\nmore"),
    ("a|b\n:--|--:\nc|**d**", "a|b\nc|d"),
    (r"\*not\* \_a\_ \# \> 1\. ¯\\\_(ツ)_/¯", r"*not* _a_ # > 1. ¯\_(ツ)_/¯"),
    ("a\\\nb  \nc", "a\nb\nc"),
    (r"C:\dir", r"C:\dir"),
    ("u/some_name_x and /u/_x_ in r/_place_", "u/some_name_x and /u/_x_ in r/_place_"),
    ("a &amp; b &lt;b&gt; &amp;amp;", "a & b <b> &"),
    ("a\n\n&amp;#x200B;\n\nb &amp;nbsp; c", "a\n\nb   c"),
    ("a&#x200B;b `&amp;amp;`", "ab &amp;"),
    ("AT&T Q&A;", "AT&T Q&A;"),
    ("a\n\n\n\nb", "a\n\nb"),
    ("*हिन्दी* *😀 hi* **جيد**", "हिन्दी 😀 hi جيد"),
    ("****", "****"),
    ("what the **** is *this*", "what the **** is this"),
]

PLAIN: list[Case] = [
    ("", ""),
    ("  a  ", "a"),
    ("a <b>b</b> &gt; *c*", "a <b>b</b> &gt; *c*"),
    ("> a\nb", "b", "a"),
    (">a\n>> b\n\n> c\nd\n> e", "d", "a\nb\n\nc\n\ne"),
    ("  > a\nb", "b", "a"),
    (">10 of them\n>:( >_<\n>.<", ">10 of them\n>:( >_<\n>.<"),
    ("2\n> 1 is true", "2", "1 is true"),
    (">\n> \nb", "b"),
    ("&gt; a", "&gt; a"),
    ("see https://example.org/a!", "see https://example.org/a!", "", (A,)),
    (
        "(see https://example.org/a_(b)).",
        "(see https://example.org/a_(b)).",
        "",
        ("https://example.org/a_(b)",),
    ),
    (
        "HTTP://example.org «https://example.org/a»",
        "HTTP://example.org «https://example.org/a»",
        "",
        ("HTTP://example.org", A),
    ),
    (
        "www.example.org, ftp://example.org a@www.example.org",
        "www.example.org, ftp://example.org a@www.example.org",
        "",
        ("http://www.example.org",),
    ),
    ("http:// https://... www. www.x", "http:// https://... www. www.x"),
    ("a  \nb\t\n\n\n\nc", "a\nb\n\nc"),
    ("a\xa0b\u200bc\r\nd", "a bc\nd"),
    ("  a\n    b", "a\n    b"),
]


def expected(case: Case) -> Plain:
    return Plain(*case[1:])  # type: ignore[misc]


@pytest.mark.parametrize("case", HTML, ids=lambda c: c[0][:40])
def test_html(case: Case) -> None:
    assert plain_html(case[0]) == expected(case)


@pytest.mark.parametrize("case", MARKDOWN, ids=lambda c: c[0][:40])
def test_markdown(case: Case) -> None:
    assert plain_markdown(case[0]) == expected(case)


@pytest.mark.parametrize("case", PLAIN, ids=lambda c: c[0][:40])
def test_plain(case: Case) -> None:
    assert plain_text(case[0]) == expected(case)


@pytest.mark.parametrize(("markup", "cases"), [("html", HTML), ("markdown", MARKDOWN), ("plain", PLAIN)])
def test_many_at_once_are_what_each_is_alone(markup: str, cases: list[Case]) -> None:
    raws = [case[0] for case in cases] * 20
    assert len(raws) > 300
    for raw, found in zip(raws, marked(raws, markup), strict=True):
        alone = READ[markup](raw)
        same = alone == Plain(raw.strip())
        assert found == (None if same else alone)


def test_unknown_markup_is_refused() -> None:
    with pytest.raises(OptionError, match="bbcode"):
        marked(["a"], "bbcode")


def test_nothing_at_all() -> None:
    assert [marked([], markup) for markup in READ] == [[], [], []]


PIECES = """
<p> </p> <b </b> <br> <li> <pre> <!-- --> <td> <q> <blockquote> </blockquote> <cite> </cite> <script> </script>
&gt; &#x200B; &amp; &nbsp; https:// www. example.org ]( ``` >! !< ^( u/ … </a> </div> <img alt= src=
"""
SIGNS = [
    *"<>&*_[]()`~^#\\!|-=+.:;/\"' \t\n\r\x00\ud800\xa0\u200bab1é😀",
    *PIECES.split(),
    *("<a href='", "<a href=https://a.b>", "<div class=quote>", "\n\n", "    ", "\n> ", "\n* "),
]
texts = st.one_of(st.text(), st.lists(st.sampled_from(SIGNS), max_size=60).map("".join))


@settings(max_examples=600, deadline=None, derandomize=True)
@given(texts)
@example("<a href=https://a.b><blockquote>x</a>y</blockquote>")
@example("</div></div><cite></body>")
@example("<https://> <https://-> [a](https://) https://-")
def test_no_text_raises_and_all_are_tidy(raw: str) -> None:
    for markup, read in READ.items():
        plain = read(raw)
        for text in (plain.text, plain.quoted):
            assert text == text.strip()
            assert not re.search(r"[ \t]\n|\n\n\n|[\r\xa0\u200b\ufeff]", text)
        assert len(set(plain.links)) == len(plain.links)
        assert all(re.match(r"https?://\S+\Z", link, re.IGNORECASE) for link in plain.links)
        found = marked([raw, "", raw], markup)
        assert found[0] == found[2] == (None if plain == Plain(raw.strip()) else plain)
        assert found[1] is None


words = st.lists(st.from_regex(r"[^\W_]{1,12}", fullmatch=True), min_size=1, max_size=30)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(words)
def test_plain_words_stay_and_reading_twice_changes_nothing(found: list[str]) -> None:
    text = " ".join(found)
    for read in READ.values():
        assert read(text) == Plain(text)
        assert read(read(text).text) == read(text)


WRAPS = {
    "html": [
        "{}",
        "<b>{}</b>",
        "<p>{}",
        "<li>{}</li>",
        "<blockquote>{}</blockquote>",
        f"<a href={A}>{{}}</a>",
        "<br>{}",
        "<p>&gt; {}<p>",
    ],
    "markdown": [
        *(
            "{}",
            "*{}*",
            "**{}**",
            "_{}_",
            "~~{}~~",
            "^({})",
            "^{}",
            "`{}`",
            ">!{}!<",
            "\n> {}\n\n",
            "\n\n# {}\n",
            f"[{{}}]({A})",
        ),
        *(
            "\n* {}\n",
            "\n\n    {}\n\n",
            "\n```\n{}\n```\n",
            "\\*{}\\*",
            "*{}",
            "[{}",
            "{}]",
            "`{}",
            "^({}",
            "{})",
            ">!{}",
        ),
    ],
    "plain": ["{}", "\n> {}\n", "<{}>", "*{}*"],
}


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.data(), st.sampled_from(sorted(WRAPS)))
def test_no_word_vanishes_within_markup(data: st.DataObject, markup: str) -> None:
    wraps = data.draw(st.lists(st.sampled_from(WRAPS[markup]), min_size=1, max_size=12))
    raw = " ".join(wrap.format(f"word{i}w") for i, wrap in enumerate(wraps))
    plain = READ[markup](raw)
    kept = re.findall(r"word\d+w", f"{plain.text} {plain.quoted}")
    assert sorted(kept) == sorted(f"word{i}w" for i in range(len(wraps)))
    assert (A in plain.links) == (f"({A})" in raw or f"href={A}" in raw)


WORST = """
[ * > & < ]( ` ^ ~ \\ _* a* **a_ ***a**b [a]( ![ !< >! ^( ( ) |- # ``` https:// www. www.a. &# ``a` [![a](b)](c)
<b> <div> <blockquote> <cite> <ul><li> <!-- <!- </b <p><b> <a><b></a> <td> <pre> <q> <script> <![CDATA[ <?
"""
NASTY = [
    *WORST.split(),
    *("> ", "\n> ", "\n", " ", "\t", " \n", "- ", "    a\n", "```\n"),
    *('](a "', "<a ", '<a href="', "\xa0", "\u200b", "\ud800"),
]


@pytest.mark.parametrize("sign", NASTY, ids=ascii)
def test_half_a_megabyte_of_one_sign(sign: str) -> None:
    raw = "first " + sign * (500_000 // len(sign)) + "\n\nlast"
    for read in READ.values():
        assert "first" in read(raw).text


@pytest.mark.parametrize("sign", ["[", "*", ">", "&", "<", "]("])
def test_a_megabyte_of_the_worst(sign: str) -> None:
    raw = sign * (1_000_000 // len(sign))
    for read in READ.values():
        plain = read(raw)
        assert sign == ">" or plain.text.count(sign) == len(raw) // len(sign)


def test_depth_and_size() -> None:
    depth = 200_000
    for tag in ("b", "div", "blockquote", "ul", "cite", "table", "a", "p", "unknown"):
        plain = plain_html(f"<{tag}>" * depth + "deep" + f"</{tag}>" * depth + "after")
        assert "deep" in plain.text + plain.quoted
        assert "after" in plain.text
    for sign in ("> ", "- ", "* ", "[", "^(", "*a "):
        plain = plain_markdown(sign * depth + "deep")
        assert "deep" in plain.text + plain.quoted
    large = "<p>" + "ten words are in this one, and it ends. " * 260_000
    assert len(large) > 10_000_000
    for read in READ.values():
        assert read(large).text.endswith("it ends.")
    assert plain_html(large + "<blockquote>x</blockquote>").text == large[3:].strip()
