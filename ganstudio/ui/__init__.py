"""The window: the only part of GanStudio that knows Qt. It reaches the engine through `ganstudio.api` alone."""
