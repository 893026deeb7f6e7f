"""Eight learners, from a table and outcomes to a model that becomes one ONNX file."""
