"""Films that play in the canvas: of a change that was just made, or out of a file."""
