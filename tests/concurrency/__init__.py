"""Many at once: readers and writers in several processes."""
