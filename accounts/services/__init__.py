"""Every write to people and companies."""
