"""Which words are mentions, with which spans and how surely."""

from __future__ import annotations

import re

import numpy as np
import pytest
from coding import ACTORS, code_rows, code_text, make_book, mentions_in
from hypothesis import given
from hypothesis import strategies as st

from discourse.coders.dictionary.mentions import Found, resolve

BOOK = make_book()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # The longest match wins.
        ("Free Syrian Army", [("fsa", "Free Syrian Army", 1.0)]),
        ("the Syrian Arab Army", [("syrian-army", "Syrian Arab Army", 1.0)]),
        ("Syrian Arab tea", [("syrian-people", "Syrian", 1.0)]),
        ("Free Syrian Army of Islam", [("fsa", "Free Syrian Army", 1.0)]),
        # Word boundaries.
        ("Iranology, biran, Syriac", []),
        ("Iran.Syria/Russia", [("iran", "Iran", 1.0), ("syria", "Syria", 1.0), ("russia", "Russia", 1.0)]),
        ("(Iran), 'Iran'? \"Iran\"!", [("iran", "Iran", 1.0)] * 3),
        ("Iran2020 2iran", []),
        ("Iran_news", [("iran", "Iran", 1.0)]),
        # Case: short names in capitals only in capitals.
        ("US is not us, nor Us", [("usa", "US", 1.0)]),
        ("SAA saa Saa sAA", [("syrian-army", "SAA", 1.0)]),
        ("cia CIA Cia", [("cia", "cia", 1.0), ("cia", "CIA", 1.0), ("cia", "Cia", 1.0)]),
        ("isis Isis IS is", [("isis", "isis", 1.0), ("isis", "Isis", 1.0)]),
        ("iran IRAN iRaN", [("iran", "iran", 1.0), ("iran", "IRAN", 1.0), ("iran", "iRaN", 1.0)]),
        # Possessives, plurals, hyphens.
        ("Iran's Iran’s Iranians'", [("iran", "Iran", 1.0), ("iran", "Iran", 1.0), ("iran", "Iranians", 0.95)]),
        ("Russians and Syrians", [("russia", "Russians", 0.95), ("syrian-people", "Syrians", 0.95)]),
        ("the US's plan", [("usa", "US", 1.0)]),
        ("USs", []),
        ("Free Syrian Armys", [("fsa", "Free Syrian Armys", 0.95)]),
        ("Iranian-backed", [("iran", "Iranian", 1.0)]),
        ("US-led, pro-Iran, non‑Syria", [("usa", "US", 1.0), ("iran", "Iran", 1.0), ("syria", "Syria", 1.0)]),
        ("Al Assad al-Assad", [("assad", "Al Assad", 1.0), ("assad", "al-Assad", 1.0)]),
        ("AL–ASSAD", [("assad", "ASSAD", 1.0)]),  # a dash is no hyphen
        ("Deir-ez-Zor deir  ez\nzor", [("deir", "Deir-ez-Zor", 1.0), ("deir", "deir  ez\nzor", 1.0)]),
        # Fused coinages.
        ("CIAisis", [("cia", "CIA", 0.8), ("isis", "isis", 0.8)]),
        ("IranSyria", [("iran", "Iran", 0.8), ("syria", "Syria", 0.8)]),
        ("iransyria", [("iran", "iran", 0.7), ("syria", "syria", 0.7)]),
        ("antiIran", [("iran", "Iran", 0.8)]),
        # Hashtags and @names.
        ("#Iran", [("iran", "Iran", 1.0)]),
        ("#freesyria", [("syria", "syria", 0.6)]),
        ("#IranOut", [("iran", "Iran", 0.8)]),
        ("@irantoday_", []),
        ("@Iran hello", [("iran", "Iran", 0.5)]),
        # Capitals among capitals say nothing.
        ("LET US GO HOME", []),
        ("the US should go", [("usa", "US", 1.0)]),
        ("US", [("usa", "US", 1.0)]),
    ],
)  # fmt: skip
def test_what_is_a_mention(text: str, expected: list[tuple[str, str, float]]) -> None:
    assert mentions_in(text, BOOK) == expected


def test_short_names_in_shouting_are_kept_on_request_with_low_confidence() -> None:
    assert mentions_in("LET US GO HOME", BOOK, min_confidence=0) == [("usa", "US", 0.4)]


