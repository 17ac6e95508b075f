"""Typst documents to PDF: badges, gate lists, press releases.

A document is a `.typ` file beside this package; what it prints is handed over as JSON, so that a
string is never markup. Fonts come from the vendored folder alone, nothing is fetched, and what no
font can set is named before anything is printed.
"""
