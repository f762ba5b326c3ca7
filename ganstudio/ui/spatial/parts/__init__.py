"""Parts of the picture that detectors know: lit under the mouse, dragged, and what can be done with them."""
