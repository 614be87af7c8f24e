"""Web pages as a careful visitor reads them: addresses, robots.txt, site maps, and single bounded requests."""
