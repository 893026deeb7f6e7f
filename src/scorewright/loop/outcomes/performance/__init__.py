"""How good what was served is: measured where outcomes have matured, estimated where they have not."""
