"""The Feature maps tab: what the network computes on its way to the picture, seen, ordered and picked."""

from ganstudio.ui.tabs.feature_map_tab.tab import FeatureMapTab

__all__ = ["FeatureMapTab"]
