"""From the rows of any format to a corpus: what every reader would otherwise do for itself, done once.

A reader yields rows as they stand in its format (:class:`~discourse.readers.rows.format.Format`);
:func:`~discourse.readers.rows.assemble.assemble` cleans and links them.
"""
