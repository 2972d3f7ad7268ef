"""The language of short texts, by the model of py3langid: small, offline, the same on every machine.

Addresses, @names, #tags, digits, symbols and emoji are taken out first. What is left is identified only if it has
``LEAST`` letters (``LEAST_DENSE`` in Chinese, Japanese and Korean, where a letter says more) and is no mere laughter
(``DISTINCT`` different letters), and if the best language is ahead of the next one by a margin: the difference of
their log scores over the square root of the number of bytes must reach ``MARGIN`` (``RARE_MARGIN`` for a language
without a two-letter code, for such languages are seldom meant when a short text looks like one).

The scores are those of ``py3langid.classify``, computed for many texts at once and in double precision.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

LEAST, LEAST_DENSE = 12, 6
DISTINCT, DISTINCT_DENSE = 6, 4
MARGIN, RARE_MARGIN = 0.6, 2.0
#: Only so much of a text is looked at, in characters: of the raw text, and of what is left of it.
LOOK, KEEP = 4000, 200
_WINDOW, _BATCH = 65_536, 2_000

_ADDRESS = re.compile(r"https?://\S+|www\.\S+|[\w.+-]{1,64}@[^\s@]+|[@#]\w+|(?<!\w)/?[ur]/\w+", re.IGNORECASE)
_ADDRESS_SIGNS = re.compile(r"[@#/]|www", re.IGNORECASE)
_SIGNS = re.compile(
    r"[\d_#*^~<>|=+\\/{}\[\]()$€£%&@`\"“”«»\x00-\x20\ud800-\udfff\u2190-\u2bff\ufe0f\u200d"
    r"\U0001f000-\U0001fbff\U000e0000-\U000e007f]+"
)
_DENSE = re.compile(
    r"[\u1100-\u11ff\u3005-\u30ff\u3130-\u318f\u3400-\u9fff\uac00-\ud7af\U00020000-\U0003134f]"
)
# What ISO 639 holds to be a variety of a language that has a two-letter code is counted as that language.
_WHOLE = {
    "ary": "ar", "arz": "ar", "fuv": "ff", "gug": "gn", "kik": "ki", "ltg": "lv", "nn": "no", "sdh": "ku",
    "uzs": "uz", "wuu": "zh", "yue": "zh",
}  # fmt: skip
_NONE = "zxx"  # the model's own class of what is no language


@dataclass(frozen=True)
class _Model:
    """The automaton that finds features in bytes, and the weight of each feature for each language."""

    move: np.ndarray  # flat: the state after a byte, at row[state] * 256 + byte
    row: np.ndarray  # per state, the start of its row
    feature: np.ndarray  # per state, the feature that ends there, or -1
    weight: np.ndarray  # features by classes
    prior: np.ndarray  # per class
    groups: tuple[np.ndarray, ...]  # the classes of each language
    names: np.ndarray  # the languages


@lru_cache(maxsize=1)
def _model() -> _Model:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    found: Any = LanguageIdentifier.from_model_file(MODEL_FILE)
    labels = np.array([_WHOLE.get(name, name) for name in found.nb_classes])
    names = np.unique(labels)
    return _Model(
        np.asarray(found.tk_nextmove),
        np.asarray(found.tk_row).astype(np.int64) << 8,
        np.asarray(found.tk_output, dtype=np.int64),
        np.asarray(found.nb_ptc),
        np.asarray(found.nb_pc, dtype=np.float64),
        tuple(np.flatnonzero(labels == name) for name in names),
        names,
    )


def languages(texts: Sequence[str]) -> list[str | None]:
    """Say in which language each text is written, or nothing where that is not clear.

    Parameters
    ----------
    texts : sequence of str
        Any strings. Each is judged by itself: by 200 characters of what is left of its first 4,000.

    Returns
    -------
    list of (str or None)
        ISO 639-1 codes (639-3 for languages that have none; a variety counts as its language, so Cantonese is
        ``zh``); None for a text that is too short, no language, or like two languages.

    References
    ----------
    Lui M, Baldwin T (2011) Cross-domain feature selection for language identification. IJCNLP 2011, 553-561.

    Examples
    --------
    >>> languages(["Wer soll das alles bezahlen?", "Nobody believes that any more.", "lol", "@ada https://a.org"])
    ['de', 'en', None, None]
    """
    out: list[str | None] = [None] * len(texts)
    for start in range(0, len(texts), _WINDOW):
        found = [(len(left), start + i, left) for i, left in _worth(texts[start : start + _WINDOW])]
        found.sort(key=lambda item: item[0])  # texts of like length are walked through together
        for first in range(0, len(found), _BATCH):
            part = found[first : first + _BATCH]
            for (_, place, _), code in zip(part, _identify([left for _, _, left in part]), strict=True):
                out[place] = code
    return out


def _worth(texts: Sequence[str]) -> list[tuple[int, str]]:
    """Return number and what is to be judged of each text that has enough letters."""
    out = []
    for number, text in enumerate(texts):
        left = text[:LOOK]
        if _ADDRESS_SIGNS.search(left):
            left = _ADDRESS.sub(" ", left)
        left = _SIGNS.sub(" ", left).strip()[:KEEP]
        if len(left) < LEAST_DENSE:
            continue
        letters = len(left) if len(left) > 3 * LEAST and left.isascii() else sum(map(str.isalpha, left))
        if letters < LEAST_DENSE:
            continue
        distinct = sum(map(str.isalpha, set(left.casefold())))
        if (letters < LEAST or distinct < DISTINCT) and (
            distinct < DISTINCT_DENSE or 2 * len(_DENSE.findall(left)) < letters
        ):
            continue
        head = left[:40]
        if 2 * sum(map(str.isupper, head)) > sum(map(str.isalpha, head)):  # shouted
            left = left.lower()
        out.append((number, unicodedata.normalize("NFC", left)))
    return out


def _identify(texts: list[str]) -> list[str | None]:
    """Return the language of each text, None where two are about as likely."""
    model = _model()
    data = [text.encode("utf-8", "ignore") for text in texts]
    scores = _scores(data, model)
    best = np.column_stack([scores[:, group].max(axis=1) for group in model.groups])
    rows = np.arange(len(texts))
    top = best.argmax(axis=1)
    lead = best[rows, top]
    best[rows, top] = -np.inf
    ahead = (lead - best.max(axis=1)) / np.sqrt([max(len(d), 1) for d in data])
    codes = model.names[top].tolist()
    return [
        code if code != _NONE and margin >= (MARGIN if len(code) == 2 else RARE_MARGIN) else None
        for code, margin in zip(codes, ahead.tolist(), strict=True)
    ]


def _scores(data: list[bytes], model: _Model) -> np.ndarray:
    """Return the log score of every class for every text: naive Bayes over the features found in its bytes."""
    from scipy.sparse import csr_array

    owner, feature = _features(data, model)
    total = len(model.feature)
    keys, counts = np.unique(owner * total + feature, return_counts=True)
    owner, feature = keys // total, keys % total
    present = np.zeros(total, dtype=np.int64)
    present[feature] = 1
    used = np.flatnonzero(present)
    present[used] = np.arange(len(used))
    logs = np.array([0.0, *(math.log1p(n) for n in range(1, int(counts.max(initial=0)) + 1))])
    bounds = np.searchsorted(owner, np.arange(len(data) + 1))
    table = csr_array((logs[counts], present[feature], bounds), shape=(len(data), len(used)))
    return np.asarray(table @ model.weight[used].astype(np.float64) + model.prior)


def _features(data: list[bytes], model: _Model) -> tuple[np.ndarray, np.ndarray]:
    """Return the number of the text and the feature for every feature found: all texts step by step together."""
    lengths = np.array([len(d) for d in data], dtype=np.int64)
    order = np.argsort(-lengths, kind="stable")
    lengths = lengths[order]
    flat = np.frombuffer(b"".join(data[k] for k in order.tolist()), dtype=np.uint8)
    width = int(lengths[0]) if len(lengths) else 0
    column = np.repeat(np.arange(len(data)), lengths)
    line = np.arange(len(flat)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    grid = np.zeros((width, len(data)), dtype=np.int64)
    grid[line, column] = flat
    states = np.zeros((width + 1, len(data)), dtype=np.int64)
    for step, alive in enumerate(np.searchsorted(-lengths, -np.arange(width), side="left").tolist()):
        states[step + 1, :alive] = model.move[model.row[states[step, :alive]] + grid[step, :alive]]
    found = model.feature[states[line + 1, column]]
    hit = found >= 0
    return order[column[hit]], found[hit]
