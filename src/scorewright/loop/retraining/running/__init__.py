"""What a worker does when a training or an evaluation is asked for."""
