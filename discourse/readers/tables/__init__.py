"""What readers of tables share: cells, the mapping of columns, rows to comments, and repairs.

``grid`` reads delimited text; ``mapping`` guesses which column holds what; ``records`` turns rows into comments;
``repairs`` mends ids and reply trees; ``own_table`` reads the table that ``discourse read -o corpus.csv`` writes.
"""

from __future__ import annotations
