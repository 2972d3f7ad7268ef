"""Many ways to divide one network, and which of them divides it best."""
