"""The Attributes tab: a slider per attribute of the model, and what can be done with attributes."""
