"""The reply, given by a guest without an account or recorded by staff.

Every answer is kept as it came: applied at once, kept as a request to the embassy (after the deadline, or
with hard capacity full), or kept as a contradiction of what staff recorded. Food, access, plates and identity
numbers live in their own table with their own permission, log and deletion date.
"""
