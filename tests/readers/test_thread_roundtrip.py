"""Threads composed of random names and texts are read back as they were composed."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from discourse.readers.source import Source
from discourse.readers.thread import read

FIRST = [
    "Ada",
    "Ben",
    "Cleo",
    "Darius",
    "Émile",
    "Farah",
    "Goran",
    "Hanna",
    "Ismail",
    "Jörg",
    "Kamala",
    "Łukasz",
]
LAST = [
    "Byron",
    "King",
    "Vandam",
    "al-Awda",
    "O'Neil",
    "Şahin",
    "Ferro",
    "Kettle",
    "Ostrow",
    "Moradi",
    "de Wit",
    "Hall",
]
HANDLES = [
    "old_mapmaker61",
    "night_heron7",
    "xX_Sniper_Xx",
    "d4rkstar",
    "PostApocalypticHero",
    "wren_and_oak",
]
WORDS = [
    *(
        "army",
        "town",
        "river",
        "bread",
        "siege",
        "soldier",
        "bridge",
        "winter",
        "flour",
        "minister",
        "doctor",
    ),
    *(
        "vaccine",
        "school",
        "child",
        "border",
        "treaty",
        "general",
        "loses",
        "holds",
        "wants",
        "opens",
        "closes",
    ),
    *("takes", "leaves", "blames", "trusts", "fears", "remembers", "forgets", "before", "after", "against"),
    *("without", "nobody", "everybody", "slowly", "never", "always", "again"),
]
ARTICLE = (
    "Bridge At Tal Amra Closed After A Night Of Clashes, Residents "
    "Say\n\nOne paragraph of news.\n\nAnother paragraph of it."
)

names = st.one_of(
    st.tuples(st.sampled_from(FIRST), st.sampled_from(LAST)).map(" ".join),
    st.sampled_from(HANDLES),
)


@st.composite
def paragraphs(draw: st.DrawFn) -> str:
    words = draw(st.lists(st.sampled_from(WORDS), min_size=6, max_size=30))
    end = draw(st.sampled_from([".", "!", "?", "!!!", "..."]))
    return " ".join([words[0].capitalize(), *words[1:]]) + end


@dataclass(frozen=True)
class Said:
    author: str
    text: str
    to: int | None
    depth: int


@st.composite
def threads(draw: st.DrawFn) -> list[Said]:
    out: list[Said] = []
    serial = 0
    for i in range(draw(st.integers(1, 8))):
        parts = []
        for _ in range(draw(st.integers(1, 3))):
            serial += 1
            # A number of its own in each paragraph, so that none quotes another by chance.
            body = " ".join(
                f"{w}{serial}" if k % 3 == 0 else w for k, w in enumerate(draw(paragraphs()).split(" "), 1)
            )
            parts.append(body)
        to = draw(st.one_of(st.none(), st.integers(0, i - 1))) if i else None
        out.append(Said(draw(names), "\n\n".join(parts), to, 0))
    return out


def nested(said: list[Said]) -> list[Said]:
    """Return a thread whose answers follow what they answer, each one step further in."""
    out: list[Said] = []
    for item in said:
        depth = min(item.to + 1, out[-1].depth + 1) if item.to is not None and out else 0
        to = next((i for i in range(len(out) - 1, -1, -1) if out[i].depth < depth), None)
        out.append(Said(item.author, item.text, to, depth))
    return out


def check(text: str, said: list[Said], *, trees: bool = False, article: bool = True) -> None:
    corpus = read(Source.from_text(text, "t.txt"))
    assert corpus.comments[["author", "text"]].values.tolist() == [[s.author, s.text] for s in said]
    assert corpus.comments["author_id"].tolist() == [s.author for s in said]
    if trees:
        assert corpus.comments["parent_id"].fillna("").tolist() == [
            "" if s.to is None else f"t:{s.to + 1}" for s in said
        ]
    else:
        assert corpus.comments["parent_id"].isna().all()
    assert (corpus.documents["text"].fillna("")[0] != "") == article
    lines = sum(bool(line.strip()) for line in text.split("\n"))
    assert corpus.audit.loc[corpus.audit["action"] == "read", "rows"].tolist() == [lines]


@given(threads())
def test_name_blank_text(said: list[Said]) -> None:
    check(f"{ARTICLE}\n\n\n" + "\n\n".join(f"{s.author}\n\n{s.text}" for s in said), said)


@given(threads())
def test_name_above_text(said: list[Said]) -> None:
    check(f"{ARTICLE}\n\nComments\n\n" + "\n\n".join(f"{s.author}\n{s.text}" for s in said), said)


@given(threads())
def test_names_without_an_article(said: list[Said]) -> None:
    check("\n\n".join(f"{s.author}\n\n{s.text}" for s in said), said, article=False)


@pytest.mark.parametrize(
    "head",
    [
        "{} · 3 hours ago",
        "{} • 2d",
        "{} - March 3, 2024",
        "{} 2024-03-03 14:05",
        "{} says:",
        "{} wrote on 3 March 2024 at 14:05:",
        "{}, 3 hours ago:",
        "{} (3 March 2024)",
        "{}\n3h",
        "{} | 03.03.2024, 14:05",
    ],
)
@settings(max_examples=15)
@given(said=threads())
def test_header_lines(head: str, said: list[Said]) -> None:
    body = "\n\n".join(f"{head.format(s.author)}\n{s.text}" for s in said)
    check(f"{ARTICLE}\n\n{body}", said)


@given(threads())
def test_chrome_between_comments(said: list[Said]) -> None:
    body = "\n\n".join(f"{s.author} · 3h\n{s.text}\n12 likes\nReply\n\nShare" for s in said)
    check(f"{ARTICLE}\n\n37 Comments\nSort by: Newest\n\n{body}\n\nLoad more comments", said)


@given(threads())
def test_windows_line_ends(said: list[Said]) -> None:
    body = "\n\n".join(f"{s.author}\n\n{s.text}" for s in said)
    check(f"{ARTICLE}\n\n\n{body}".replace("\n", "\r\n"), said)


@given(threads().map(nested))
def test_indented_answers(said: list[Said]) -> None:
    blocks = [f"{s.author} - 2024-03-03 14:05\n{s.text}".replace("\n", "\n" + "    " * s.depth) for s in said]
    body = "\n\n".join("    " * s.depth + block for s, block in zip(said, blocks, strict=True))
    check(f"{ARTICLE}\n\n{body}", said, trees=True)


@given(threads())
def test_header_answers(said: list[Said]) -> None:
    latest: dict[str, int] = {}
    expected, body = [], []
    for i, s in enumerate(said):
        other = None if s.to is None else said[s.to].author
        expected.append(Said(s.author, s.text, latest.get(other or ""), 0))
        body.append(f"{s.author}{f' > {other}' if other else ''} · 3h\n{s.text}")
        latest[s.author] = i
    check(f"{ARTICLE}\n\n" + "\n\n".join(body), expected, trees=True)


@given(threads())
def test_missing_names(said: list[Said]) -> None:
    """Every second comment loses its name and leaves an extra blank line."""
    parts = [f"{s.author}\n\n{s.text}" if i % 2 == 0 else f"\n{s.text}" for i, s in enumerate(said)]
    corpus = read(Source.from_text(f"{ARTICLE}\n\n\n" + "\n\n".join(parts), "t.txt"))
    authors = [s.author if i % 2 == 0 else f"unknown {i // 2 + 1}" for i, s in enumerate(said)]
    assert corpus.comments["author"].tolist() == authors
    assert corpus.comments["text"].tolist() == [s.text for s in said]
    assert corpus.comments["author_id"].str.startswith("unknown:t:").tolist() == [
        i % 2 == 1 for i in range(len(said))
    ]


@given(st.text(max_size=400))
def test_any_text_gives_a_sound_corpus_or_a_clear_refusal(text: str) -> None:
    from discourse.errors import InputError

    try:
        corpus = read(Source.from_text("Ada Byron\n\nhello there\n\n" + text))
    except InputError:
        return
    assert corpus.comments["comment_id"].is_unique
    assert corpus.comments["text"].tolist() == [t.strip() for t in corpus.comments["text"]]
