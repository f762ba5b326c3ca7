"""Painting a spatial tab's selection: grids, strokes, tools, and the card that shows them."""
