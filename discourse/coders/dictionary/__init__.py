"""Coding by dictionary: mentions, narratives and stance from a codebook and a lexicon, with no model to load.

``patterns`` compiles what is looked for into one automaton; ``scan`` runs it over a batch of comments;
``mentions`` decides which matches are mentions; ``slips`` finds misspelt ones; ``narratives`` evaluates cues;
``stance`` finds how a comment stands to what it names; ``coder`` puts it together.
"""

from __future__ import annotations
