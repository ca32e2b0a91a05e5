"""Demo 演示: builds the two demo cities, plainly marked as invented; only into a database of its own."""
