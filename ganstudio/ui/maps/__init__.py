"""The Feature maps tab: what the network computes on its way to the picture, seen, ordered and picked."""
