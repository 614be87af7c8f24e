"""The appliance about itself: is it well, what is it doing."""
