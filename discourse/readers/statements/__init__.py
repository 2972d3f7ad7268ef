"""What the reader of statement tables is made of.

``grid`` cuts a table into cells and finds its heading; ``workbook`` does so for Excel and OpenDocument; ``headings``
says which column is what; ``values`` finds the kind of a column; ``documents`` and ``attributes`` take out what tells
of documents and of entities; ``coded`` puts a table that was coded by hand together; ``own`` reads the table that
:func:`discourse.writers.statements_table.write_statements_csv` writes.
"""

from __future__ import annotations
