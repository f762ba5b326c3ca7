"""The first minutes: a card to start from, and lessons that point at the window's own controls."""
