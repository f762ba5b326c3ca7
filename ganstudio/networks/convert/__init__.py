"""Readers of the model files that other programs write; nothing in such a file is ever executed."""
