"""How a case is found: words, synonyms, spelling, ranking. Pure; the database parts stand in cases.indexing."""
