"""One field for everything: agents, bases, documents, conversations; each room says how its things are found."""
