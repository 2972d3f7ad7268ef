"""Coders: from a Corpus and a Codebook to Statements. One line per way of coding."""

from __future__ import annotations

from discourse.registry import Entry, Registry

TABLE = Registry(
    "coders",
    {
        "dictionary": Entry(
            "discourse.coders.dictionary.coder:dictionary",
            "actors by their aliases, narratives by their cues, stance by a lexicon in scope",
            takes="corpus",
        ),
    },
)
