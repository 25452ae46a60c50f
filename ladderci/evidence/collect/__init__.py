"""Finding again what a person did: what git and GitHub tell of, grouped into work items."""
