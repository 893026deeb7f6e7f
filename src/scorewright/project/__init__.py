"""Where all meet: settings, addresses, processes and the command line."""
