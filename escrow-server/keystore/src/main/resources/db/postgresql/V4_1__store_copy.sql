-- What an embedded store is being copied into this database. While the row is there the log has no
-- head, so no server of any release can commit; the copy's last transaction takes the row away.
CREATE TABLE store_copy (
  singleton SMALLINT NOT NULL PRIMARY KEY CHECK (singleton = 1),
  tenant TEXT NOT NULL CHECK (tenant = '_system'),
  origin TEXT NOT NULL,
  size BIGINT NOT NULL CHECK (size >= 0),
  root ${bytes} NOT NULL CHECK (length(root) = 32),
  source TEXT NOT NULL
);
