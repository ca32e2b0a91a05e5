"""The only writers of this app, by noun: plans, posts, postings, running, stamps."""
