"""Killing, crowding and taking the database away, against a real server. `make endure` runs the long form."""
