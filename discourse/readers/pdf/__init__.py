"""Reader of a pasted thread, or a printed page, in a PDF."""

from __future__ import annotations

from discourse.readers.pdf.reader import read, sniff

__all__ = ["read", "sniff"]
