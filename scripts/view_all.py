"""All given feature maps on one sheet, each over the picture if there is one, red where negative, green where positive.

Run by GanStudio as `python scripts/view_all.py DIR [--output=sheet.png] [--no_show] [--image_path=...]`; works without
it too. The selection stays as it is, for no `spatial_map.csv` is written.
"""

import argparse
import sys
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

TILE = 128
CAPTION = 16


def tile(values, picture):
    """One map as a picture of TILE by TILE pixels: colors scaled by its largest magnitude."""
    largest = np.abs(values).max() or 1.0
    strength = Image.fromarray((255 * np.abs(values) / largest).astype(np.uint8)).resize((TILE, TILE), Image.NEAREST)
    negative = Image.fromarray((255 * (values < 0)).astype(np.uint8)).resize((TILE, TILE), Image.NEAREST)
    color = Image.composite(
        Image.new("RGB", (TILE, TILE), (220, 60, 60)), Image.new("RGB", (TILE, TILE), (60, 200, 90)), negative
    )
    ground = Image.new("RGB", (TILE, TILE), (24, 24, 28)) if picture is None else picture
    return Image.composite(color, ground, strength.point(lambda value: value * 3 // 4))


def sheet(maps, picture):
    """All maps in rows, with their names: a picture."""
    columns = max(1, int(np.ceil(np.sqrt(len(maps)))))
    rows = -(-len(maps) // columns)
    whole = Image.new("RGB", (columns * TILE, rows * (TILE + CAPTION)), (24, 24, 28))
    draw = ImageDraw.Draw(whole)
    for index, (name, values) in enumerate(maps):
        left, top = index % columns * TILE, index // columns * (TILE + CAPTION)
        whole.paste(tile(values, picture), (left, top))
        draw.text((left + 4, top + TILE + 2), name, fill=(230, 230, 230))
    return whole


def main():
    """Read the maps, draw them, save the sheet and show it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--output", type=Path, help="where to save the sheet (a temporary file)")
    parser.add_argument("--no_show", action="store_true", help="do not open the sheet")
    parser.add_argument("--image_path", type=Path, help="the picture to draw over (DIR/image.png)")
    arguments = parser.parse_args()
    paths = sorted(arguments.folder.glob("layer_*/*.csv"), key=lambda path: (path.parent.name, int(path.stem)))
    if not paths:
        sys.exit(f"There are no maps in {arguments.folder}: choose some in the tab.")
    picture, image_path = None, arguments.image_path or arguments.folder / "image.png"
    if image_path.is_file():
        picture = Image.open(image_path).convert("RGB").resize((TILE, TILE))
    maps = [(f"{path.parent.name} {path.stem}", np.loadtxt(path, delimiter=",", ndmin=2)) for path in paths]
    whole = sheet(maps, picture)
    output = arguments.output or Path(tempfile.gettempdir()) / "ganstudio_view_all.png"
    whole.save(output)
    print(f"{len(maps)} maps: {output}")
    if not arguments.no_show:
        whole.show()


if __name__ == "__main__":
    main()
