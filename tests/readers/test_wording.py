"""Texts of a batch: what is told in all of them at once is what each is alone."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from discourse.readers.rows.markup import hypertext
from discourse.readers.rows.markup.simple import simple
from discourse.readers.rows.wording import words
from discourse.readers.tally import Tally

BITS = [
    *(
        "plain",
        "é",
        "🙂",
        "Zoe\u0308",
        "\x00",
        "\ud800",
        "\r",
        " \n",
        "\n",
        " ",
        "\xa0",
        "\u200b",
        "\ufeff",
        "\u0958",
    ),
    *("> quote\n", "<p>a</p>", "*b*", "https://a.b/c", "ww", "w.x", "://", "&amp;", "---", "\x1f"),
]
cells = st.one_of(
    st.just("nothing to be done"),
    st.lists(st.sampled_from(BITS), max_size=6).map("".join),
    st.sampled_from([None, 12.0, float("nan"), True, ["a"]]),
)


def read(found: list[Any], markup: str) -> list[tuple[Any, ...]]:
    none = [None] * len(found)
    out = words(found, none, none, none, markup, list(range(len(found))), Tally("x", "rows"))
    return list(zip(out.texts, out.raw, out.quoted, out.links, strict=True))


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.lists(cells, min_size=20, max_size=40), st.sampled_from(["plain", "html", "markdown"]))
def test_many_texts_are_read_as_each_alone(found: list[Any], markup: str) -> None:
    assert read(found, markup) == [read([value], markup)[0] for value in found]


TAGS = [
    *(
        "<p>",
        "</p>",
        "<br>",
        "<br />",
        "<b>",
        "</b>",
        "<em>x</em>",
        "<p>a</p>",
        "a",
        " b ",
        "\n",
        "\u2003",
        "&gt; q",
    ),
    *(
        "&amp;",
        "&nbsp;",
        "&#39;",
        "&lbrack;",
        '<a href="https://a.b/c?d=1&amp;e">a.b/...</a>',
        "https://a.b/c",
    ),
    *(
        '<a href="mailto:x">m</a>',
        '<a class="u" href="//a.b">a.b</a>',
        "</a>",
        "<i>",
        "</i>",
        "<div>",
        "\x00",
    ),
]


@settings(max_examples=400, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(TAGS), max_size=12).map("".join))
def test_simple_html_is_read_as_the_parser_reads_it(raw: str) -> None:
    found = hypertext.plain_html(raw)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hypertext, "simple", lambda raw: None)
        assert found == hypertext.plain_html(raw)


def test_usual_fragments_need_no_parser() -> None:
    usual = (
        '<p>So <b>it</b> is.</p><p>See <a href="https://a.b/c" rel="nofollow">this</a><br>or&nbsp;that</p>'
    )
    assert simple(usual) == ("So it is.\n\nSee this\nor\xa0that", ["https://a.b/c"], set())
    assert simple("<p>a<blockquote>b</blockquote>") is None
