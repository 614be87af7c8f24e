"""From where the appliance is administered: networks of the organisation, and of the machine by its settings.

An address has to lie within both lists; an empty one is everywhere. The machine itself (loopback) is never shut out.
"""
