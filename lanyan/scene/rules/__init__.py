"""Pure rules of the scene: lives of its records, air and its clocks, roll-calls."""
