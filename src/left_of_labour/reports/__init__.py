"""What each notebook shows: one package per notebook, named after it; none imports another."""
