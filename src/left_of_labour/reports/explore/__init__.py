"""The explorer for JupyterLab."""
