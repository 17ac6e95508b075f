"""Press releases and the public newsroom.

Owns releases, their texts (one per language), the versions of each text, approvals and pictures.
A text is draft, submitted, approved or published; a release is draft, published or withdrawn.
A release never stores HTML, is never published without an approval bound to the hash of the very
text that goes out, and its drafter never approves it unless the mission has chosen to work with a
single press officer, which is logged.
"""
