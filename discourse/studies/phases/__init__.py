"""Phase transitions: when a debate changes, from the distances between the networks of its windows of time."""
