"""A file as it came: found, unpacked, decoded, and streamed where it is larger than memory."""

from __future__ import annotations

from discourse.readers.source.kinds import no_database
from discourse.readers.source.source import Source

__all__ = ["Source", "no_database"]
