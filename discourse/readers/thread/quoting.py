"""Finding words of others: paragraphs taken from the article or from an earlier comment."""

from __future__ import annotations

import re
from collections import Counter
from difflib import SequenceMatcher
from functools import lru_cache

from discourse.model.folding import fold_many

#: A paragraph of fewer words is never taken for a quotation unless it is marked with ``>``.
SHORTEST = 8
_LONGEST = 600  # words; a longer paragraph is looked up and compared by its start only
_CHARACTERS = 8000
_ARTICLE_CHARACTERS = 400_000
_MOST_RUNS = (
    500_000  # so that a huge file does not fill the memory; quotations of what comes later are not found
)
_SHINGLE = 4
_SOURCES = 6
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
ARTICLE = -1


def words(text: str, most: int = _CHARACTERS) -> tuple[str, ...]:
    """Return the folded words of a text's first ``most`` characters.

    Examples
    --------
    >>> words("“Don’t  PANIC.”")
    ("don't", 'panic')
    """
    return _words(text[:most])


@lru_cache(maxsize=64)  # a paragraph is looked up, then added, then remembered
def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(fold_many([text]).text))


class QuoteIndex:
    """Paragraphs seen so far, by runs of four words.

    A paragraph counts as quoted if its words stand in a row in an earlier one, if at least 0.8 of its runs of four
    words, the first and the last among them, are in an earlier one, or if the two, compared word by word, are
    alike to 0.9 (difflib's ratio) and it neither starts nor ends with a word of its own.

    Examples
    --------
    >>> index = QuoteIndex()
    >>> index.add(ARTICLE, "The army was forced to leave the village after a long fight.")
    >>> index.match("“The army was forced to leave  the village”") == ARTICLE
    True
    >>> index.match("The army will come back to the village, mark my words.") is None
    True
    """

    def __init__(self) -> None:
        self._runs: dict[tuple[str, ...], list[int]] = {}
        self._paragraphs: list[tuple[str, ...]] = []
        self._owners: list[int] = []

    def add(self, owner: int, paragraph: str) -> None:
        """Add a paragraph of the article (owner ``ARTICLE``) or of the comment with this number."""
        found = words(paragraph, _ARTICLE_CHARACTERS if owner == ARTICLE else _CHARACTERS)
        if len(found) < _SHINGLE or len(self._runs) > _MOST_RUNS:
            return
        number = len(self._paragraphs)
        self._paragraphs.append(found)
        self._owners.append(owner)
        for run in _runs(found):
            places = self._runs.setdefault(run, [])
            if len(places) < _SOURCES and (not places or places[-1] != number):
                places.append(number)

    def match(self, paragraph: str) -> int | None:
        """Return whose words a paragraph is, None if nobody's; the first to have said them wins."""
        found = words(paragraph)[:_LONGEST]
        if len(found) < SHORTEST:
            return None
        runs = _runs(found)
        hits = Counter(number for run in runs for number in self._runs.get(run, ()))
        if not hits:
            return None
        best = min(hits, key=lambda number: (-hits[number], number))
        share = hits[best] / len(runs)
        if share >= 0.8 and all(best in self._runs.get(run, ()) for run in (runs[0], runs[-1])):
            return self._owners[best]
        other = self._paragraphs[best]
        if share < 0.25 or not 0.8 <= len(found) / len(other) <= 1.25:
            return None
        compared = SequenceMatcher(None, found, other, autojunk=False)
        blocks = [b for b in compared.get_matching_blocks() if b.size]
        own_edge = not blocks or blocks[0].a > 0 or blocks[-1].a + blocks[-1].size < len(found)
        return self._owners[best] if compared.ratio() >= 0.9 and not own_edge else None


def _runs(found: tuple[str, ...]) -> list[tuple[str, ...]]:
    return [found[i : i + _SHINGLE] for i in range(len(found) - _SHINGLE + 1)]
