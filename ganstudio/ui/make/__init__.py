"""The left column: making, quality, noise, mixing, comparing, history."""
