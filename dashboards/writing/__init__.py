"""Pages as files: CSV, XLSX, HWPX, and what a brief holds."""
