"""The gate: gates, devices, grants, scans, and what the scans amount to.

Scans are a set that only grows; one pure fold (`fold.py`) over them says who is inside. A scan is stored,
known from before, or quarantined; it is never refused. A conflict is open until a person resolves it or the
scans no longer disagree. A device is active, revoked or lost.

This slice never rejects a fact from a device that it knows, never lets time, an expired grant or a closed
event turn a scan away, and never gives a device more of a guest than the gate needs: no address, telephone,
note or badge secret.
"""
