"""``python -m discourse``."""

from discourse.cli import main

main()
