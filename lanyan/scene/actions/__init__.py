"""The only writers of scenes: one function per verb, split by noun."""
