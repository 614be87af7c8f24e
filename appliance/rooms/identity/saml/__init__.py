"""Signing in by SAML 2.0: we ask an identity provider by way of the browser, and believe its signed answer once.

The protocol lies in `engines.saml`; who the person is here, and the session, in `federation` and `signin`.
"""
