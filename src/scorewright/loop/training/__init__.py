"""From rows to registered model versions."""
