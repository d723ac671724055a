"""Covers whose actuator knows no position: movements that are stopped in time."""
