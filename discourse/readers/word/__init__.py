"""Reader of a pasted thread in a Word document or OpenDocument text."""

from __future__ import annotations

from discourse.readers.word.reader import read, sniff

__all__ = ["read", "sniff"]
