"""National quality award: cycles, applications, review. Empty until its own issue."""
