"""Making attributes without writing code: from two sets of pictures, from PCA of w, from the style weights."""
