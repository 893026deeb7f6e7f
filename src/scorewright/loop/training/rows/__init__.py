"""From rows of text to those that train and those that are set apart."""
