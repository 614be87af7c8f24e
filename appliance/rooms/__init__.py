"""What the product does, one folder a subject. Upper rooms use the fronts of lower ones, never the other way."""
