"""The types that everything else speaks: Corpus, Codebook, Statements, Network and the results."""

from __future__ import annotations
