"""One field for everything: agents, bases, documents, conversations, people; each room says how its are found."""
