"""GanStudio: a desktop studio for exploring a StyleGAN2 model by hand, and the same from Python.

```python
import ganstudio

studio = ganstudio.Studio(workspace="faces", model="builtin")
portrait = studio.render(ganstudio.Recipe(latent=ganstudio.Seed(7)))
portrait.save("seed0007.png")
```

Names are imported on first use, so that `import ganstudio` costs nothing (torch alone takes seconds).
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ganstudio.analysis.recordings import Recording, read_recording
    from ganstudio.api import Studio
    from ganstudio.errors import GanStudioError
    from ganstudio.networks.loading import load_generator
    from ganstudio.recipe.document import Recipe
    from ganstudio.recipe.edits import AttributeShift, ChannelWeight, SpatialEdit, StyleShift
    from ganstudio.recipe.latent import LatentW, LatentWPlus, LatentZ, Noise, Seed, StyleMix, Truncation
    from ganstudio.recipe.portrait import Portrait

__all__ = [
    "AttributeShift",
    "ChannelWeight",
    "GanStudioError",
    "LatentW",
    "LatentWPlus",
    "LatentZ",
    "Noise",
    "Portrait",
    "Recipe",
    "Recording",
    "Seed",
    "SpatialEdit",
    "Studio",
    "StyleMix",
    "StyleShift",
    "Truncation",
    "load_generator",
    "read_recording",
]

_HOMES = {
    "AttributeShift": "ganstudio.recipe.edits",
    "ChannelWeight": "ganstudio.recipe.edits",
    "GanStudioError": "ganstudio.errors",
    "LatentW": "ganstudio.recipe.latent",
    "LatentWPlus": "ganstudio.recipe.latent",
    "LatentZ": "ganstudio.recipe.latent",
    "Noise": "ganstudio.recipe.latent",
    "Portrait": "ganstudio.recipe.portrait",
    "Recipe": "ganstudio.recipe.document",
    "Recording": "ganstudio.analysis.recordings",
    "Seed": "ganstudio.recipe.latent",
    "SpatialEdit": "ganstudio.recipe.edits",
    "Studio": "ganstudio.api",
    "StyleMix": "ganstudio.recipe.latent",
    "StyleShift": "ganstudio.recipe.edits",
    "Truncation": "ganstudio.recipe.latent",
    "load_generator": "ganstudio.networks.loading",
    "read_recording": "ganstudio.analysis.recordings",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module 'ganstudio' has no attribute '{name}'; it has {', '.join(__all__)}")
    value = getattr(importlib.import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """The public names, imported or not, and nothing else."""
    return sorted(__all__)
