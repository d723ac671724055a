"""Thermostats: what zones and central units of WHO 4 share in Home Assistant."""
