"""How the synthesis network learns to paint drawn faces, and the edits that a person paints on its maps."""
