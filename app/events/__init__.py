"""The occasion: what, when, where, in which languages, until when one may reply.

States: draft → published → closed; draft or published → cancelled; published → postponed → published.
`service.touch` is the event's lock and the only thing that moves `rev`.
"""
