"""Posts: claiming asks care and calendar again, settling keeps what was said, doubt is put to a person."""
