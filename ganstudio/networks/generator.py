"""A loaded model behind NumPy arrays: map z to w, synthesise images with edits, capture feature maps."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from ganstudio.errors import RecipeError
from ganstudio.interruption import check_interruption
from ganstudio.networks.checkpoint import Network, weights_id
from ganstudio.networks.choices import (
    Array,
    Edit,
    NoiseChoice,
    Styles,
    choose_edits,
    choose_noise,
    choose_styles,
    finite_array,
    finite_number,
)
from ganstudio.networks.devices import Precision, reproducible_convolutions
from ganstudio.networks.pixels import to_pixels
from ganstudio.networks.stylegan3 import placement_matrix
from ganstudio.networks.taps import EditTap
from ganstudio.spec import GeneratorSpec, ModelIdentity
from ganstudio.words import tr

Progress = Callable[[int, int], None]

W_AVG_SAMPLES = 10_000
W_AVG_SEED = 123  # as NVlabs' projector estimates it


@dataclass(frozen=True, kw_only=True, eq=False)
class SynthesisOutput:
    """What `synthesize` gives.

    Attributes:
        images: float32 [n, c, h, w], before clamping; -1 is black, 1 white.
        feature_maps: float32 [n, channels, h, w] for each captured layer, edits included.
    """

    images: Array
    feature_maps: Mapping[str, Array]

    @cached_property
    def images_uint8(self) -> npt.NDArray[np.uint8]:
        """uint8 [n, h, w, c], cut off to whole numbers as NVlabs' gen_images does."""
        return to_pixels(torch.from_numpy(self.images))


