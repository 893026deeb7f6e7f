"""How work leaves a request and is never lost: jobs, their delivery, progress, checkpoints and ends."""
