"""The data dam: structured facts across cases, counted, compared and given away. Pure."""