class LoadedGenerator:
    """A generator on its device, in its precision; to be used by one thread at a time.

    Attributes:
        network: The torch network, for the renderer.
        spec: Its sizes and layers.
        identity: md5 of the file's bytes and hash of the network's numbers, 32 hexadecimal digits each.
        source: The program and format that the weights came from.
        notes: What a person should know of how the file was read.
        device: Where it computes.
        precision: The format of its convolutions.
        has_w_avg: Whether the file carried the average latent.
    """

    def __init__(
        self,
        network: Network,
        *,
        model_id: str,
        source: str,
        notes: tuple[str, ...] = (),
        has_w_avg: bool,
        device: torch.device,
        precision: Precision,
    ) -> None:
        self.identity = ModelIdentity(model_id=model_id, weights_id=weights_id(network))
        self.network = network.to(device)
        self.network.synthesis.prepare(precision.dtype, rearranged=precision.rearranged)
        self.spec: GeneratorSpec = network.config.spec()
        self.source = source
        self.notes = notes
        self.device = device
        self.precision = precision
        self.has_w_avg = has_w_avg
        self._w_avg_known = has_w_avg

    def use(self, precision: Precision) -> None:
        """Compute in another precision from now on; not once a renderer has the generator."""
        self.network.synthesis.prepare(precision.dtype, rearranged=precision.rearranged)
        self.precision = precision

    @property
    def model_id(self) -> str:
        """md5 of the file's bytes."""
        return self.identity.model_id

    @property
    def w_avg(self) -> Array:
        """The average latent, float32 [w_dim]; estimated on first use where the file has none."""
        if not self._w_avg_known:
            self.estimate_w_avg()
        return self.network.mapping.w_avg.cpu().numpy().copy()

    @property
    def has_noise(self) -> bool:
        """Whether any layer has learned to add noise; where none has, noise of any kind changes nothing."""
        parameters = self.network.synthesis.named_parameters()
        return any(bool(value.any()) for name, value in parameters if name.endswith("noise_strength"))

    def set_w_avg(self, w_avg: npt.ArrayLike) -> None:
        """Use an average latent that was estimated before.

        Args:
            w_avg: float32 [w_dim].

        Raises:
            RecipeError: Its shape is wrong or it is not finite.
        """
        checked = finite_array(w_avg, (self.spec.w_dim,), tr("average latent"))
        self.network.mapping.w_avg = torch.from_numpy(checked.copy()).to(self.device)
        self._w_avg_known = True

    def estimate_w_avg(self, samples: int = W_AVG_SAMPLES, *, progress: Progress | None = None) -> Array:
        """Set the average latent to the mean w of random z (and random classes, for a conditional model).

        Args:
            samples: Number of z.
            progress: Called with the number done and the number in all.

        Returns:
            float32 [w_dim].
        """
        random = np.random.RandomState(W_AVG_SEED)
        total = np.zeros(self.spec.w_dim, np.float64)
        for start in range(0, samples, 1000):
            check_interruption()
            count = min(1000, samples - start)
            z = random.randn(count, self.spec.z_dim).astype(np.float32)
            c = None
            if self.spec.c_dim > 0:
                c = np.eye(self.spec.c_dim, dtype=np.float32)[random.randint(self.spec.c_dim, size=count)]
            total += self.map(z, c)[:, 0].sum(axis=0, dtype=np.float64)
            if progress is not None:
                progress(start + count, samples)
        self.set_w_avg((total / samples).astype(np.float32))
        return self.w_avg

    def map(
        self, z: npt.ArrayLike, c: npt.ArrayLike | None = None, psi: float = 1.0, cutoff: int | None = None
    ) -> Array:
        """Map latents to one w per style layer.

        Args:
            z: float32 [n, z_dim].
            c: float32 [n, c_dim], one-hot class labels; needed by conditional models alone.
            psi: Truncation: 1 none, 0 the average.
            cutoff: Number of layers truncated, from the lowest; None means all.

        Returns:
            float32 [n, num_ws, w_dim].

        Raises:
            RecipeError: A shape is wrong, a number is not finite, or the class label is missing.
        """
        z = finite_array(z, (None, self.spec.z_dim), tr("latent z"))
        labels = self._labels(c, len(z))
        psi = finite_number(psi, tr("truncation psi"))
        if cutoff is not None and (not isinstance(cutoff, int | np.integer) or cutoff < 0):
            raise RecipeError(
                tr(
                    "The truncation cutoff is {cutoff}; 0 to {most} layers are accepted.",
                    cutoff=cutoff,
                    most=self.spec.num_ws,
                )
            )
        if psi != 1.0 and not self._w_avg_known:
            self.estimate_w_avg()
        with torch.inference_mode():
            mapping = self.network.mapping
            w = mapping(torch.from_numpy(z).to(self.device), labels)  # [n, w_dim]
            return mapping.broadcast(w, psi=psi, cutoff=cutoff).cpu().numpy()

    def styles(self, ws: npt.ArrayLike) -> dict[str, Array]:
        """The style channels of every layer, the space S.

        Source: Wu et al. 2021, "StyleSpace Analysis", section 3.

        Args:
            ws: float32 [n, num_ws, w_dim].

        Returns:
            float32 [n, channels] for each of `spec.style_layers`, in their order.

        Raises:
            RecipeError: The shape is wrong or a number is not finite.
        """
        ws = finite_array(ws, (None, self.spec.num_ws, self.spec.w_dim), "ws")
        with torch.inference_mode():
            found = self.network.synthesis.styles(torch.from_numpy(ws).to(self.device))
            return {name: styles.cpu().numpy() for name, styles in found.items()}

    def synthesize(
        self,
        ws: npt.ArrayLike,
        *,
        noise: NoiseChoice = "const",
        edits: Sequence[Edit] = (),
        styles: Sequence[Styles] = (),
        capture: Collection[str] = (),
        translate: tuple[float, float] = (0.0, 0.0),
        rotate: float = 0.0,
    ) -> SynthesisOutput:
        """Make images.

        Args:
            ws: float32 [n, num_ws, w_dim].
            noise: `const` (the file's), `none`, a seed or one seed an image, a factor by layer or block on the
                file's noise (`{"b16": 0.5, "b32.conv1": 0}`), or a Noise.
            edits: Each (layer, {channel: weight}, mask float32 [h, w] or [n, h, w] or None, multiplier). A mask lies
                on the picture; one of the size of the layer's maps lies on these, with their margins.
            styles: Each (layer, {channel: what is added to that style}), on the whole picture; the layers are those of
                `spec.style_layers`, the numbers those of `styles`.
            capture: Names of the layers whose feature maps are wanted, with their margins.
            translate: By how much the pictures of a StyleGAN3 model move right and down, in their own widths.
            rotate: By how much these turn around their middle, in degrees, counterclockwise.

        Returns:
            The images and the feature maps.

        Raises:
            RecipeError: A shape is wrong, a number is not finite, or a layer or channel does not exist.
        """
        ws = finite_array(ws, (None, self.spec.num_ws, self.spec.w_dim), "ws")
        batch_size = len(ws)
        chosen = choose_noise(noise, self.spec, batch_size=batch_size)
        placement = self._placement(translate, rotate)
        shifts = choose_styles(styles, self.spec)
        by_image = [{**of_image, **shifts} for of_image in choose_edits(edits, self.spec, batch_size=batch_size)]
        if isinstance(capture, str):
            raise RecipeError(
                tr("The layers to capture are '{layers}'; a list of layer names is needed.", layers=capture)
            )
        for name in capture:
            self.spec.layer(name)
        images: list[Array] = []
        maps: dict[str, list[Array]] = {name: [] for name in capture}
        # One at a time on a CPU: nothing is lost there, and an image does not depend on its neighbours' number.
        step = 1 if self.device.type == "cpu" else 8
        with torch.inference_mode(), reproducible_convolutions():
            for start in range(0, batch_size, step):
                part = slice(start, start + step)
                tap = EditTap(by_image[part], capture)
                part_ws = torch.from_numpy(ws[part]).to(self.device)
                result = self.network.synthesis.run(part_ws, noise=chosen.images(part), placement=placement, tap=tap)
                images.append(result.image.cpu().numpy())
                for name, kept in tap.captured.items():
                    maps[name].append(kept.float().contiguous().cpu().numpy())
        return SynthesisOutput(
            images=np.concatenate(images), feature_maps={name: np.concatenate(kept) for name, kept in maps.items()}
        )

    def _placement(self, translate: tuple[float, float], rotate: float) -> Tensor | None:
        x, y = (finite_number(value, tr("translation")) for value in translate)
        angle = finite_number(rotate, tr("rotation"))
        if self.spec.is_stylegan3:
            return placement_matrix((x, y), angle)
        if (x, y, angle) != (0.0, 0.0, 0.0):
            raise RecipeError(tr("Only the pictures of StyleGAN3 models can be moved and turned. Leave both at 0."))
        return None

    def _labels(self, c: npt.ArrayLike | None, batch_size: int) -> Tensor | None:
        if self.spec.c_dim == 0:
            if c is not None and np.asarray(c).size:
                raise RecipeError(tr("This model has no classes, so it takes no class label. Leave the class out."))
            return None
        if c is None:
            raise RecipeError(
                tr(
                    "This model is conditional: a class label is needed, 0 to {last}. Choose a class.",
                    last=self.spec.c_dim - 1,
                )
            )
        return torch.from_numpy(finite_array(c, (batch_size, self.spec.c_dim), tr("class label c"))).to(self.device)
