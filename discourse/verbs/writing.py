"""Writing for other programs."""

from __future__ import annotations

import os
from typing import Any

from discourse.model.database import Database
from discourse.model.statements import Statements


def write_dna(data: Statements | Database, path: str | os.PathLike[str], **options: Any) -> None:
    """Write a database that Discourse Network Analyzer opens; see :func:`discourse.writers.dna.write_dna`.

    Parameters
    ----------
    data : Statements or Database
    path : path-like
        Ends in ``.dna``.
    **options
        ``corpus`` (for the texts of comments), ``statement_type``, ``password``, ``force`` and others.
    """
    from discourse.writers import dna

    dna.write_dna(data, path, **options)
