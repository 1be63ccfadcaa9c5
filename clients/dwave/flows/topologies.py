"""The vendor's own graphs, under whichever name the release has them."""

try:
    from dwave.graphs import chimera_graph, pegasus_graph, zephyr_graph
except ImportError:
    from dwave_networkx import chimera_graph, pegasus_graph, zephyr_graph

_makers = {"chimera": chimera_graph, "pegasus": pegasus_graph, "zephyr": zephyr_graph}


def whole(kind: str, shape):
    """The graph without any defects."""
    return _makers[kind](*shape)
