"""What the defaults of the program rest on, measured on real human coding."""
