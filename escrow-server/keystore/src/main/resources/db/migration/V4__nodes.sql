-- The nodes that write to this log, and up to where each has found this database, as the server
-- runs that is named, to hold what it has signed. A node that stops in good order takes its row out.
CREATE TABLE node (
  id TEXT NOT NULL PRIMARY KEY,
  tenant TEXT NOT NULL CHECK (tenant = '_system'),
  size BIGINT NOT NULL,
  history TEXT NOT NULL,
  confirmed_ms BIGINT NOT NULL
);
