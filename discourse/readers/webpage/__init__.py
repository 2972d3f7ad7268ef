"""Reader of web pages saved from a browser.

``page`` decodes and parses, ``schema`` and ``systems`` find comments by what the page says of them and by the markup of
known comment systems, ``article`` finds what is commented on, ``visible`` gives the text as one would copy it, and
``reader`` puts these together.
"""

from __future__ import annotations

from discourse.readers.webpage.reader import FORMAT, read, rows, sniff

__all__ = ["FORMAT", "read", "rows", "sniff"]
