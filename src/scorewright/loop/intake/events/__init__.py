"""What happens to applications, told as it happens: server-sent events, outside of Django."""
