"""What a reader sees: style, figures, tables, sentences and provenance."""
