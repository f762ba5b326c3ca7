"""A plot of the measured times as an SVG: a bar for each way, a group for each model."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from ganstudio.bench.measure import Result
from ganstudio.bench.search import SearchCost

_WIDTH, _LABEL, _BAR, _GAP = 760, 230, 18, 30
_COLORS = {"plain": "#9aa0a6", "GanStudio": "#3b6fe0", "one": "#3b6fe0", "a": "#7a9bea", "other": "#d98c3f"}


def chart(results: Sequence[Result], searches: Sequence[SearchCost] = ()) -> str:
    """The medians of each result, each group in its own scale, with the least time by operations as a line.

    Below them, for each search, what one more picture or map costs by the layer that is changed.
    """
    parts: list[str] = []
    top = _GAP
    for result in results:
        longest = max(result.least_ms, *(row.median_ms for row in result.rows))
        scale = (_WIDTH - _LABEL - 80) / longest
        title = f"{result.model}, {_threads(result.threads)}: ms a picture"
        parts += _bars(top, title, [(row.name, row.median_ms) for row in result.rows], scale)
        bottom = top + len(result.rows) * (_BAR + 4)
        x = _LABEL + result.least_ms * scale
        parts.append(
            f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{top - 3}" y2="{bottom}" stroke="#444" stroke-dasharray="4 3"/>'
        )
        parts.append(_text(x, bottom + 12, f"least by operations, fp32: {result.least_ms:.0f}", anchor="middle"))
        top = bottom + 2 * _GAP
    for search in searches:
        rows = [("GanStudio, a picture by itself", search.single_ms)]
        for layer in search.layers:
            rows.append((f"one of {layer.maps} maps of {layer.layer}", layer.batch_ms))
            rows.append((f"a trial of one of {layer.layer}", layer.trial_ms))
        scale = (_WIDTH - _LABEL - 80) / max(value for _, value in rows)
        title = f"{search.model}, {_threads(search.threads)}: ms a picture of a batch, and a map of a search"
        parts += _bars(top, title, rows, scale)
        top += len(rows) * (_BAR + 4) + 2 * _GAP
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{top}" font-family="sans-serif"'
    return "\n".join([f'{head} font-size="12">', '<rect width="100%" height="100%" fill="white"/>', *parts, "</svg>\n"])


def _bars(top: int, title: str, rows: Sequence[tuple[str, float]], scale: float) -> list[str]:
    parts = [_text(8, top - 8, title, weight="bold")]
    for index, (name, value) in enumerate(rows):
        y = top + index * (_BAR + 4)
        color = _COLORS.get(name.replace(",", "").split(maxsplit=1)[0], _COLORS["other"])
        parts.append(_text(_LABEL - 8, y + _BAR - 5, name, anchor="end"))
        parts.append(f'<rect x="{_LABEL}" y="{y}" width="{value * scale:.1f}" height="{_BAR}" fill="{color}"/>')
        parts.append(_text(_LABEL + value * scale + 6, y + _BAR - 5, f"{value:.0f}"))
    return parts


def _threads(count: int) -> str:
    return f"{count} thread{'s' if count > 1 else ''}"


def _text(x: float, y: float, text: str, *, anchor: str = "start", weight: str = "normal") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-weight="{weight}">{escape(text)}</text>'
