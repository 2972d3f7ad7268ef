"""Cues: phrases, wildcards, slots, groups, windows; and where the evidence stands."""

from __future__ import annotations

import pytest
from coding import code_rows, code_text, make_book, narratives_in
from hypothesis import given
from hypothesis import strategies as st

CUES = """
[[narrative]]
id = "phrase"
label = "Phrase"
cues = ["regime change", "timber"]

[[narrative]]
id = "wild"
label = "Wild"
cues = ["paid by foreign*", "color* of revolution"]

[[narrative]]
id = "slot"
label = "Slot"
cues = ["created by {actor:usa}", "{actor:iran} out", "US boots"]

[[narrative]]
id = "near"
label = "Near"
cues = [{ all = ["alpha"], any = ["beta", "gam*"], near = 3, not = ["delta"] }]

[[narrative]]
id = "whole"
label = "Whole"
cues = [{ all = ["one", "two", { any = ["three", "four"] }], not = ["zero"] }]

[[narrative]]
id = "fused"
label = "Fused"
cues = [{ all = ["{actor:cia}", "{actor:isis}"], near = 2 }]

[[narrative]]
id = "any"
label = "Any"
cues = [{ any = ["epsilon", { all = ["phi", "chi"], near = 2 }] }]
"""
BOOK = make_book(narratives=CUES)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Phrases.
        ("regime change", [("phrase", "regime change")]),
        ("Regime-Change!", [("phrase", "Regime-Change")]),
        ("REGIME  \n change", [("phrase", "REGIME  \n change")]),
        ("regime\n\nchange", []),
        ("regime. Change", []),
        ("regimes change, regime changed, pregime change", []),
        ("regime ch\u200bange 😀", [("phrase", "regime ch\u200bange")]),
        ("😀 regime change, regime change", [("phrase", "regime change"), ("phrase", "regime change")]),
        # Wildcards.
        ("paid by foreigners", [("wild", "paid by foreigners")]),
        ("paid by foreign", [("wild", "paid by foreign")]),
        ("paid by foreignéx!", [("wild", "paid by foreignéx")]),
        ("unpaid by foreigners", []),
        ("colored of revolution", [("wild", "colored|of revolution")]),
        ("color x of revolution", []),
        # Slots.
        ("created by America", [("slot", "created by|America")]),
        ("Created by the US", []),
        ("created by US-backed", [("slot", "created by|US")]),
        ("created by us", []),
        ("created by United Statse", [("slot", "created by|United Statse")]),
        ("Iranians out", [("slot", "Iranians|out")]),
        ("Iran's out", [("slot", "Iran|out")]),
        ("US boots, us boots", [("slot", "US|boots")]),
        # Groups: near counts words from the first to the last.
        ("alpha beta", [("near", "alpha|beta")]),
        ("beta x alpha", [("near", "beta|alpha")]),
        ("beta x y alpha", []),
        ("alpha gammas", [("near", "alpha|gammas")]),
        ("alpha beta delta", []),
        ("delta x x x alpha beta", [("near", "alpha|beta")]),
        ("alpha y y beta alpha", [("near", "beta|alpha")]),
        ("alpha", []),
        ("beta", []),
        # Without near, anywhere in the comment, across sentences.
        ("two. x. one!\n\nfour", [("whole", "two|one|four")]),
        ("one two three, four, zero", []),
        ("one two", []),
        # Groups in groups.
        ("epsilon", [("any", "epsilon")]),
        ("chi phi", [("any", "chi|phi")]),
        ("chi x phi", []),
        # Fused words count as neighbours.
        ("CIAisis", [("fused", "CIA|isis")]),
        ("CIA/ISIS", [("fused", "CIA|ISIS")]),
        ("CIA and ISIS", []),
        ("", []),
    ],
)
def test_what_a_cue_matches(text: str, expected: list[tuple[str, str]]) -> None:
    assert narratives_in(text, BOOK) == expected


@pytest.mark.parametrize("text", ["created by. America", "created by\n\nAmerica"])
def test_a_phrase_with_a_slot_ends_where_a_phrase_of_words_ends(text: str) -> None:
    # "regime. Change" and "regime\n\nchange" are no "regime change" either.
    assert narratives_in(text, BOOK) == []


def test_a_word_that_is_evidence_twice_is_one_place() -> None:
    assert narratives_in("alpha beta alpha", BOOK) == [("near", "alpha|beta")]
    book = make_book(
        narratives='[[narrative]]\nid = "n"\nlabel = "N"\ncues = ["big lie", "lie machine", "the big lie"]'
    )
    assert narratives_in("the big lie machine", book) == [("n", "the big lie machine")]


def test_the_span_reaches_from_the_first_piece_to_the_last() -> None:
    table = code_text("😀 beta x alpha", BOOK, stance=False)
    assert table[["start", "stop", "evidence"]].values.tolist() == [[2, 14, "2-6 9-14"]]


def test_no_cue_matches_across_two_comments() -> None:
    rows = [("a", "regime"), ("a", "change"), ("a", "created by"), ("a", "US"), ("a", "alpha"), ("a", "beta")]
    rows += [("a", "one two"), ("a", "three"), ("a", "CIA"), ("a", "ISIS"), ("a", "Iran"), ("a", "out")]
    assert not code_rows(rows, BOOK, stance=False)["narrative"].notna().any()


def test_negations_look_no_further_than_their_own_comment() -> None:
    rows = [("a", "delta"), ("a", "alpha beta"), ("a", "delta")]
    table = code_rows(rows, BOOK, stance=False)
    assert table["narrative"].tolist() == ["near"]
    assert table["comment_id"].tolist() == ["d:2"]


WORDS = st.sampled_from(["alpha", "beta", "gamma", "gam", "delta", "one", "two", "three", "zero", "x", "y"])


def slow_near(words: list[str]) -> bool:
    """Whether { all = alpha, any = beta or gam*, near = 3, not = delta } holds, by trying all pairs."""
    firsts = [i for i, w in enumerate(words) if w == "alpha"]
    others = [i for i, w in enumerate(words) if w == "beta" or w.startswith("gam")]
    against = [i for i, w in enumerate(words) if w == "delta"]
    for a in firsts:
        for b in others:
            low, high = min(a, b), max(a, b)
            if high - low + 1 <= 3 and not any(low - 3 <= d <= high + 3 for d in against):
                return True
    return False


@given(st.lists(WORDS, max_size=14))
def test_windows_are_what_trying_all_places_gives(words: list[str]) -> None:
    found = {name for name, _ in narratives_in(" ".join(words), BOOK)}
    assert ("near" in found) == slow_near(words)
    whole = {"one", "two", "three"} <= set(words) and "zero" not in words
    assert ("whole" in found) == whole


def test_a_comment_of_thousands_of_cue_words_is_coded() -> None:
    text = "alpha beta one two three regime change " * 800
    table = code_text(text, BOOK, stance=False)
    assert set(table["narrative"].dropna()) == {"near", "whole", "phrase"}
