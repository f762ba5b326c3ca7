"""The library: every picture of a workspace, found by what it is made of, and by ratings, tags and notes."""
