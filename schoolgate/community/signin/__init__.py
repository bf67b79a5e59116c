"""Signing in: passwords and second factors (by allauth), invitations, pupils' cards, the demonstration."""