def test_case_exact_and_any_override_the_rule_for_short_names() -> None:
    book = make_book(
        {
            "west": ['{ text = "the West", case = "exact" }'],
            "eu": ['{ text = "EU", case = "any" }'],
            "moderna": ['{ text = "Moderna", case = "exact" }'],
        }
    )
    found = mentions_in("the West, the west, The West, eu, Eu, moderna, Moderna", book)
    assert found == [
        ("west", "the West", 1.0), ("eu", "eu", 1.0), ("eu", "Eu", 1.0), ("moderna", "Moderna", 1.0),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("😀😀 Iran 😀", ["Iran"]),
        ("👨‍👩‍👧 Iran", ["Iran"]),
        ("𝕴𝖗𝖆𝖓 and 𝐈𝐫𝐚𝐧", ["𝕴𝖗𝖆𝖓", "𝐈𝐫𝐚𝐧"]),
        ("I\u0301ran Ir\u0301an", ["I\u0301ran", "Ir\u0301an"]),
        ("Irãn", ["Irãn"]),
        ("Hez\u200bbol\u200dlah", ["Hez\u200bbol\u200dlah"]),
        ("Hez\u00adbollah", ["Hez\u00adbollah"]),
        ("\u202eIran\u202c", ["Iran"]),
        ("\u200fIran\u200f", ["Iran"]),
        ("هذا Iran هنا", ["Iran"]),
        ("ＩＲＡＮ", ["ＩＲＡＮ"]),
        ("Iran\x00Iran", ["Iran", "Iran"]),
        ("\ud800Iran\udfff Iran", ["Iran", "Iran"]),
        ("\x01Iran\x01", ["Iran"]),
        ("ı Iran İ", ["Iran"]),
        ("Iran\u0301 out", ["Iran\u0301"]),
        ("Iran\u3000Syria\u2028Russia", ["Iran", "Syria", "Russia"]),
        ("Free\u00a0Syrian\u2009Army", ["Free\u00a0Syrian\u2009Army"]),
        ("Free\r\nSyrian Army", ["Free\r\nSyrian Army"]),
        ("Free\n\nSyrian Army", ["Syrian Army"]),
    ],
)
def test_spans_are_the_words_as_they_stand_in_any_script(text: str, words: list[str]) -> None:
    assert [w for _, w, _ in mentions_in(text, BOOK)] == words


@pytest.mark.parametrize(
    ("alias", "text", "words"),
    [
        ("İstanbul", "ISTANBUL İstanbul istanbul", ["ISTANBUL", "İstanbul", "istanbul"]),
        ("Straße", "Straße STRAßE straße", ["Straße", "STRAßE", "straße"]),
        ("Erdoğan", "Erdogan’s ERDOĞAN erdog\u0306an", ["Erdogan", "ERDOĞAN", "erdog\u0306an"]),
        ("Москва", "МОСКВА москва", ["МОСКВА", "москва"]),
        ("إيران", "في إيران اليوم", ["إيران"]),
        ("北京", "在 北京 的", ["北京"]),
        ("Ba'ath", "Ba’ath Ba`ath BA'ATH", ["Ba’ath", "Ba`ath", "BA'ATH"]),
        ("J&J", "J&J and J&Js, not j&j", ["J&J", "J&Js"]),
        ("U.S", "the U.S. and U.S", ["U.S", "U.S"]),
    ],
)
def test_aliases_of_any_script(alias: str, text: str, words: list[str]) -> None:
    assert [w for _, w, _ in mentions_in(text, make_book({"x": [alias]}))] == words


def test_a_seam_of_capitals_is_never_cut_through() -> None:
    # "Syrian" reaches into "SyriaNow", whose seam stands behind "Syria".
    assert mentions_in("#SyriaNow", BOOK) == [("syria", "Syria", 0.8)]


def test_what_lies_inside_a_match_that_lost_is_free_again() -> None:
    # "Syrian Army" loses to the longer "Army of Islam"; "Syrian" is then part of nothing else.
    assert mentions_in("Syrian Army of Islam", BOOK) == [
        ("syrian-people", "Syrian", 1.0),
        ("jaish", "Army of Islam", 1.0),
    ]


@pytest.mark.parametrize(
    ("author", "text"),
    [
        ("Iran Fan", "@Iran Fan you are wrong"),
        ("Iran Fan", "@IranFan you are wrong"),
        ("Iran Fan", "@iran fan: no"),
        ("Iran", "@Iran's view"),
        ("Mr Iran", "@Mr Iran ok"),
        ("O'Iran", "@O’Iran ok"),
        ("iran_fan", "@iran_fan ok"),
        ("Iran!", "@Iran! ok"),
        ("Iran👍", "@Iran👍 ok"),
        ("★Iran★", "@★Iran★ ok"),
        ("Iran", "＠Iran ok"),
    ],
)
def test_a_commenter_addressed_by_name_is_no_mention(author: str, text: str) -> None:
    assert not len(code_rows([(author, "first"), ("Zed", text)], BOOK))


