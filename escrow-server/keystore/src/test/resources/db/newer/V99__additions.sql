-- What a newer release may add under one that is older: a table, and a column that may be left out.
CREATE TABLE addition (
  tenant TEXT NOT NULL,
  name TEXT NOT NULL PRIMARY KEY
);
ALTER TABLE decision ADD COLUMN note TEXT;
ALTER TABLE tenant ADD COLUMN shelf INTEGER NOT NULL DEFAULT 0;
