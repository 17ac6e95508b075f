"""The outbox: what leaves the building is written down first.

States: held → queued → sending → sent | failed | uncertain; queued or held → cancelled, expired or
suppressed; sent → bounced. A letter is never lost; a possible duplicate is known, recorded and decided.
This package knows no slice: upper slices connect to its signals.
"""
