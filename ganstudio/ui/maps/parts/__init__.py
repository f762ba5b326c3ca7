"""Feature maps held against the parts that detectors find."""
