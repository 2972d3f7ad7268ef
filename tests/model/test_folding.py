"""Folding, and the way back."""

from __future__ import annotations

import unicodedata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from discourse.model.folding import DIGIT, UPPER, WORD, fold, fold_many

ANY = st.text(st.characters(), max_size=30)  # every code point, lone surrogates included
TRICKY = st.text(
    st.sampled_from(
        list("aZ '’-–\n\r\t\u00a0\u200b\u200d\u202e\u0301\u0307İıßﬁŉ\u2028\x00\x01\x85😀Ａ１\ud800…")
    ),
    max_size=30,
)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("IRAN", "iran"),
        ("Erdoğan", "erdogan"),
        ("Erdog\u0306an", "erdogan"),
        ("ＣＩＡ", "cia"),
        ("𝐈𝐫𝐚𝐧", "iran"),
        ("İstanbul", "istanbul"),
        ("ISTANBUL", "istanbul"),
        ("Straße", "straße"),
        ("ﬁ", "ﬁ"),
        ("Hez\u200bbol\u00adlah", "hezbollah"),
        ("\u202eIran\u202c", "iran"),
        ("it’s it`s it´s itʼs", "it's it's it's it's"),
        ("“a” «b»", '"a" "b"'),
        ("Deir‑ez-Zor", "deir ez zor"),
        ("a–b a—b", "a—b a—b"),
        ("a  \t b\u00a0c\u3000d", "a b c d"),
        ("a\nb", "a b"),
        ("a\n\nb", "a\nb"),
        ("a \n \n b", "a\nb"),
        ("a \u200b b", "a b"),
        ("a\n\u200b\nb", "a\nb"),
        ("a\r\nb", "a b"),
        ("a\r\n\r\nb", "a\nb"),
        ("كتـــاب", "كتاب"),
        ("МОСКВА", "москва"),
        ("\x00a\x01b", "a b"),
        ("\ud800", "\ufffd"),
        ("", ""),
        (" \n ", ""),
    ],
)
def test_what_folds_to_what(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_every_code_point_folds_to_one_or_to_nothing() -> None:
    points = [chr(i) for i in range(0x110000)]
    text = fold_many(["".join(f"x{c}" for c in points) + "x"]).text[:-1]
    assert max(map(len, text.split("x"))) == 1
    assert text.count("x") >= len(points)


@pytest.mark.parametrize("point", range(0xFF01, 0xFF5F))
def test_full_width_characters_fold_as_the_plain_ones(point: int) -> None:
    assert fold(f"a{chr(point)}b") == fold(f"a{chr(point - 0xFEE0)}b")


@pytest.mark.parametrize("letters", ["latin", "greek", "cyrillic", "armenian"])
def test_capitals_fold_as_small_letters_do(letters: str) -> None:
    ranges = {
        "latin": (0x41, 0x24F),
        "greek": (0x370, 0x3FF),
        "cyrillic": (0x400, 0x52F),
        "armenian": (0x531, 0x586),
    }
    different = [
        c
        for c in map(chr, range(*ranges[letters]))
        if c.isalpha() and len(c.upper()) == 1 and c not in "ıſ" and fold(c.upper()) != fold(c)
    ]
    assert different == []


@given(st.lists(st.text(st.characters(max_codepoint=127), max_size=20), max_size=5))
def test_ascii_takes_a_quick_road_to_the_same_result(texts: list[str]) -> None:
    quick, slow = fold_many(texts), fold_many([*texts, "é"])
    assert quick.text == slow.text[:-2]
    at = np.arange(len(quick.text))
    owner = quick.owner(at)
    for a, b in zip(quick.original(owner, at, at + 1), slow.original(owner, at, at + 1), strict=True):
        assert a.tolist() == b.tolist()
    assert quick.classes[:-2].tolist() == slow.classes[: len(quick.text)].tolist()


@given(st.lists(st.one_of(ANY, TRICKY), max_size=6))
def test_many_are_folded_as_each_alone(texts: list[str]) -> None:
    together = fold_many(texts)
    assert together.text == "".join(fold_many([t]).text for t in texts)
    assert len(together.bounds) == len(texts) + 1
    assert together.text.count("\x01") == len(texts)
    assert len(together.codes) == len(together.classes) == len(together.text) + 2  # a margin of two zeros


@given(st.lists(st.one_of(ANY, TRICKY), min_size=1, max_size=4))
def test_every_folded_character_leads_back_to_its_own(texts: list[str]) -> None:
    folded = fold_many(texts)
    at = np.flatnonzero(folded.codes[: len(folded.text)] != 1)
    owner = folded.owner(at)
    start, stop = folded.original(owner, at, at + 1)
    for text, a, b in zip(owner, start, stop, strict=True):  # a combining mark goes with its character
        assert b > a
        assert all(unicodedata.category(c)[0] == "M" for c in texts[text][a + 1 : b])
    for place, text, a in zip(at.tolist(), owner.tolist(), start.tolist(), strict=True):
        original, now = texts[text][a], folded.text[place]
        if now not in " \n":  # a run of white space becomes one character
            assert fold(original) == now
        else:
            assert fold(original) == ""
        assert bool(folded.classes[place] & UPPER) == (unicodedata.category(original) in ("Lu", "Lt"))
        assert bool(folded.classes[place] & WORD) == (unicodedata.category(original)[0] in "LN")
        assert bool(folded.classes[place] & DIGIT) == (unicodedata.category(original)[0] == "N")


@given(st.one_of(ANY, TRICKY), st.data())
def test_a_folded_span_leads_back_to_text_that_folds_to_it(text: str, data: st.DataObject) -> None:
    folded = fold_many([text])
    length = len(folded.text) - 1
    if not length:
        return
    start = data.draw(st.integers(0, length - 1))
    stop = data.draw(st.integers(start + 1, length))
    a, b = folded.original(np.array([0]), np.array([start]), np.array([stop]))
    assert 0 <= a[0] < b[0] <= len(text)
    assert fold(text[a[0] : b[0]]) == folded.text[start:stop].strip(" \n") or "\n" in folded.text[start:stop]


@given(TRICKY)
def test_composed_and_decomposed_text_fold_alike(text: str) -> None:
    clean = text.replace("\ud800", "").replace("\x01", "")
    assert fold(unicodedata.normalize("NFD", clean)) == fold(unicodedata.normalize("NFC", clean))


def test_long_texts_take_the_other_road_to_the_same_result() -> None:
    # From 4096 code points on, new characters are found by another method.
    text = "Ир\u0301ан😀 " * 2000
    assert fold_many([text]).text == fold_many([text[:7]]).text[:-1] * 2000 + "\x01"
