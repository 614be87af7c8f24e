"""Who may change the appliance's own SAML key: operators, since it serves every organisation."""

CAN = {"saml:key": "an operator with a fresh session"}
