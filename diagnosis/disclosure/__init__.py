"""What may be published without telling of a single company: pure rules over counts and member lists."""

from diagnosis.disclosure.differencing import Edition, Node, held_cells, held_in_edition, held_many
from diagnosis.disclosure.lattice import CellKey, Lattice, benchmark_lattice, crossed_lattice
from diagnosis.disclosure.panels import told_panels
from diagnosis.disclosure.rules import LIMITS, Limits, may_show_mean, may_show_quantile, shown_count
from diagnosis.disclosure.tables import suppress, suppress_many

__all__ = [
    "LIMITS",
    "CellKey",
    "Edition",
    "Lattice",
    "Limits",
    "Node",
    "benchmark_lattice",
    "crossed_lattice",
    "held_cells",
    "held_in_edition",
    "held_many",
    "may_show_mean",
    "may_show_quantile",
    "shown_count",
    "suppress",
    "suppress_many",
    "told_panels",
]
