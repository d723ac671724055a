"""Covers: what they share, and movements that are stopped in time where the actuator knows no position."""
