"""Import of the history that meters keep, into Home Assistant's long-term statistics."""
