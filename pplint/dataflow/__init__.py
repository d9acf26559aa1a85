"""Where the values of a flow stand and where they go: its literals with their place, and constant propagation."""

from pplint.dataflow.constants import Constants, Use, propagate
from pplint.dataflow.fixed_values import SOURCES
from pplint.dataflow.literals import Literal, flow_literals, literals_of
from pplint.dataflow.strings import Owner, PlacedString, flow_strings

__all__ = [
    "SOURCES",
    "Constants",
    "Literal",
    "Owner",
    "PlacedString",
    "Use",
    "flow_literals",
    "flow_strings",
    "literals_of",
    "propagate",
]
