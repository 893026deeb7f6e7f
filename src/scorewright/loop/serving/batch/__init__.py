"""Files over HTTP: decided on at once where they are small, else by a job."""
