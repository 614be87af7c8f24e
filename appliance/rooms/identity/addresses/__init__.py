"""Another e-mail address of one's own: it counts once its link was opened, and the old one is told."""
