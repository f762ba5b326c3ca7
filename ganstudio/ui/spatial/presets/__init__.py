"""Kept tabs: the Presets card, and tabs read from and written to files."""