def test_a_name_of_a_commenter_without_at_is_a_mention() -> None:
    table = code_rows([("Iran Fan", "first"), ("Zed", "Iran Fan of what? @Iran Fan")], BOOK)
    assert table[["actor", "start", "stop"]].values.tolist() == [["iran", 0, 4]]


def test_a_handle_that_is_no_commenter_is_less_sure() -> None:
    assert mentions_in("@Iran and Iran", BOOK) == [("iran", "Iran", 0.5), ("iran", "Iran", 1.0)]
    assert mentions_in("@Iran and Iran", BOOK, min_confidence=0.51) == [("iran", "Iran", 1.0)]


def found(*rows: tuple[int, int, float]) -> Found:
    start, stop, sure = (np.array(v) for v in zip(*rows, strict=True))
    return Found(np.arange(len(rows)), start, stop, sure.astype(float))


def test_resolving_keeps_the_longest_then_the_surer_then_the_earlier() -> None:
    assert resolve(found((0, 5, 1), (0, 9, 0.7), (4, 9, 1))).stop.tolist() == [9]
    kept = resolve(found((0, 6, 0.7), (4, 10, 1.0)))
    assert kept.start.tolist() == [4]
    kept = resolve(found((0, 6, 1.0), (4, 10, 1.0)))
    assert kept.start.tolist() == [0]


@given(
    st.lists(
        st.tuples(st.integers(0, 30), st.integers(1, 12), st.sampled_from([0.7, 1.0])),
        min_size=1,
        max_size=12,
    )
)
def test_resolving_is_what_taking_the_longest_first_gives(rows: list[tuple[int, int, float]]) -> None:
    spans = [(a, a + n, c) for a, n, c in rows]
    kept = resolve(found(*spans))
    taken: list[tuple[int, int]] = []
    for a, b, _ in sorted(spans, key=lambda s: (s[0] - s[1], -s[2], s[0])):
        if all(b <= c or a >= d for c, d in taken):
            taken.append((a, b))
    assert list(zip(kept.start.tolist(), kept.stop.tolist(), strict=True)) == sorted(taken)


WORDS = st.sampled_from(
    [a for names in ACTORS.values() for a in names if a.upper() != a]
    + ["US", "iran", "syria", "free", "Syrian", "Arab", "army of", "Army", "of Islam", "al-", "deir ez"]
    + ["the", "us", "tea", "and", "Iranology", "unrussian", "ez", "Zor", "straße", "naïve", "дом", "😀", "42"]
)
GAPS = st.sampled_from(
    [" ", " ", " ", "  ", "\n", "-", ", ", ". ", "! ", "'s ", " (", ") ", " \t", "_", " 😀 "]
)


def reference(text: str) -> list[tuple[str, int, int]]:
    """Find whole aliases the slow way: one regular expression each, the longest first."""
    hits = []
    for actor, aliases in ACTORS.items():
        for alias in aliases:
            parts = re.split(r"[\s-]+", alias)
            body = r"[\s-]+".join(map(re.escape, parts))
            exact = len(alias) <= 3 and alias.isupper()
            for start in range(len(text)):
                match = re.compile(body, 0 if exact else re.IGNORECASE).match(text, start)
                if not match or (start and text[start - 1].isalnum()):
                    continue
                if match.end() < len(text) and text[match.end()].isalnum():
                    continue
                hits.append((-len(alias), start, actor, match.end()))
    out: list[tuple[str, int, int]] = []
    for _, start, actor, stop in sorted(hits):
        if all(stop <= a or start >= b for _, a, b in out):
            out.append((actor, start, stop))
    return sorted(out, key=lambda m: m[1])


@given(st.lists(st.tuples(WORDS, GAPS), max_size=12))
def test_whole_words_are_what_a_slow_reference_finds(pieces: list[tuple[str, str]]) -> None:
    text = "".join(w + g for w, g in pieces)
    table = code_text(text, BOOK, stance=False, misspellings=False)
    table = table[table["confidence"] == 1]
    assert list(zip(table["actor"], table["start"], table["stop"], strict=True)) == reference(text)


ANY = st.text(st.characters(), max_size=8)  # lone surrogates and unassigned code points included
MIXED = st.lists(
    st.one_of(ANY, WORDS, st.sampled_from(["#", "@", "CIAisis", "Hezbolah", "\u200b", "\u0301", "'"]))
)


@given(MIXED)
def test_spans_lie_in_the_text_in_order_without_overlap(pieces: list[str]) -> None:
    text = "".join(pieces)
    table = code_text(text, BOOK, stance=False, min_confidence=0)
    start, stop = table["start"].tolist(), table["stop"].tolist()
    assert all(0 <= a < b <= len(text) for a, b in zip(start, stop, strict=True))
    assert all(b <= a for b, a in zip(stop, start[1:], strict=False))
