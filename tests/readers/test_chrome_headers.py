from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discourse.readers.chrome import count, parse_chrome
from discourse.readers.commenters import Commenters, author_id, clean_name, slug
from discourse.readers.thread.headers import parse_header
from discourse.readers.thread.names import likeness

CHROME = [
    *("Reply", "Share", "Like", "LIKE", "12 likes", "1 like", "Show more", "Read more", "View 3 replies"),
    *("View 1 reply", "Report", "Edited", "(edited)", "Follow", "Load more comments", "1.2K", "▲ 14 ▼"),
    *(
        "Log in to reply",
        "Reply · Share · 3h",
        "Sort by: Newest",
        "Like · Reply · 2d",
        "14 · Reply",
        "Reply Share",
    ),
    *(
        "View all 12 replies",
        "See more",
        "12 points · 3 hours ago",
        "3h",
        "2 days ago",
        "• 2 hours ago",
        "−",
        "⋮",
    ),
    *("March 3, 2024 at 2:05 pm", "1 hour ago (edited)", "Top fan", "Permalink", "👍 12", "Reply Share ›"),
]
HEADINGS = [
    "Comments",
    "37 Comments",
    "37 comments",
    "Comments (37)",
    "1,204 Comments",
    "Reader comments",
    "Discussion",
]
PLAIN = [
    "I like it",
    "Reply to this, thug",
    "Share the truth!",
    "12 soldiers",
    "Syria",
    "Russia",
    "More lies",
    "Likes?",
    "37",
]


@pytest.mark.parametrize("line", CHROME)
def test_chrome_lines(line: str) -> None:
    found = parse_chrome(line)
    assert found is not None
    assert not found.heading


@pytest.mark.parametrize("line", HEADINGS)
def test_headings(line: str) -> None:
    found = parse_chrome(line)
    assert found is not None
    assert found.heading


@pytest.mark.parametrize("line", PLAIN)
def test_words_of_people_are_no_chrome(line: str) -> None:
    assert parse_chrome(line) is None


@pytest.mark.parametrize(
    ("line", "likes"),
    [
        ("12 likes", 12),
        ("1.2K", 1200),
        ("▲ 14 ▼", 14),
        ("▲ -3 ▼", -3),
        ("1,204 likes", 1204),
        ("+7", 7),
        ("Reply · 9", 9),
    ],
)
def test_counts_of_likes(line: str, likes: int) -> None:
    assert parse_chrome(line).likes == likes


def test_counts_in_short_writing() -> None:
    assert [count(t) for t in ("1.2K", "3m", "2,5k", "1,234,567", "12.0", "x")] == [
        1200,
        3000000,
        2500,
        1234567,
        12,
        None,
    ]


@pytest.mark.parametrize(
    ("line", "name", "at"),
    [
        ("Ada Byron · 3 hours ago", "Ada Byron", None),
        ("Ada • 2d", "Ada", None),
        ("Ada Byron - March 3, 2024", "Ada Byron", "2024-03-03 00:00:00"),
        ("Ada 2024-03-03 14:05", "Ada", "2024-03-03 14:05:00"),
        ("Ada Byron wrote on 3 March 2024 at 14:05:", "Ada Byron", "2024-03-03 14:05:00"),
        ("Ada, 3 hours ago:", "Ada", None),
        ("free man, 3 hours ago", "free man", None),
        ("Ada Byron on March 3, 2024 at 2:05 pm said:", "Ada Byron", "2024-03-03 14:05:00"),
        ("Ada • 2d • Edited", "Ada", None),
        ("user_name99 · 3 hr. ago", "user_name99", None),
        ("Ada Byron (3 March 2024)", "Ada Byron", "2024-03-03 00:00:00"),
        ("#12 Ada Byron | 2024-03-03", "Ada Byron", "2024-03-03 00:00:00"),
    ],
)
def test_headers_with_a_time(line: str, name: str, at: str | None) -> None:
    header = parse_header(line)
    assert header is not None
    assert header.when is not None
    assert (header.name, None if header.when.at is None else str(header.when.at)) == (name, at)
    assert header.sure > 0.9


@pytest.mark.parametrize(
    ("line", "name", "other"),
    [
        ("Ada Byron > Ben King", "Ada Byron", "Ben King"),
        ("Ada → Ben", "Ada", "Ben"),
        ("Ada replied to Ben", "Ada", "Ben"),
        ("Ada, in reply to Ben", "Ada", "Ben"),
        ("Ada Byron replied to Ben King · 3h", "Ada Byron", "Ben King"),
        ("Ada > Ben - 1 March 2024 at 09:40", "Ada", "Ben"),
        ("Ada in reply to @ben_k77", "Ada", "ben_k77"),
    ],
)
def test_headers_that_answer(line: str, name: str, other: str) -> None:
    header = parse_header(line)
    assert header is not None
    assert (header.name, header.other) == (name, other)


@pytest.mark.parametrize(
    "line",
    [
        "They left in March 2024.",
        "I went there 3 days ago",
        "It happened, 3 days ago",
        "The army left the town on 2024-03-03",
        "He said: I was there",
        "Lasted 10 days",
        "March 3, 2024",
        "Ada Byron",
        "http://example.org/2024-03-03",
        "",
    ],
)
def test_sentences_are_no_headers(line: str) -> None:
    assert parse_header(line) is None


NAMES = [
    "Lone Ranger",
    "Free man",
    "user_name99",
    "Mr. Smith",
    "J. R. Ewing",
    "Ann-Marie O'Neil",
    "Ahmad al-Awda",
    "xX_Sniper_Xx",
]
REMARKS = [
    "LOL",
    "This.",
    "Exactly",
    "so true",
    "syrian army wii reclaim it again",
    "Well said",
    "Not my war",
    "By Ada Byron",
]


@pytest.mark.parametrize("name", NAMES)
def test_names_look_like_names(name: str) -> None:
    assert likeness(name) >= 0.7


@pytest.mark.parametrize("remark", REMARKS)
def test_remarks_do_not_look_like_names(remark: str) -> None:
    assert likeness(remark) <= 0.25


def test_long_lines_and_sentences_are_no_names() -> None:
    assert likeness("A" * 41) == 0
    assert likeness("One Two Three Four Five Six") == 0
    assert likeness("They Left, Again") == 0


@given(st.text(max_size=200))
def test_no_line_makes_the_parsers_fail(line: str) -> None:
    line = line.strip()
    assert 0 <= likeness(line) <= 0.95
    header = parse_header(line)
    assert header is None or (header.name and 0 < header.sure <= 0.99)
    parse_chrome(line)


def test_names_are_cleaned() -> None:
    assert clean_name(" \u202eAda\u200b \u00a0 Byron\ufeff\n") == "Ada Byron"
    assert clean_name("Zoe\u0308") == "Zoë"


@given(st.text(max_size=30))
def test_cleaning_names_is_idempotent(text: str) -> None:
    assert clean_name(clean_name(text)) == clean_name(text)


@given(st.text(max_size=20), st.text(max_size=20))
def test_ids_of_names_never_collide(one: str, other: str) -> None:
    people = Commenters("d")
    unknown = {people.unknown()[0] for _ in range(3)}
    for name in (one, other, "unknown:d:1", "name:unknown:d:1"):
        assert author_id(clean_name(name)) not in unknown
    assert (author_id(one) == author_id(other)) == (one == other)


def test_file_names_become_short_ids() -> None:
    assert [slug(t) for t in ("A b_c.d", "…", "Zürich 2", "--x--")] == ["a-b-c-d", "thread", "zürich-2", "x"]
