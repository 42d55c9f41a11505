"""Template tags of people and companies."""
