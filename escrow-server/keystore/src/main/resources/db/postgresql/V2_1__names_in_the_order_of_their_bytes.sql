-- PostgreSQL compares texts by the database's locale; names are listed by their bytes, as SQLite
-- does. Indexes in this order also survive an upgrade of the operating system's locales.
ALTER TABLE log_entry ALTER COLUMN tenant TYPE TEXT COLLATE "C";
ALTER TABLE tenant ALTER COLUMN tenant TYPE TEXT COLLATE "C";
ALTER TABLE policy
  ALTER COLUMN tenant TYPE TEXT COLLATE "C", ALTER COLUMN name TYPE TEXT COLLATE "C";
ALTER TABLE reference_set
  ALTER COLUMN tenant TYPE TEXT COLLATE "C", ALTER COLUMN name TYPE TEXT COLLATE "C";
ALTER TABLE sealing_key
  ALTER COLUMN tenant TYPE TEXT COLLATE "C", ALTER COLUMN name TYPE TEXT COLLATE "C";
ALTER TABLE sealing_key_version
  ALTER COLUMN tenant TYPE TEXT COLLATE "C", ALTER COLUMN key_name TYPE TEXT COLLATE "C";
ALTER TABLE server_secret ALTER COLUMN name TYPE TEXT COLLATE "C";
ALTER TABLE server_setting ALTER COLUMN name TYPE TEXT COLLATE "C";
ALTER TABLE decision ALTER COLUMN tenant TYPE TEXT COLLATE "C";
ALTER TABLE collateral
  ALTER COLUMN id TYPE TEXT COLLATE "C", ALTER COLUMN subject TYPE TEXT COLLATE "C";
