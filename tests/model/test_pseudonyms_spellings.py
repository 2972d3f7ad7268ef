"""Commenters' names that are spelt otherwise in texts than they spell themselves."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from discourse.model.corpus import Corpus
from discourse.model.pseudonyms.apply import pseudonymise
from discourse.model.pseudonyms.masking import masker
from discourse.model.pseudonyms.names import fold, turned

NAMES: dict[str, str | None] = {
    "Ada Low": "Commenter 1", "Seán O'Brien": "Commenter 2", "jo’hn": "Commenter 3", "İpek Işık": "Commenter 4",
    "King, Ben": "Commenter 5", "free man": "Commenter 6", "Anne-Marie Roy": "Commenter 7", "Iran": "Commenter 8",
}  # fmt: skip
mask = masker(NAMES)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Seán O’Brien, SEÁN O‘BRIEN’s", "Commenter 2, Commenter 2’s"),
        (unicodedata.normalize("NFD", "ask Seán O'Brien"), "ask Commenter 2"),
        ("@jo'hn, @JO’HN: no", "@Commenter 3, @Commenter 3: no"),
        ("ipek ışık and İPEK IŞIK", "Commenter 4 and Commenter 4"),
        ("Ａｄａ Ｌｏｗ", "Commenter 1"),
        ("Anne‑Marie Roy", "Commenter 7"),
        ("says Low, Ada; O’Brien, Seán too", "says Commenter 1; Commenter 2 too"),
        ("Ben King and King, Ben", "Commenter 5 and Commenter 5"),
        ("Roy, Anne-Marie", "Commenter 7"),
    ],
)
def test_other_spellings_are_found(text: str, masked: str) -> None:
    assert mask(text) == masked
    assert mask(masked) == masked


@pytest.mark.parametrize(
    "text",
    ["low, ada wind", "get a man, free him", "Lowland, Adam", "Fellow, Ada", "iran and Iran", "Sean O Brien"],
)
def test_words_that_are_no_names_stay(text: str) -> None:
    assert mask(text) == text


def test_turned_round_who_is_called_so_counts_first() -> None:
    named = masker({"Ada Low": "Commenter 1", "Low, Ada": "Commenter 2"})
    assert named("Ada Low, Low, Ada") == "Commenter 1, Commenter 2"
    shared = masker({"Ada Low": None})
    assert shared("so Low, Ada") == "so someone"


def test_spellings_of_two_people_are_kept_apart_where_they_are_exact() -> None:
    two = masker({"Ada O'Hara": "Commenter 1", "Ada O’Hara": "Commenter 2"})
    assert two("Ada O'Hara Ada O’Hara ADA O'HARA") == "Commenter 1 Commenter 2 someone"


def test_a_corpus_without_those_names() -> None:
    corpus = Corpus.from_comments([("Seán O’Brien", "hi"), ("Ben", "O'Brien, Seán said so")])
    assert pseudonymise(corpus).comments["text"].tolist() == ["hi", "Commenter 1 said so"]


@pytest.mark.parametrize(
    "name", ["Ada", "ada low", "Agent 47", "A, B, C", "Ada, ", "One Two Three Four Five", "ada_low"]
)
def test_what_is_no_name_of_a_person_is_not_turned(name: str) -> None:
    assert turned(name) is None


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.text(st.sampled_from("aA ’'‑-İıIﬁßé\u0301Ａ\u00a0\n"), max_size=12))
def test_places_are_those_of_the_text(text: str) -> None:
    found, places = fold(text)
    begin, end = places()
    assert len(begin) == len(end) >= len(found)
    for at, char in enumerate(found):
        assert 0 <= begin[at] < end[at] <= len(text)
        assert char in fold(text[begin[at] : end[at]])[0] or char == " "
