"""Another way to cut and embed a base is built beside the serving one, judged by golden questions, and switched to.

Decision: a generation is a number on passages. Index and vectors hold the passages of all of them in places of their
own (`collections.generations.place`); a search reads the base's number and names its places, so the switch is one
UPDATE of that number and an answer is wholly of one generation. No second index folder, no copy of a text.
A generation lacks a document while it has no passage of it: building asks for those, so it can stop anywhere, be killed
and go on, and documents that come or change meanwhile are lacking ones too. The generation before the serving one is
kept the same way, for going back; the one before that is purged, so a base holds at most three.
"""
