"""Recording the feature maps of many pictures, and looking at what was recorded."""
