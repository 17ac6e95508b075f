"""HTTP that all slices share and that knows no slice."""
