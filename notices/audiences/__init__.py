"""The kinds of audience of this package, a file each."""
