"""Every notebook runs from top to bottom in a fresh kernel, in its own folder."""

from __future__ import annotations

from pathlib import Path

import nbclient
import nbformat
import pytest

FOLDER = Path(__file__).resolve().parents[2] / "analyses"


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.ipynb")), ids=lambda p: p.stem)
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
def test_notebook(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    client = nbclient.NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(FOLDER)}})
    client.execute()
    outputs = [o for c in notebook.cells if c.cell_type == "code" for o in c.outputs]
    assert not [o for o in outputs if o.output_type == "stream" and o.name == "stderr"]
    shown = [o for o in outputs if o.output_type in ("display_data", "execute_result")]
    assert any("image/png" in o.data for o in shown), "no figure is shown"
    cards = [o.data["text/html"] for o in shown if "discourse-card" in o.data.get("text/html", "")]
    kinds = ("Corpus", "Statements", "Network", "Partition", "Scores", "Analysis")
    assert [k for k in kinds if not any(f"<b>{k}" in c for c in cards)] == []


def test_there_are_notebooks() -> None:
    assert list(FOLDER.glob("[0-9][0-9]-*.ipynb"))
