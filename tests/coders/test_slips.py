"""Misspelt names: one slip in a long word, and nothing else."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
from coding import make_book, mentions_in
from hypothesis import given
from hypothesis import strategies as st

import discourse.coders.dictionary as package
from discourse.coders.dictionary.slips import common_words
from discourse.coders.dictionary.spelling import one_slip

BOOK = make_book()
LETTERS = "abcdefghijklmnopqrstuvwxyz"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hezbolah", [("hezbollah", "Hezbolah", 0.7)]),
        ("Hezbollahh!", [("hezbollah", "Hezbollahh", 0.7)]),
        ("Hezbollha", [("hezbollah", "Hezbollha", 0.7)]),
        ("hezbullah", [("hezbollah", "hezbullah", 0.7)]),
        ("HEZBOLAH's", [("hezbollah", "HEZBOLAH", 0.7)]),
        ("Hezbolahs", []),  # two slips, or one and a plural
        ("Yezbollah", []),  # another first letter
        ("Hezbla", []),
        ("Rusia, Rusian", [("russia", "Rusia", 0.7), ("russia", "Rusian", 0.7)]),
        ("Free Syrain Army", [("fsa", "Free Syrain Army", 0.7)]),
        ("the Syrain people", [("syrian-people", "Syrain", 0.7)]),
        ("Untied Statse", [("usa", "Untied Statse", 0.7)]),  # one slip in each of two words
        ("United Statse", [("usa", "United Statse", 0.7)]),
        ("Asad and Irn", []),  # short words are not tried
        ("Hez\u200bbolah", [("hezbollah", "Hez\u200bbolah", 0.7)]),
        ("😀 Ｈezbolah 😀", [("hezbollah", "Ｈezbolah", 0.7)]),
        ("Hezbollah", [("hezbollah", "Hezbollah", 1.0)]),
    ],
)
def test_one_slip_in_a_long_word(text: str, expected: list[tuple[str, str, float]]) -> None:
    assert mentions_in(text, BOOK) == expected


def test_slips_are_not_looked_for_when_told_or_when_more_confidence_is_asked() -> None:
    assert not mentions_in("Hezbolah", BOOK, misspellings=False)
    assert not mentions_in("Hezbolah", BOOK, min_confidence=0.71)


@pytest.mark.parametrize("word", ["turkeys", "turnkey", "Syriac", "untidy"])
def test_other_words_one_letter_away_are_no_slips(word: str) -> None:
    assert [m for m in mentions_in(word, BOOK) if m[2] == 0.7] == []


def test_a_word_between_two_actors_is_neither() -> None:
    book = make_book({"a": ["Khamenei"], "b": ["Khamelei"]})
    assert not mentions_in("Khamegei", book)
    assert mentions_in("Khamenai", book) == [("a", "Khamenai", 0.7)]


def test_the_span_of_a_slip_is_what_stands_there_whatever_its_length() -> None:
    for wrong in ("Hezbolah", "Hezboollah", "Hezbollha"):
        assert mentions_in(f"Iran, {wrong}, Russia", BOOK) == [
            ("iran", "Iran", 1.0), ("hezbollah", wrong, 0.7), ("russia", "Russia", 1.0),
        ]  # fmt: skip


def test_many_slips_in_one_comment_and_in_several() -> None:
    assert [m[1] for m in mentions_in("Hezbolah Syrain Hezbollh\nTurky Hezbolah", BOOK)] == [
        "Hezbolah", "Syrain", "Hezbollh", "Turky", "Hezbolah",
    ]  # fmt: skip


def test_a_slip_changes_nothing_around_it() -> None:
    # The comment is matched again with the slip put right; the other mentions must stay as they were.
    assert mentions_in("the US and Hezbolah, US", BOOK) == [
        ("usa", "US", 1.0), ("hezbollah", "Hezbolah", 0.7), ("usa", "US", 1.0),
    ]  # fmt: skip


def slow_distance(a: str, b: str) -> bool:
    """Whether one edit makes b of a, by trying them all."""
    cuts = [(a[:i], a[i:]) for i in range(len(a) + 1)]
    edits = {x + y[1:] for x, y in cuts if y} | {x + c + y for x, y in cuts for c in LETTERS}
    edits |= {x + c + y[1:] for x, y in cuts if y for c in LETTERS}
    edits |= {x + y[1] + y[0] + y[2:] for x, y in cuts if len(y) > 1}
    return b in edits - {a}


@given(st.text("abc", max_size=7), st.text("abc", max_size=7))
def test_one_slip_is_what_trying_all_edits_gives(a: str, b: str) -> None:
    assert one_slip(a, b) == slow_distance(a, b) == one_slip(b, a)


def single_edits(name: str) -> list[str]:
    """Return all words one edit away that keep the first letter."""
    cuts = [(name[:i], name[i:]) for i in range(1, len(name) + 1)]
    out = {x + y[1:] for x, y in cuts if y} | {x + c + y for x, y in cuts for c in LETTERS}
    out |= {x + c + y[1:] for x, y in cuts if y for c in LETTERS}
    out |= {x + y[1] + y[0] + y[2:] for x, y in cuts if len(y) > 1}
    return sorted(out - {name, name + "s"})


@pytest.mark.parametrize("name", ["hezbollah", "russia", "turkey"])
def test_every_single_edit_of_a_name_is_found_with_its_span(name: str) -> None:
    words = [w for w in single_edits(name) if w not in common_words()]
    assert len(words) > 270
    assert mentions_in(", ".join(words), make_book({"x": [name]})) == [("x", w, 0.7) for w in words]


def test_the_word_list_is_what_its_users_take_it_for() -> None:
    lines = (Path(package.__file__).parent / "common-words-en.txt").read_text(encoding="utf-8").splitlines()
    words = " ".join(lines[1:]).split()
    assert lines[0].startswith("#")
    assert all(len(line) <= 110 for line in lines)
    assert all(re.fullmatch("[a-z]{5,14}", w) for w in words)
    assert all(a < b for a, b in pairwise(words))
    assert frozenset(words) == common_words()
    assert len(words) > 4000


NEIGHBOURS = """
basher bashir beheaded brutish christina country county crisps easter enmity forced forges former
farmer  forth gorge germane goggle jihad jihads macaron macro micron mummies muslin notion notional
patent person  parson patient police polite policy pubic puller putter rattan refuge refuges regimen
renters routers salmon  scopes scouts schwa sensor sedate shite slopes snipes solder statues stakes
sturgeon syriac tarts treats  trumpet trumpeter turnkey twister vaccinate volley wager wagoner
warner winner winter yanked zircon
"""


@pytest.mark.parametrize("word", NEIGHBOURS.split())
def test_words_one_letter_from_a_shipped_alias_are_known(word: str) -> None:
    assert word in common_words()
