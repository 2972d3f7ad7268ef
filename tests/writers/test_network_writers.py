"""Every written network is read back, by networkx and by our own reader."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as some

from discourse.errors import DataError, InputError, OutputError
from discourse.model.network import Network
from discourse.model.results import Made, Partition, Positions
from discourse.plots import style
from discourse.readers import network_file
from discourse.readers.source import Source
from discourse.writers import TABLE
from discourse.writers.gexf import GROUPS, SCALE

HOSTILE = [
    "<script>alert(1)</script>",
    "quotes \" ' & ampersand",
    "حزب الله",
    "emoji 🕊 𝔘",
    "\u202eright to left",
    "bell\x07 null\x00 end",
    "tab\tand\nline",
    "=1+1",
    "]]>",
    "",
]


@pytest.fixture
def network() -> Network:
    n = len(HOSTILE)
    nodes = pd.DataFrame(
        {
            "id": [f"actor:{i}" for i in range(n)],
            "label": HOSTILE,
            "kind": ["actor", "narrative"] * (n // 2),
            "statements": range(n),
            "stance": [np.nan, 0.5, -1.0, *[0.0] * (n - 3)],
            "note": [None, "x", *[None] * (n - 2)],
            "nothing": [None] * n,
            "flag": [True, False] * (n // 2),
            "whole": pd.array([1, None, *[3] * (n - 2)], dtype="Int64"),
        }
    )
    edges = pd.DataFrame(
        {
            "source": ["actor:0", "actor:1", "actor:2"],
            "target": ["actor:1", "actor:2", "actor:3"],
            "weight": [2.0, -0.5, 1e-12],
            "sign": [1, -1, 0],
            "relation": ["mentions", "pushes & <pulls>", None],
            "stance": [0.25, np.nan, np.inf],
        }
    )
    return Network(nodes, edges, made={"method": "hand"})


@pytest.fixture
def positions(network: Network) -> Positions:
    n = network.order
    table = pd.DataFrame(
        {"node": network.nodes["id"], "x": np.linspace(-1, 1, n), "y": np.linspace(1, -1, n)}
    )
    return Positions(table, Made("spring", {}, network.digest))


@pytest.fixture
def partition(network: Network) -> Partition:
    return Partition.from_labels(network, [i % 3 for i in range(network.order)])


def write(name: str, network: Network, folder: Path, **options: object) -> Path:
    path = folder / f"net.{name}"
    TABLE.call(name, network, path, **options)
    return path


def read_nx(name: str, path: Path) -> nx.Graph:
    if name == "graphml":
        return nx.read_graphml(path)
    if name == "gexf":
        return nx.read_gexf(path)
    return nx.node_link_graph(json.loads(path.read_text(encoding="utf-8")), edges="edges")


@pytest.mark.parametrize("name", ["graphml", "gexf", "json"])
def test_networkx_reads_back(name, network, positions, partition, tmp_path):
    graph = read_nx(name, write(name, network, tmp_path, positions=positions, partition=partition))
    assert (graph.number_of_nodes(), graph.number_of_edges(), graph.is_directed()) == (10, 3, False)
    nodes = dict(graph.nodes(data=True))
    assert nodes["actor:0"]["label"] == "<script>alert(1)</script>"
    assert nodes["actor:1"]["label"] == HOSTILE[1]
    assert nodes["actor:2"]["label"] == HOSTILE[2]
    assert nodes["actor:3"]["label"] == HOSTILE[3]
    assert nodes["actor:4"]["label"] == HOSTILE[4]
    assert nodes["actor:5"]["label"] == "bell\ufffd null\ufffd end"
    assert nodes["actor:6"]["label"] == "tab\tand\nline"
    assert nodes["actor:8"]["label"] == "]]>"
    assert [nodes[f"actor:{i}"]["kind"] for i in (0, 1)] == ["actor", "narrative"]
    assert [nodes[f"actor:{i}"]["statements"] for i in range(10)] == list(range(10))
    assert nodes["actor:0"]["flag"] is True
    assert nodes["actor:1"]["flag"] is False
    assert "stance" not in nodes["actor:0"]
    assert nodes["actor:2"]["stance"] == -1.0
    assert "whole" not in nodes["actor:1"]
    assert nodes["actor:2"]["whole"] == 3
    assert all("nothing" not in d for d in nodes.values())
    assert nodes["actor:1"]["note"] == "x"
    assert [nodes[f"actor:{i}"]["group"] for i in range(3)] == [1, 2, 3]
    assert nodes["actor:0"]["x"] == -1.0
    ties = {frozenset((a, b)): d for a, b, d in graph.edges(data=True)}
    assert ties[frozenset(("actor:1", "actor:2"))]["weight"] == -0.5
    assert ties[frozenset(("actor:2", "actor:3"))]["weight"] == 1e-12
    signs = {frozenset((f"actor:{i}", f"actor:{i + 1}")): s for i, s in enumerate((1, -1, 0))}
    assert {k: d["sign"] for k, d in ties.items()} == signs
    assert ties[frozenset(("actor:1", "actor:2"))]["relation"] == "pushes & <pulls>"
    assert "relation" not in ties[frozenset(("actor:2", "actor:3"))]
    assert "stance" not in ties[frozenset(("actor:1", "actor:2"))]


@pytest.mark.parametrize("name", ["graphml", "gexf", "csv"])
def test_our_reader_reads_back(name, network, tmp_path):
    found = network_file.read(Source.open(write(name, network, tmp_path)))
    assert found.nodes["id"].tolist() == network.nodes["id"].tolist()
    labels = found.nodes["label"].tolist()
    assert labels[:5] == HOSTILE[:5]
    assert labels[7:9] == ["=1+1", "]]>"]
    assert found.nodes["kind"].tolist() == network.nodes["kind"].tolist()
    assert found.edges["weight"].tolist() == network.edges["weight"].tolist()
    assert found.edges["sign"].tolist() == [1, -1, 0]
    assert found.edges["source"].astype(str).tolist() == network.edges["source"].astype(str).tolist()
    assert "id" not in found.edges
    assert network_file.sniff(Source.open(tmp_path / f"net.{name}")) >= 0.9


@pytest.mark.parametrize("name", list(TABLE))
def test_same_bytes_twice_and_no_leftovers(name, network, positions, partition, tmp_path):
    first, second = tmp_path / "a", tmp_path / "b"
    first.mkdir()
    second.mkdir()
    for folder in (first, second):
        write(name, network, folder, positions=positions, partition=partition)
    assert {p.name: p.read_bytes() for p in first.iterdir()} == {
        p.name: p.read_bytes() for p in second.iterdir()
    }
    assert not [p for p in first.iterdir() if p.name.startswith(".")]


@pytest.mark.parametrize("name", list(TABLE))
def test_a_directed_network_stays_directed(name, tmp_path):
    net = Network.from_matrix([[0, 1], [3, 0]], ["a", "b"], directed=True)
    path = write(name, net, tmp_path)
    found = (
        Network.from_networkx(read_nx(name, path)) if name == "json" else network_file.read(Source.open(path))
    )
    assert found.directed
    assert found.edges[["source", "target", "weight"]].astype(
        {"source": str, "target": str}
    ).values.tolist() == [
        ["a", "b", 1.0],
        ["b", "a", 3.0],
    ]


@pytest.mark.parametrize("name", list(TABLE))
def test_empty_and_edgeless_networks(name, tmp_path):
    lone = Network(
        pd.DataFrame({"id": ["a"], "label": ["A"]}), pd.DataFrame(columns=["source", "target", "weight"])
    )
    none = lone.subgraph([])
    for net, nodes in ((lone, 1), (none, 0)):
        path = write(name, net, tmp_path)
        if name == "csv":
            assert path.read_text(encoding="utf-8-sig") == "source,target,weight\n"
            assert len(pd.read_csv(path.with_suffix(".nodes.csv"))) == nodes
        else:
            assert read_nx(name, path).number_of_nodes() == nodes


def test_gexf_is_version_1_3_with_what_gephi_draws(network, positions, partition, tmp_path):
    root = ET.parse(write("gexf", network, tmp_path, positions=positions, partition=partition)).getroot()
    g, viz = "{http://gexf.net/1.3}", "{http://gexf.net/1.3/viz}"
    assert root.tag == g + "gexf"
    assert root.get("version") == "1.3"
    assert not [e for e in root.iter() if "lastmodifieddate" in e.attrib]
    nodes = root.findall(f".//{g}node")
    assert len(nodes) == network.order
    place = nodes[0].find(viz + "position").attrib
    assert (float(place["x"]), float(place["y"])) == (-SCALE, SCALE)
    colour = nodes[1].find(viz + "color").attrib
    assert "#{:02X}{:02X}{:02X}".format(*(int(colour[c]) for c in "rgb")) == GROUPS[1]
    sizes = [float(n.find(viz + "size").get("value")) for n in nodes]
    # Strengths are 2, 2.5, .5, 1e-12 and then none: the second is the largest, the last have the smallest size.
    assert sizes[1] == max(sizes) == 48
    assert sizes[-1] == min(sizes) == 8
    assert {n.find(viz + "shape").get("value") for n in nodes} == {"square", "diamond"}
    ties = root.findall(f".//{g}edge")
    assert len({tuple(sorted(t.find(viz + "color").attrib.items())) for t in ties}) == 3


def test_groups_have_the_colours_of_the_figures():
    assert GROUPS == style.GROUP_FILLS


def test_graphml_declares_types_and_every_key_once(network, tmp_path):
    root = ET.parse(write("graphml", network, tmp_path)).getroot()
    g = "{http://graphml.graphdrawing.org/xmlns}"
    keys = root.findall(g + "key")
    types = {(k.get("for"), k.get("attr.name")): k.get("attr.type") for k in keys}
    assert len({k.get("id") for k in keys}) == len(keys) == len(types)
    assert types["node", "statements"] == types["edge", "sign"] == types["node", "whole"] == "long"
    assert types["edge", "weight"] == types["node", "stance"] == types["edge", "stance"] == "double"
    assert types["node", "label"] == "string"
    assert types["node", "flag"] == "boolean"
    texts = [d.text or "" for d in root.iter(g + "data")]
    assert not {"nan", "NaN", "None", "<NA>"} & set(texts)


@pytest.mark.parametrize("name", ["graphml", "gexf", "json"])
def test_no_character_that_the_format_cannot_hold(name, network, tmp_path):
    text = write(name, network, tmp_path).read_text(encoding="utf-8")
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f]", text)
    if name != "json":
        assert "<script>" not in text


@pytest.mark.parametrize("name", ["graphml", "gexf", "json"])
def test_ids_that_differ_only_in_illegal_characters_stay_apart(name, tmp_path):
    net = Network.from_matrix([[0, 1, 0], [1, 0, 1], [0, 1, 0]], ["a\x01", "a\x02", "a\ufffd~2"])
    graph = read_nx(name, write(name, net, tmp_path))
    assert graph.number_of_nodes() == 3
    assert graph.number_of_edges() == 2


def test_csv_cells_do_not_run(network, tmp_path):
    path = write("csv", network, tmp_path)
    cells = pd.read_csv(path.with_suffix(".nodes.csv"), keep_default_na=False)["label"]
    assert cells[7] == "'=1+1"


@pytest.mark.parametrize("name", list(TABLE))
def test_results_of_another_network_are_refused_and_nothing_is_left(name, network, positions, tmp_path):
    other = Network.from_matrix([[0, 2], [2, 0]], ["a", "b"])
    with pytest.raises(DataError, match="another network"):
        write(name, other, tmp_path, positions=positions)
    assert not list(tmp_path.iterdir())
    with pytest.raises(OutputError, match="folder does not exist"):
        write(name, network, tmp_path / "nowhere")


words = some.text(
    some.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"),
    min_size=1,
    max_size=12,
)


@some.composite
def networks(draw: some.DrawFn) -> Network:
    ids = draw(some.lists(words, min_size=2, max_size=6, unique=True))
    pairs = [(a, b) for i, a in enumerate(ids) for b in ids[i + 1 :]]
    chosen = draw(some.lists(some.sampled_from(pairs), unique=True, min_size=1, max_size=6))
    weights = draw(
        some.lists(
            some.floats(allow_nan=False, allow_infinity=False), min_size=len(chosen), max_size=len(chosen)
        )
    )
    labels = draw(some.lists(words, min_size=len(ids), max_size=len(ids)))
    nodes = pd.DataFrame({"id": ids, "label": labels, "kind": "actor"})
    edges = pd.DataFrame(
        {"source": [a for a, _ in chosen], "target": [b for _, b in chosen], "weight": weights}
    )
    return Network(nodes, edges.assign(sign=np.sign(weights).astype(int)))


@pytest.mark.parametrize("name", ["graphml", "gexf", "csv"])
@given(net=networks())
def test_what_is_written_is_what_is_read(name, net, tmp_path_factory):
    path = write(name, net, tmp_path_factory.mktemp("net"))
    found = network_file.read(Source.open(path))
    assert (
        found.nodes[["id", "label", "kind"]].values.tolist()
        == net.nodes[["id", "label", "kind"]].values.tolist()
    )
    names = ["source", "target", "weight", "sign"]
    a, b = (
        {
            frozenset((s, t)): (w, int(g))
            for s, t, w, g in n.edges[names].astype({"source": str, "target": str}).values
        }
        for n in (found, net)
    )
    assert a == b


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('<!DOCTYPE x [<!ENTITY a "b">]><graphml></graphml>', "document type"),
        ("<graphml><graph>", "cannot be read as graphml"),
        ("<gexf></gexf>", "cannot be read as gexf"),
        ("source,weight\na,1", "no column 'target'"),
        ("source,target,weight\na,b,heavy", "'heavy' is not a number"),
        ("source,target\na,b\na", "row 3 has 1 cells"),
        ("source,target\na,b\nb,a", "comes twice"),
        ("source,target\na,", "no source or no target"),
        ("source,target,source\na,b,c", "a column twice"),
    ],
)
def test_bad_files_get_one_sentence(text, message):
    with pytest.raises(InputError, match=message):
        network_file.read(Source.from_text(text, "net.txt"))


def test_a_graphml_with_a_bad_weight_is_named():
    text = (
        '<graphml xmlns="http://graphml.graphdrawing.org/xmlns"><key id="w" for="edge" attr.name="weight" '
        'attr.type="string"/><graph edgedefault="undirected"><node id="a"/><node id="b"/>'
        '<edge source="a" target="b"><data key="w">much</data></edge></graph></graphml>'
    )
    with pytest.raises(InputError, match="a – b is 'much', not a number"):
        network_file.read(Source.from_text(text))


def test_gephi_style_columns_and_kinds_from_ids():
    found = network_file.read(Source.from_text("Source;Target;Weight\ncommenter:Ada;actor:iran;2"))
    assert found.nodes[["label", "kind"]].values.tolist() == [["Ada", "commenter"], ["iran", "actor"]]
    assert found.edges["weight"].tolist() == [2.0]


def test_other_text_is_no_network():
    assert network_file.sniff(Source.from_text("Ada\n\nThe source of the target")) == 0.0
    assert network_file.sniff(Source.from_text("<html><body>graphml</body></html>")) == 0.0
