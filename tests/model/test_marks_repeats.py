"""Near-repeats: reference pairs, planted copies, no false marks, the same everywhere."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from discourse.errors import OptionError
from discourse.model.corpus import Corpus
from discourse.model.folding import fold
from discourse.model.marks import mark_comments, near_duplicates, signatures, similarity
from discourse.model.marks import repeats as whole_module
from discourse.model.marks.minhash import BANDS
from discourse.model.marks.shingles import LEAST, WIDTH, pieces

TEXT = "Nobody here has ever read the agreement that they are shouting about."
#: Columns 0, 1 and 16 of the signatures of two texts, by rensa 0.5.0.
FIXED = [
    [1615399799923699376, 454046462292834534, 8242610683540613046],
    [13985534601084396513, 4967853932871116430, 7938600207089161692],
]


@lru_cache(maxsize=10_000)
def runs(text: str) -> frozenset[str]:
    """Return the runs of five characters."""
    folded = fold(text)
    return frozenset(folded[i : i + WIDTH] for i in range(len(folded) - WIDTH + 1))


def true_jaccard(one: str, two: str) -> float:
    """Compare sets in plain Python."""
    a, b = runs(one), runs(two)
    return len(a & b) / len(a | b)


def made_up(rng: np.random.Generator, count: int, words: int = 30) -> list[str]:
    """Texts of invented words, that have next to nothing in common."""
    letters = np.array(list("etaoinshrdlcumwfgypbvk"))
    return [
        " ".join("".join(rng.choice(letters, size=n)) for n in rng.integers(2, 9, size=words))
        for _ in range(count)
    ]


def edited(rng: np.random.Generator, text: str, wanted: float) -> str:
    """Return the text with characters replaced, one after another, until the similarity is just below ``wanted``."""
    found = list(text)
    while true_jaccard(text, "".join(found)) > wanted:
        found[int(rng.integers(len(found)))] = "xqz"[int(rng.integers(3))]
    return "".join(found)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (TEXT, TEXT + " Nobody!"),
        (TEXT, TEXT.replace("ever", "never")),
        (TEXT, "RT: " + TEXT.upper()),
        ("é" * 30 + "abcdefghijklmnop", "e" * 20 + "ABCDEFGHIJKLMNOPqrstuvwx"),
        ("这些钱最后由谁来出" * 5, "这些钱最后由谁来出" * 4 + "谢谢分享，文章很有意思"),
        ("abcde" * 10, "abcde" * 40),
        (TEXT, "An entirely different remark about the price of bread in winter."),
    ],
)
def test_similarity_is_the_true_jaccard(one: str, two: str) -> None:
    assert similarity([one], [two])[0] == pytest.approx(true_jaccard(one, two), abs=1e-12)


def test_similarity_by_hand() -> None:
    # 40 letters have 36 runs of five; 4 more letters at the end make 4 more runs.
    letters = "".join(chr(0x4E00 + i) for i in range(44))
    assert similarity([letters[:40]], [letters])[0] == 36 / 40
    assert similarity([letters[:39]], [letters]).tolist() == [0.0]
    assert similarity([letters[:39]], [letters[:39]]).tolist() == [1.0]
    assert similarity([], []).tolist() == []
    with pytest.raises(OptionError, match="as many texts left as right"):
        similarity([TEXT], [])


def test_threshold_decides() -> None:
    letters = "".join(chr(0x4E00 + i) for i in range(104))
    texts = [letters[:100], letters]  # 96 / 100
    assert near_duplicates(texts, threshold=0.96).tolist() == [-1, 0]
    assert near_duplicates(texts, threshold=0.961).tolist() == [-1, -1]
    for wrong in (0.0, 0.49, 1.01, float("nan")):
        with pytest.raises(OptionError, match="threshold"):
            near_duplicates(texts, threshold=wrong)


def test_exact_repeats_of_any_length() -> None:
    texts = ["No.", "no.", " NO. ", "No!", "", "", " \n", "Nó.", "no\u200b.", TEXT, TEXT.replace(" ", "\n\n")]
    assert near_duplicates(texts).tolist() == [-1, 0, 0, -1, -1, -1, -1, 0, 0, -1, 9]


def test_short_texts_count_as_wholes_only() -> None:
    short = "Iran should leave Syria now and for all"
    assert len(short) == LEAST - 1
    assert near_duplicates([short, short + "."]).tolist() == [-1, -1]
    assert near_duplicates([short + " time, I say", short + " time, I say!"]).tolist() == [-1, 0]


def test_planted_repeats_are_found_and_nothing_else() -> None:
    rng = np.random.default_rng(7)
    base = made_up(rng, 600)
    for level, least in ((0.9, 0.99), (0.82, 0.95)):
        copies = [edited(rng, text, level + 0.01) for text in base[:300]]
        true = np.array([true_jaccard(a, b) for a, b in zip(base, copies, strict=False)])
        assert (np.abs(true - level) < 0.05).all()
        found = near_duplicates(base + copies, threshold=0.8)
        assert (found[:600] == -1).all()
        hits = found[600:] == np.arange(300)
        assert hits[true >= 0.8].mean() >= least
        assert not hits[true < 0.8].any()
        assert ((found[600:] == -1) | hits).all()


def test_every_link_is_true_and_heads_are_unmarked() -> None:
    rng = np.random.default_rng(3)
    texts = made_up(rng, 30)
    for _ in range(200):  # edits of edits: chains that drift away
        texts.append(edited(rng, texts[int(rng.integers(len(texts)))], float(rng.uniform(0.6, 1))))
    found = near_duplicates(texts)
    marked = np.flatnonzero(found >= 0)
    assert len(marked) > 60
    assert (found[found[marked]] == -1).all()
    assert (found[marked] < marked).all()
    near = {
        i: [
            j
            for j in range(i)
            if abs(len(texts[i]) - len(texts[j])) < 60 and true_jaccard(texts[i], texts[j]) >= 0.8
        ]
        for i in range(len(texts))
    }
    assert all(near[i] for i in marked.tolist())  # no mark without an earlier similar text
    lonely = [i for i in range(len(texts)) if near[i] and found[i] < 0]
    assert len(lonely) <= 0.03 * len(marked)
    for i in marked.tolist():  # the head is reached by links between similar texts
        reached, front = {i}, [i]
        while front:
            front = [j for k in front for j in near[k] if j not in reached]
            reached.update(front)
        assert found[i] in reached


def test_order_of_unrelated_texts_does_not_matter() -> None:
    rng = np.random.default_rng(11)
    base = made_up(rng, 200)
    texts = base + [text[:40] + text[44:] for text in base[:100]]
    names = np.array([f"t{i}" for i in range(len(texts))])

    def pairs(order: np.ndarray) -> set[tuple[str, str]]:
        found = near_duplicates([texts[i] for i in order.tolist()])
        return {(names[order[i]], names[order[found[i]]]) for i in np.flatnonzero(found >= 0).tolist()}

    straight = pairs(np.arange(300))
    assert len(straight) == 100
    mixed = np.concatenate([rng.permutation(200), 200 + rng.permutation(100)])
    assert pairs(mixed) == straight
    assert {(b, a) for a, b in pairs(np.arange(300)[::-1])} == straight


def test_marks_depend_on_earlier_texts_only() -> None:
    rng = np.random.default_rng(5)
    texts = made_up(rng, 30)
    texts += [edited(rng, texts[int(i)], 0.85) for i in rng.integers(0, 30, size=60)]
    whole = near_duplicates(texts)
    for stop in (0, 1, 31, 57, 89):
        assert near_duplicates(texts[:stop]).tolist() == whole[:stop].tolist()


def test_signatures_of_a_text_do_not_depend_on_others() -> None:
    rng = np.random.default_rng(2)
    texts = [*made_up(rng, 20), "", "short", TEXT, TEXT + "é", "x" * 2_500_000, TEXT.upper(), "\ud800" * 50]
    whole = signatures(texts)
    assert whole.dtype == np.uint64
    assert whole.shape == (len(texts), 1 + BANDS)
    alone = np.concatenate([signatures([text]) for text in texts])
    assert (whole == alone).all()
    assert (signatures(texts[::-1])[::-1] == whole).all()
    assert (whole[20] == 0).all()
    assert whole[21, 0] != 0
    assert (whole[21, 1:] == 0).all()
    assert (whole[22:] != 0).all()
    assert (whole[22] == whole[25]).all()
    assert signatures([]).shape == (0, 1 + BANDS)


def test_signatures_are_fixed() -> None:
    # Whoever changes these numbers makes stored signatures worthless; a version of rensa that does so is not for us.
    found = signatures([TEXT, "这些钱最后由谁来出" * 5])[:, [0, 1, BANDS]]
    assert found.tolist() == FIXED


@pytest.mark.parametrize("seed", ["0", "4711"])
def test_the_same_in_another_process(seed: str) -> None:
    code = (
        "from discourse.model.marks import languages, near_duplicates, signatures\n"
        f"texts = [{TEXT!r}, {TEXT + ' Nobody!'!r}, 'Wer soll das bezahlen?']\n"
        "print(signatures(texts).tolist(), near_duplicates(texts).tolist(), languages(texts))"
    )
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    texts = [TEXT, TEXT + " Nobody!", "Wer soll das bezahlen?"]
    assert done.stdout.strip() == f"{signatures(texts).tolist()} [-1, 0, -1] ['en', 'en', 'de']"


def test_many_like_texts_are_not_compared_all_with_all(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = []
    original = whole_module._compare
    monkeypatch.setattr(
        whole_module,
        "_compare",
        lambda t, left, right: compared.append(len(left)) or original(t, left, right),
    )
    assert (near_duplicates([TEXT] * 20_000)[1:] == 0).all()
    assert sum(compared) == 0
    found = near_duplicates([f"{TEXT} {i}" for i in range(3_000)])
    assert (found[1:] == 0).all()
    assert sum(compared) <= 6_000


def test_long_text() -> None:
    rng = np.random.default_rng(1)
    text = "".join(map(chr, rng.integers(97, 123, size=1_200_000)))
    assert len(text) > 1_000_000
    assert near_duplicates([text, "short", text[:-5], text[: len(text) // 2]]).tolist() == [-1, -1, 0, -1]


def test_no_texts() -> None:
    assert near_duplicates([]).tolist() == []
    assert near_duplicates([]).dtype == np.int64
    assert list(pieces([])) == []


@settings(derandomize=True, deadline=None, max_examples=100)
@given(st.lists(st.text(st.sampled_from("abAB é\n\u200b\ud800\x00\x01界"), max_size=60), max_size=8))
def test_any_texts(texts: list[str]) -> None:
    found = near_duplicates(texts)
    for i, mark in enumerate(found.tolist()):
        earlier = [j for j in range(i) if fold(texts[j]) == fold(texts[i]) != ""]
        if earlier:
            assert 0 <= mark <= earlier[0]
        if mark >= 0:
            assert found[mark] == -1
            assert fold(texts[i]) != ""


def test_marks_of_comments() -> None:
    comments = pd.DataFrame(
        {
            "comment_id": ["a", "b", "c", "d", "e"],
            "text": [TEXT, TEXT + " Nobody!", TEXT, "lol", "Wer soll das alles bezahlen?"],
            "deleted": [True, False, False, False, False],
        },
        index=[3, 5, 7, 9, 11],
    )
    marks = mark_comments(comments)
    assert marks.index.tolist() == [3, 5, 7, 9, 11]
    assert marks.dtypes.astype(str).tolist() == ["str"] * 3
    assert marks.astype(object).where(marks.notna(), None).to_numpy().tolist() == [
        ["a", None, None],
        ["b", "en", None],
        ["c", "en", "b"],
        ["d", None, None],
        ["e", "de", None],
    ]
    assert mark_comments(comments.iloc[:0]).dtypes.astype(str).tolist() == ["str"] * 3


def test_marks_of_a_corpus() -> None:
    corpus = Corpus.from_comments([("Ada", TEXT), ("Ben", "RT " + TEXT), ("Cem", "Qui va payer tout ça ?")])
    assert corpus.marks["comment_id"].tolist() == corpus.comments["comment_id"].tolist()
    assert corpus.marks["language"].tolist() == ["en", "en", "fr"]
    assert corpus.marks["near_duplicate_of"].dropna().to_dict() == {1: "d:1"}
    assert corpus.marks is corpus.marks


@pytest.mark.shared
def test_real_threads(shared: Path) -> None:
    table = pd.read_csv(shared / "data" / "threads" / "rumoureval.csv", dtype=str, keep_default_na=False)
    texts = table["text"].tolist()
    found = near_duplicates(texts)
    marked = np.flatnonzero(found >= 0)
    close = similarity([texts[i] for i in marked.tolist()], [texts[i] for i in found[marked].tolist()])
    assert (close >= 0.8).mean() >= 0.9  # the rest by way of a text between
    assert (found[found[marked]] == -1).all()
