"""Whom comments answer, and whose words they quote."""

from __future__ import annotations

import json

import pytest

from discourse.model.corpus import Corpus
from discourse.readers.source import Source
from discourse.readers.thread import read

ARTICLE = (
    "Bridge At Tal Amra Closed After A Night Of Clashes\n\n"
    "The bridge over the river was closed on Sunday after a night of clashes between the army and local fighters.\n\n"
    "Residents said that the buses with flour were turned back and that nobody knows when the road opens again."
)


def of(text: str) -> Corpus:
    return read(Source.from_text(text, "a thread.txt"))


def pairs(corpus: Corpus) -> list[tuple[str, str]]:
    return list(corpus.comments[["author", "text"]].itertuples(index=False, name=None))


def parents(corpus: Corpus) -> list[int | None]:
    number = {name: i for i, name in enumerate(corpus.comments["comment_id"])}
    return [number[p] if isinstance(p, str) else None for p in corpus.comments["parent_id"]]


def extra(corpus: Corpus, row: int) -> dict[str, str]:
    return json.loads(corpus.comments["extra"][row])


def count(corpus: Corpus, action: str, reason: str | None = None) -> int:
    audit = corpus.audit[corpus.audit["action"] == action]
    return int(audit["rows"][audit["reason"].eq(reason) if reason else audit["rows"].notna()].sum())


def test_answers_by_mention() -> None:
    corpus = of(
        "Ada Byron\n\nSad.\n\nBen King\n\nNo it is good.\n\nAda "
        "Byron\n\nYou wish.\n\nCleo Day\n\n@Ada Byron, you are right."
        "\n\nDan Moss\n\n@BenKing no.\n\nEve Lund\n\n@stranger what?"
    )
    assert parents(corpus) == [None, None, None, 2, 1, None]
    assert corpus.comments["text"][3] == "@Ada Byron, you are right."
    assert extra(corpus, 5) == {"reply_to": "stranger"}


@pytest.mark.parametrize("arrow", [" > ", " → ", " replied to ", ", in reply to ", " ▸ "])
def test_answers_by_header(arrow: str) -> None:
    corpus = of(
        f"Ada Byron\n\nSad.\n\nBen King{arrow}Ada Byron\n\nNo it is good.\n\nCleo Day{arrow}Zoe Hill\n\nYou wish."
    )
    assert pairs(corpus) == [
        ("Ada Byron", "Sad."),
        ("Ben King", "No it is good."),
        ("Cleo Day", "You wish."),
    ] or arrow in (
        " > ",
        " → ",
        " ▸ ",
    )
    assert parents(corpus)[1] == 0


def test_an_arrow_between_names_that_write_elsewhere_is_an_answer_and_others_are_text() -> None:
    corpus = of("Ada Byron\n\nIt is simple.\n\nRussia > USA\n\nBen King > Ada Byron\n\nNo it is not.")
    assert pairs(corpus) == [("Ada Byron", "It is simple.\n\nRussia > USA"), ("Ben King", "No it is not.")]


def test_answers_by_indentation() -> None:
    text = (
        "Ada Byron · 3h\nSad.\n\n    Ben King · 2h\n    No it is good.\n"
        "    Very good.\n\n        Cleo Day · 1h\n        You wish."
        "\n\n    Dan Moss · 1h\n    Me too.\n\nEve Lund · 1h\nWhat?"
    )
    corpus = of(text)
    assert parents(corpus) == [None, 0, 1, 0, None]
    assert corpus.comments["text"][1] == "No it is good.\nVery good."


def test_indented_names_without_header_lines() -> None:
    text = (
        "Ada Byron\n\nSad news.\n\n\tBen King\n\n\tNo it is "
        "good.\n\n\tCleo Day\n\n\tYou wish.\n\nDan Moss\n\nMe too."
    )
    corpus = of(text)
    assert pairs(corpus)[1] == ("Ben King", "No it is good.")
    assert parents(corpus) == [None, 0, 0, None]


