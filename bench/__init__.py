"""What `make bench` runs: each speed against a named peer, in the same run on the same machine."""
