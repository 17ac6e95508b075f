"""The house itself: its health, its backups, moving it, its first hour.

Owns no table. Backups are files; small marks beside the data say when the worker was last alive, which keys
are safe and what the last rehearsal found. May never show a key but on the sheet for the safe, nor write
into a database that holds anything without having backed it up before.
"""
