"""What a value case is worth: formulas with units, cash flows, uncertainty. Pure; knows neither Django nor the clock."""
