"""The objects of a bus as Home Assistant remembers them: keys, settings, kinds, devices."""
