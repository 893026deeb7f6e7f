"""The packages here are installed by tests as anybody's would be, not collected as tests."""

collect_ignore_glob = ["parcel_delay/*"]
