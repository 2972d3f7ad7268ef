"""Marks on comments: the language each is written in, and which nearly repeats an earlier one."""

from __future__ import annotations

from discourse.model.marks.language import languages
from discourse.model.marks.minhash import signatures
from discourse.model.marks.repeats import near_duplicates, similarity
from discourse.model.marks.table import mark_comments

__all__ = ["languages", "mark_comments", "near_duplicates", "signatures", "similarity"]
