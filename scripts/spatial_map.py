"""Where a part is: the mean of the given feature maps, cut in two where its values part best, or at a threshold.

Run by GanStudio as `python scripts/spatial_map.py DIR [--threshold=25 | --no_threshold]`; works without it too.
DIR holds `layer_<k>/<map>.csv`, each map with its weight multiplied in; the result goes to `DIR/spatial_map.csv`.
"""

import argparse
import sys
from pathlib import Path

import numpy as np


def read_maps(folder):
    """Every map of the folder: a list of float arrays [rows, columns], coarse layers first."""
    paths = sorted(folder.glob("layer_*/*.csv"))
    return sorted((np.loadtxt(path, delimiter=",", ndmin=2) for path in paths), key=lambda values: values.size)


def enlarge(values, size):
    """Repeat cells up to the size (rows, columns)."""
    rows = np.arange(size[0]) * values.shape[0] // size[0]
    columns = np.arange(size[1]) * values.shape[1] // size[1]
    return values[np.ix_(rows, columns)]


def best_threshold(values):
    """The value that parts the cells into two groups that differ most from each other and least in themselves.

    Source: Otsu 1979, "A Threshold Selection Method from Gray-Level Histograms"; here over all values, sorted.
    """
    ordered = np.sort(values, axis=None)
    low = np.arange(1, ordered.size)
    sums = np.cumsum(ordered)[:-1]
    gap = sums / low - (ordered.sum() - sums) / (ordered.size - low)
    split = np.argmax(low * (ordered.size - low) * gap**2) if ordered.size > 1 else 0
    return ordered[min(split + 1, ordered.size - 1)]


def main():
    """Read the maps, combine them, write the selection."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--threshold", type=float, help="selected is what is at least this (found by itself)")
    parser.add_argument("--no_threshold", action="store_true", help="keep the values")
    parser.add_argument("--image_path", help="accepted and not used")
    arguments = parser.parse_args()
    maps = read_maps(arguments.folder)
    if not maps:
        sys.exit(f"There are no maps in {arguments.folder}: choose some in the tab.")
    mean = np.mean([enlarge(values, maps[-1].shape) for values in maps], axis=0)
    threshold = arguments.threshold if arguments.threshold is not None else best_threshold(mean)
    selected = mean if arguments.no_threshold else (mean >= threshold).astype(float)
    if not arguments.no_threshold:
        print(f"threshold {threshold:.4g}: {selected.mean():.1%} of the picture")
    np.savetxt(arguments.folder / "spatial_map.csv", selected, fmt="%.9g", delimiter=",")


if __name__ == "__main__":
    main()
