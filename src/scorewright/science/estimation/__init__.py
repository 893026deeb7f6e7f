"""How good a model probably is where outcomes are not known yet; always marked as estimated, and held to account."""
