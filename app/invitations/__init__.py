"""The guest list: invitations, their guests (named places) and badges; cards, links and sending.

An invitation is draft → sent → withdrawn. A guest is unanswered → accepted | declined | represented |
awaiting, or revoked. The slice above, `rsvps`, moves a guest's status through `service.answer`.
A sent invitation keeps the lines that it was sent with; a reply link or a badge code is never stored.
"""
