"""The Detector card: the detector that a tab's selection follows, made, shown and edited."""
