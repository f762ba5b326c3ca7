"""The style channels of the face on screen, and sliders that shift them."""
