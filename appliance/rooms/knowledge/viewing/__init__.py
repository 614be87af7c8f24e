"""A document as it looks: the page of a PDF with the place of a citation marked on it."""
