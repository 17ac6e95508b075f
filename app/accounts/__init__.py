"""Staff: users, their memberships and roles in a mission, sign-in, permissions, and the guard of every route.

A user may belong to several missions. A membership without mission is a role in the whole installation.
"""
