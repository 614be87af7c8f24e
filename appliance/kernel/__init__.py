"""The words that every floor shares: plain Python and pydantic, importing nothing of ours."""
