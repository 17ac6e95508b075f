"""The embassy's memory: persons with their many names and titles, organisations, offices, appointments.

It owns the search postings, the import of lists and the forms of address. It never merges two persons by
itself, and never asks the slices above it: they hand down what concerns it.
"""
