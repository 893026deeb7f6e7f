"""Models as data: one ONNX file each, the proof that it answers as the trained model does, and the running of it."""
