"""How good are probabilities: ranking, labels, calibration, each with an interval."""
