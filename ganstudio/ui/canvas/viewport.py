"""Viewport: how a picture of some size is shown in a view of some size, with its fit and zoom steps. No Qt."""

from __future__ import annotations

from ganstudio.ui.canvas.view_transform import Point, Size, ViewTransform, centred, fitted, next_step

SMALLEST_PERCENT = 2.0
LARGEST_PERCENT = 12800.0


class Viewport:
    """The mutable state behind the image view; belongs to the main thread.

    100 % is one picture pixel per device pixel. While `is_fitted`, the picture follows the view's size.
    """

    def __init__(self) -> None:
        self.transform = ViewTransform()
        self.is_fitted = True
        self._picture: Size = (1.0, 1.0)
        self._view: Size = (1.0, 1.0)
        self._ratio = 1.0

    @property
    def percent(self) -> float:
        """The zoom in per cent."""
        return self.transform.scale * self._ratio * 100.0

    def set_view(self, size: Size, device_pixel_ratio: float) -> None:
        """The view has another size or lies on another screen."""
        dx, dy = (size[0] - self._view[0]) / 2, (size[1] - self._view[1]) / 2
        self._view, self._ratio = size, device_pixel_ratio
        self._place(self.transform.panned(dx, dy))

    def set_picture(self, size: Size) -> None:
        """A picture of that many pixels is shown; a larger version of the same picture stays where it is."""
        if size == self._picture:
            return
        factor = self._picture[0] / size[0]
        self._picture = size
        self._place(ViewTransform(self.transform.scale * factor, self.transform.x, self.transform.y))

    def fit(self) -> None:
        """All of the picture, as large as it can be, from now on."""
        self.is_fitted = True
        self._place(self.transform)

    def zoom_to(self, percent: float, about: Point | None = None) -> None:
        """A zoom in per cent; what lies under `about` (the view's middle by default) stays there."""
        wanted = min(max(percent, SMALLEST_PERCENT), LARGEST_PERCENT) / 100.0 / self._ratio
        was_fitted, self.is_fitted = self.is_fitted, False
        if about is None and was_fitted:
            self._place(centred(self._picture, self._view, wanted))
        else:
            self._place(self.transform.zoomed(wanted, about or (self._view[0] / 2, self._view[1] / 2)))

    def step(self, direction: int) -> None:
        """One zoom step in (1) or out (-1)."""
        self.zoom_to(next_step(self.percent, direction))

    def pan(self, dx: float, dy: float) -> None:
        """Moves the picture by view pixels."""
        self.is_fitted = False
        self._place(self.transform.panned(dx, dy))

    def rectangle(self) -> tuple[float, float, float, float]:
        """Where the picture lies in the view: x, y, width, height."""
        scale = self.transform.scale
        return self.transform.x, self.transform.y, self._picture[0] * scale, self._picture[1] * scale

    def fraction(self, point: Point) -> Point:
        """A view position as a share of the picture: (0, 0) is its upper left corner, (1, 1) its lower right one."""
        x, y = self.transform.to_picture(point)
        return x / self._picture[0], y / self._picture[1]

    def _place(self, transform: ViewTransform) -> None:
        if self.is_fitted:
            transform = fitted(self._picture, self._view)
        else:
            transform = transform.kept_in_sight(self._picture, self._view)
        self.transform = transform.snapped(self._ratio)
