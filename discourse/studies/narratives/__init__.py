"""Studies of narratives: who holds how many, which go together, when, which comes first, and who plays what part."""
