"""A real Home Assistant in a real browser, with a simulated gateway on its network."""
