"""Cases: from a concern to a just and recorded outcome."""
