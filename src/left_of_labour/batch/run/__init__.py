"""How runs are executed: in processes of this machine, or on others."""
