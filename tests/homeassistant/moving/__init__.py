"""Tests of moving in from the MyHOME integration."""
