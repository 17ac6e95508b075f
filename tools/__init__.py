"""What makes, shows and measures the product; none of it is needed to run it."""
