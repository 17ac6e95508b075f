"""An invented embassy with its guests, for trying the product out: data files, and a loader.

It owns no rows: it calls the verbs of the other slices, once, and only in demo mode.
"""
