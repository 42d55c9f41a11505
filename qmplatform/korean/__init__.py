"""Korean text: particles, numerals, formats, normal form, business registration numbers."""
