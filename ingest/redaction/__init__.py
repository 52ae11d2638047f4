"""From decided redactions to files and texts without the redacted words. Pure: files and spans in, files and spans out."""
