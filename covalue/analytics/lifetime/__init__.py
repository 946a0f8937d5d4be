"""Customer lifetime value: what customers will still buy and be worth, from when and for how much they bought."""
