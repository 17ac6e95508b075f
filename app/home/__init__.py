"""Read-mostly pages over everything: where a person begins, what is due, an event's overview."""
