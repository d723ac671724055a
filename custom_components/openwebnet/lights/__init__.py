"""Lights: the entity of a lamp, and that of many."""
