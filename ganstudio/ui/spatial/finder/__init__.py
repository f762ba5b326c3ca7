"""The Find the maps card: which feature maps change the painted part."""
