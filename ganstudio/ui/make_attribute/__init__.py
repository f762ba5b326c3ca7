"""Making attributes without writing code: from two sets of pictures, from PCA of w, from the style weights."""

from ganstudio.ui.make_attribute.dialog import MakeAttributeDialog

__all__ = ["MakeAttributeDialog"]
