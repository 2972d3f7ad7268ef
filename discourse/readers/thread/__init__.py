"""Reader of pasted text: an article followed by its comments, as people copy them from a page.

``units`` cuts the lines into blocks and weighs each as a name (``names``, ``headers``); ``segment`` finds the most
likely reading of all blocks; ``reader`` gathers comments from it, ``pieces`` and ``quoting`` sort their paragraphs,
``replies`` finds what they answer, and ``assemble`` makes the corpus.
"""

from __future__ import annotations

from discourse.readers.thread.reader import read, sniff

__all__ = ["read", "sniff"]
