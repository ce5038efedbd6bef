"""Drawing schematic maps: pure values and geometry, no session and no Flask."""
