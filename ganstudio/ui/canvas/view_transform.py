"""Where the picture lies in the view: zoom and pan as one small value, without Qt."""

from __future__ import annotations

from dataclasses import dataclass

ZOOM_STEPS = (5, 10, 25, 50, 75, 100, 150, 200, 300, 400, 500, 600, 800, 1000, 1200, 1600, 2400, 3200, 6400)
"""Per cent, as the zoom bar's buttons step through them."""

Size = tuple[float, float]
Point = tuple[float, float]


@dataclass(frozen=True)
class ViewTransform:
    """view = picture * scale + offset.

    Attributes:
        scale: View pixels (device-independent) per picture pixel.
        x: View x of the picture's left edge. y: view y of its top edge.
    """

    scale: float = 1.0
    x: float = 0.0
    y: float = 0.0

    def to_picture(self, point: Point) -> Point:
        """The picture position under a view position."""
        return (point[0] - self.x) / self.scale, (point[1] - self.y) / self.scale

    def zoomed(self, scale: float, about: Point) -> ViewTransform:
        """At another scale, with what lies under `about` (in view pixels) staying there."""
        px, py = self.to_picture(about)
        return ViewTransform(scale, about[0] - px * scale, about[1] - py * scale)

    def panned(self, dx: float, dy: float) -> ViewTransform:
        """Moved by view pixels."""
        return ViewTransform(self.scale, self.x + dx, self.y + dy)

    def kept_in_sight(self, picture: Size, view: Size, *, keep: float = 48.0) -> ViewTransform:
        """Moved back as far as needed so that `keep` view pixels of the picture stay inside the view."""
        width, height = picture[0] * self.scale, picture[1] * self.scale
        x = _between(self.x, min(keep, width) - width, view[0] - min(keep, width))
        y = _between(self.y, min(keep, height) - height, view[1] - min(keep, height))
        return ViewTransform(self.scale, x, y)

    def snapped(self, device_pixel_ratio: float) -> ViewTransform:
        """With its corner on a device pixel, so that edges are sharp."""
        return ViewTransform(
            self.scale,
            round(self.x * device_pixel_ratio) / device_pixel_ratio,
            round(self.y * device_pixel_ratio) / device_pixel_ratio,
        )


def centred(picture: Size, view: Size, scale: float) -> ViewTransform:
    """The picture in the middle of the view."""
    return ViewTransform(scale, (view[0] - picture[0] * scale) / 2, (view[1] - picture[1] * scale) / 2)


def fitted(picture: Size, view: Size, *, margin: float = 24.0) -> ViewTransform:
    """The whole picture as large as the view allows, leaving room for the tools beside it and the zoom bar below."""
    side, bottom = (56.0, 56.0) if view[0] > 480 else (margin, 56.0)
    room = max(view[0] - 2 * side, 16.0), max(view[1] - margin - bottom, 16.0)
    scale = min(room[0] / picture[0], room[1] / picture[1])
    middle = centred(picture, (view[0], margin + room[1] + margin), scale)
    return ViewTransform(scale, middle.x, middle.y)


def next_step(percent: float, direction: int) -> float:
    """The next of `ZOOM_STEPS` above (direction 1) or below (-1) a zoom in per cent."""
    if direction > 0:
        return float(next((step for step in ZOOM_STEPS if step > percent * 1.01), ZOOM_STEPS[-1]))
    return float(next((step for step in reversed(ZOOM_STEPS) if step < percent * 0.99), ZOOM_STEPS[0]))


def _between(value: float, lowest: float, highest: float) -> float:
    return min(max(value, min(lowest, highest)), max(lowest, highest))
