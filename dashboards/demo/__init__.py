"""The demo's country: invented companies (가상) of two years, what is published of them, and the offices that look."""
