"""The parts of an extension: new documents, what they fit, new candidates, and what weakened."""
