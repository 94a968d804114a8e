"""What everything stands on: errors, findings and their reference, YAML with lines, boxes, pictures."""
