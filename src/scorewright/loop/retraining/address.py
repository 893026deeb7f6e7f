"""Where the training service answers."""

ADDRESS = "/api/v1/model-training"