def test_named_answers_win_over_indentation_and_prefer_the_open_branch() -> None:
    text = (
        "Ada Byron · 3h\nSad.\n\n    Ben King · 2h\n    No.\n\n        "
        "Ada Byron · 1h\n        Yes.\n\n    Cleo Day > Ada Byron · 1h\n"
        "    Right.\n\nDan Moss > Ben King · 1h\nWrong."
    )
    assert parents(of(text)) == [None, 0, 1, 0, 1]


def test_quotations_with_angle_brackets() -> None:
    text = (
        "Ada Byron\n\nThe army should leave the town now.\n\nBen King\n\n> The "
        "army should leave\nWhy should it?\n\nCleo Day\n\n>> no idea whose\nWhat?"
    )
    corpus = of(text)
    assert pairs(corpus)[1:] == [("Ben King", "Why should it?"), ("Cleo Day", "What?")]
    assert corpus.comments["quoted"].fillna("").tolist() == ["", "The army should leave", "no idea whose"]
    assert parents(corpus) == [None, 0, None]


def test_wrote_before_a_quotation_names_whose_it_is() -> None:
    text = "Ada Byron says:\nSad news.\n\nBen King says:\nAda Byron wrote:\n> Sad news.\nNot at all."
    corpus = of(text)
    assert pairs(corpus) == [("Ada Byron", "Sad news."), ("Ben King", "Not at all.")]
    assert corpus.comments["quoted"][1] == "Ada Byron wrote:\nSad news."
    assert parents(corpus) == [None, 0]
    assert count(corpus, "read") == count(corpus, "kept")


QUOTE = "Residents said that the buses with flour were turned back and that nobody knows when the road opens again"


@pytest.mark.parametrize(
    "quote",
    [
        f"“{QUOTE}.”",
        f'"{QUOTE}"',
        QUOTE.upper(),
        QUOTE.replace(" the ", "\u00a0 the ").replace("flour", "fl\u200bour"),
        QUOTE.replace("nobody knows", "no one knows"),
        "the buses with flour were turned back and that nobody knows",
    ],
)
def test_paragraphs_from_the_article_are_quoted(quote: str) -> None:
    corpus = of(
        f"{ARTICLE}\n\n\nAda Byron\n\n{quote}\n\nSo much for the deal.\n\nBen King\n\nWhy, what deal is it?"
    )
    assert corpus.comments["text"][0] == "So much for the deal."
    assert corpus.comments["quoted"][0] == quote


def test_own_words_beside_a_quotation_stay_own() -> None:
    body = f"“{QUOTE}.” What utter rubbish, he said."
    corpus = of(
        f"{ARTICLE}\n\n\nAda Byron\n\n{body}\n\nBen King\n\nI told you all: {QUOTE.lower()} and so on."
    )
    assert corpus.comments["text"].tolist() == [
        "What utter rubbish, he said.",
        f"I told you all: {QUOTE.lower()} and so on.",
    ]
    assert corpus.comments["quoted"][0] == f"“{QUOTE}.”"


def test_short_overlaps_and_answers_to_the_article_are_own_words() -> None:
    corpus = of(
        f"{ARTICLE}\n\n\nAda Byron\n\nthe buses with flour\n\n"
        "nobody knows when the road opens, they said, and I knew it."
    )
    assert corpus.comments["quoted"].isna().all()


def test_a_quoted_line_inside_a_paragraph() -> None:
    corpus = of(f"{ARTICLE}\n\n\nAda Byron\n\n“{QUOTE}.”\nSo much for the deal.")
    assert pairs(corpus) == [("Ada Byron", "So much for the deal.")]
    assert corpus.comments["quoted"][0] == f"“{QUOTE}.”"


def test_words_of_an_earlier_comment_are_quoted_and_make_an_answer() -> None:
    said = "every foreign army should leave the country before the winter comes again"
    corpus = of(f"Ada Byron\n\n{said}\n\nBen King\n\n“{said}”\n\nEven yours?\n\nCleo Day\n\n{said}")
    assert pairs(corpus) == [("Ada Byron", said), ("Ben King", "Even yours?"), ("Cleo Day", said)]
    assert parents(corpus)[:2] == [None, 0]
    assert corpus.comments["quoted"].notna().tolist() == [False, True, False]
