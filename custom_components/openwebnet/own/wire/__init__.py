"""Bytes and frames: tags, addresses, passwords, and the connection of a session."""
