"""The reading of guest lists: bytes of a file to drafts of persons, without a database and without a request.

`reading` turns bytes into sheets, `mapping` proposes what each column holds, `drafts` reads the rows.
It may never write, guess silently or lose a row: each ends as a draft, a problem, or recognised furniture.
"""
