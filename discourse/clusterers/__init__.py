"""Ways to divide the nodes of a network into groups.

Every clusterer is a function ``f(network, *, options)`` that returns one integer label per node, in the order of
``network.nodes``. The numbers themselves mean nothing: the verb :func:`discourse.cluster` numbers the groups by
size and records method, options and versions.

What all of them share: weights count; a directed network is symmetrised by adding up both directions; ties of a
node with itself and ties that weigh nothing are left out; a method that cannot take negative weights uses the
positive ones; a node left without ties is a group of its own. To add one, write a file here and a line below.
"""

from __future__ import annotations

from discourse.registry import Entry, Registry

TABLE = Registry(
    "clusterers",
    {
        "leiden": Entry(
            "discourse.clusterers.leiden:leiden", "modularity with well-connected groups; a good first choice"
        ),
        "louvain": Entry(
            "discourse.clusterers.louvain:louvain", "modularity by moving nodes, then merging groups"
        ),
        "greedy": Entry(
            "discourse.clusterers.greedy:greedy", "modularity by merging the best pair of groups; no seed"
        ),
        "label_propagation": Entry(
            "discourse.clusterers.label_propagation:label_propagation",
            "each node takes its neighbours' commonest label",
        ),
        "spectral": Entry(
            "discourse.clusterers.spectral:spectral", "k-means on the leading eigenvectors; k by eigengap"
        ),
        "hierarchical": Entry(
            "discourse.clusterers.hierarchical:hierarchical",
            "agglomerative, on profiles or ties; k by modularity",
        ),
        "kmeans": Entry(
            "discourse.clusterers.kmeans:kmeans", "k-means on the nodes' profiles; k by silhouette"
        ),
        "pam": Entry("discourse.clusterers.pam:pam", "around medoids; k by silhouette"),
        "concor": Entry(
            "discourse.clusterers.concor:concor", "correlations of correlations; k by modularity"
        ),
        "equivalence": Entry(
            "discourse.clusterers.equivalence:equivalence",
            "structural equivalence: the same ties to all others",
        ),
        "edge_betweenness": Entry(
            "discourse.clusterers.edge_betweenness:edge_betweenness",
            "take away the ties between groups; slow",
        ),
        "walktrap": Entry("discourse.clusterers.walktrap:walktrap", "short random walks stay within groups"),
        "infomap": Entry("discourse.clusterers.infomap:infomap", "the shortest description of a random walk"),
        "frustration_split": Entry(
            "discourse.clusterers.frustration_split:frustration_split",
            "the two camps that contradict the fewest signs",
        ),
        "spinglass": Entry(
            "discourse.clusterers.spinglass:spinglass", "simulated annealing; takes negative ties"
        ),
        "leading_eigenvector": Entry(
            "discourse.clusterers.leading_eigenvector:leading_eigenvector",
            "repeated division by the modularity matrix",
        ),
        "bisection": Entry(
            "discourse.clusterers.bisection:bisection", "two camps of one size with the fewest ties between"
        ),
        "spectral_bisection": Entry(
            "discourse.clusterers.spectral_bisection:spectral_bisection", "two camps by the Fiedler vector"
        ),
        "leiden2": Entry("discourse.clusterers.leiden2:leiden2", "Leiden, merged until there are two camps"),
        "consensus": Entry(
            "discourse.clusterers.consensus:consensus",
            "what many methods, seeds and resolutions agree on, with how sure each node is",
        ),
        "opinion": Entry(
            "discourse.clusterers.opinion:opinion",
            "who takes the same sides, from sparse stances; two-mode networks",
            takes="two-mode network",
        ),
        "coclustering": Entry(
            "discourse.clusterers.coclustering:coclustering",
            "people and what they speak of together; two-mode networks",
            takes="two-mode network",
        ),
    },
)
