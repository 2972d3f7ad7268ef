"""Mention coding beside the bare matcher, and congruence beside the bare sparse product; prints ratios and memory.

Run with ``python benchmarks/coding.py [comments]``. Both sides are timed in turn, several times; the ratio printed is
that of the medians.
"""

from __future__ import annotations

import resource
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from ahocorasick_rs import AhoCorasick
from corpus import make

import discourse as ds
from discourse.coders.dictionary.coder import BATCH, find_mentions
from discourse.coders.dictionary.patterns import compile_patterns
from discourse.coders.dictionary.scan import Scan, find
from discourse.model.folding import fold_many
from discourse.projections.counts import count


def alternately(runs: int, **sides: Callable[[], Any]) -> dict[str, float]:
    """Return the median seconds of each side, run in turn after a warm-up."""
    times: dict[str, list[float]] = {name: [] for name in sides}
    for run in range(runs + 1):
        for name, side in sides.items():
            start = time.perf_counter()
            side()
            if run:
                times[name].append(time.perf_counter() - start)
    return {name: statistics.median(values) for name, values in times.items()}


def coding(comments: int) -> ds.Statements:
    """Time mention coding beside the bare matcher scanning the same text."""
    corpus, book = make(comments)
    texts = corpus.comments["text"].tolist()
    automaton = AhoCorasick([a.aliases[0].text.lower() for a in book.actors], store_patterns=False)
    lowered = [t.lower() for t in texts]

    def bare() -> None:
        for text in lowered:
            automaton.find_matches_as_indexes(text, overlapping=True)

    patterns = compile_patterns(book, None)

    def mentions() -> None:
        for start in range(0, len(texts), BATCH):
            folded = fold_many(texts[start : start + BATCH])
            find_mentions(Scan(folded, find(patterns.automaton, folded.text)), patterns, {})

    whole: list[ds.Statements] = []

    def statements() -> None:
        whole[:] = [ds.code(corpus, book, stance=False)]

    found = alternately(5, bare=bare, mentions=mentions, statements=statements)
    for name, side in (
        ("bare matcher", "bare"),
        ("mention coding", "mentions"),
        ("... to Statements", "statements"),
    ):
        ratio = found[side] / found["bare"]
        print(
            f"{name:18} {comments / found[side]:>12,.0f} comments/s   {ratio:.2f} x the bare matcher's time"
        )
    print(f"mention coding must stay under 3 x; {len(whole[0]):,} statements")
    return whole[0]


def congruence(statements: ds.Statements) -> None:
    """Time congruence beside the bare scipy product of the same matrix."""
    random = np.random.default_rng(0).integers(-1, 2, size=len(statements))
    for name, stance in (("no stance found", 0), ("random stances", random)):
        _congruence(name, statements.select(statements.table.assign(stance=stance)))


def _congruence(name: str, data: ds.Statements) -> None:
    options: dict[str, Any] = {"rows": "commenter", "cols": "actor", "qualifier": "stance"}
    graded = count(data, **options).matrix()
    plain = count(data, "commenter", "actor", None).matrix()
    found = alternately(
        5,
        graded=lambda: graded @ graded.T,
        plain=lambda: plain @ plain.T,
        ours=lambda: ds.project(data, "congruence", normalization="average", **options),
    )
    ties = ds.project(data, "congruence", normalization="average", **options).size
    print(f"congruence, {name}: {found['ours']:.2f} s for {ties:,} ties")
    print(
        f"  {found['ours'] / found['graded']:.2f} x the bare product of commenters by actor and stance (at most 2)"
    )
    print(f"  {found['ours'] / found['plain']:.2f} x the bare product of commenters by actor")


def main() -> None:
    """Print everything."""
    comments = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    congruence(coding(comments))
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")


if __name__ == "__main__":
    main()
