"""Understanding feature maps: ordering, statistics, detectors and directions. NumPy, no Qt."""
