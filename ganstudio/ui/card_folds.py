"""CardFolds: which cards a person has folded or unfolded, kept with the window's other state."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial

from ganstudio.ui.widgets.card import Card


class CardFolds:
    """Told by each card what a person does with it. Cards are known by their headings. Main thread only."""

    def __init__(self, cards: Iterable[Card], known: Mapping[str, bool]) -> None:
        """Folds and unfolds the cards as they were left.

        Args:
            cards: The window's; those that cannot be folded are passed over.
            known: Heading -> whether it was folded, of earlier sittings.
        """
        self._folded = dict(known)
        for card in cards:
            if not card.collapsible:
                continue
            card.fold_chosen.connect(partial(self._note, card.title))
            if card.title in known:
                card.fold_is_chosen = True
                card.set_folded(known[card.title])

    @property
    def folded(self) -> dict[str, bool]:
        """Heading -> whether it is folded, of the cards that a person has folded or unfolded."""
        return dict(self._folded)

    def _note(self, title: str, folded: bool) -> None:
        self._folded[title] = folded
