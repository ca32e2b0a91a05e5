"""What a guard may become, when rounds are due, who stands at a post: pure."""
