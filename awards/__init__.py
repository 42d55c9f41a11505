"""National quality award: cycles as data, applications, independent review, feedback."""
