"""Small model files as other programs write them, so that a clone alone tests every reader."""
