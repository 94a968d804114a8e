"""Values × form → a document. Each filler is the only home of its engine and knows no other."""
