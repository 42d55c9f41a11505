"""What officials see. Empty until its own issue."""
