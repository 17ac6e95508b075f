"""Append-only: who did what to which record, when.

An entry names fields, never their values. It is written in the transaction that it describes and sealed
into its mission's hash chain by a background job, so that no write waits for another. Only the retention
job may delete entries.
"""
