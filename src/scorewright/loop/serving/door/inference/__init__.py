"""The same decisions by the Open Inference Protocol, version 2, for programs that speak it already."""
