"""Two records of one person: found in blocks, merged by a person's decision, split again from the snapshot kept."""
