"""One module per kind of file; each turns bytes into sheets and trusts nothing it is given."""
