"""Spatial tabs without the window around them: grids, painted selections, tab lists, and the cards that show them."""
