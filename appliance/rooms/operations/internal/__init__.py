"""What sidecars of the appliance ask, with the internal secret alone; without one these addresses do not exist."""
