"""Hiding commenters: in the columns, in @names and profile links, and what else in a text leads to a person.

:func:`pseudonymise` does it for a corpus; :func:`read_key`, :func:`new_key` and :func:`key_id` are about the key that
makes the names the same in every run.
"""

from __future__ import annotations

from discourse.model.pseudonyms.apply import pseudonymise
from discourse.model.pseudonyms.keys import key_id, new_key, read_key
from discourse.model.pseudonyms.masking import masker

__all__ = ["key_id", "masker", "new_key", "pseudonymise", "read_key"]
