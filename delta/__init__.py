"""The map of the Yangtze River Delta: its 41 cities, windows, strands and holidays, as frozen values."""
