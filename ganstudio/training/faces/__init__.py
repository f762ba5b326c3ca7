"""Draws anime faces from some 140 continuous factors, with the mask of every part: what the built-in model learns from.

Every set of factors is a finished drawing: nothing is blended by opacity, accessories grow or slide into place, and
colors go along an open interval of hues. One module draws one part of the face; `drawing` puts them together.
"""
