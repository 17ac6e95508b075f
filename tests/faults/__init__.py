"""Servers that misbehave on purpose, for tests of what leaves and enters the building."""
