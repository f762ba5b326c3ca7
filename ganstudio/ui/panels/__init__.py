"""The left column: making, quality, noise, comparing, history."""
