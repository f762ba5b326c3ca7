"""Recipe + network -> portrait: latents, noise, edits, incremental recomputation, and the rounding to pixels."""

from ganstudio.render.renderer import Renderer, Rendering

__all__ = ["Renderer", "Rendering"]
