"""An invented embassy with its guests, for trying the product out: data files, and a loader that uses the verbs.

It owns no rows. It loads only where demo mode is on, and once.
"""
