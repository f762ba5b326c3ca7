"""The library: all pictures of the workspace in place of the canvas, searched, rated, tagged and compared."""
