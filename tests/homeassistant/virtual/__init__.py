"""Tests of virtual actuators."""
