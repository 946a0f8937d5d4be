"""What customers leave after what serving them costs: activity rates, price waterfall, whale curve, change."""
