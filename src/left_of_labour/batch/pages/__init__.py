"""What readers get of a run: its page, the index of all pages, small pictures, PDFs."""
