"""The verbs of the gate, a file each: folding, receiving, claiming, enrolling, deciding, arranging."""
