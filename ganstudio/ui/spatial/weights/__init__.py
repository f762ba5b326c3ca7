"""The weighted feature maps of a tab or detector as a table."""
