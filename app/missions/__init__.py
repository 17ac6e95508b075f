"""The embassy itself: names, host city, zone, languages, emblem, house rules. One installation serves many.

It has no routes: the guard lies above it, its pages belong to `admin`.
"""
