"""The Attributes tab: a slider per attribute of the model, and what can be done with attributes."""

from ganstudio.ui.tabs.attribute_tab.tab import AttributeTab

__all__ = ["AttributeTab"]
