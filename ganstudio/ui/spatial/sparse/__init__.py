"""With how few maps a change or a detector gets by."""
