"""What an edition publishes and withholds, and how it is kept and read."""

from dashboards.editions.view import NATION, EditionView, NodeValue, PanelChange, SetKey

__all__ = ["NATION", "EditionView", "NodeValue", "PanelChange", "SetKey"]
