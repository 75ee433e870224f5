"""Many parameterised notebooks to many reports. Knows notebooks and parameters, and nothing about their subject."""
