"""A form's Word template made from its HTML template: `marking` → `layout` → `word`."""
