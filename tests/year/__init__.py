"""A year in virtual time: a house with heating and meters, a real recorder, and everything that happens in a year."""
