-- Every table has a tenant column; rows of the server itself carry the reserved tenant _system.
-- Times are milliseconds since 1970. ${bytes} is the database's type for byte strings.

-- The head of the log. Its single row is the lock that every transaction takes first.
CREATE TABLE log_head (
  singleton SMALLINT NOT NULL PRIMARY KEY CHECK (singleton = 1),
  tenant TEXT NOT NULL CHECK (tenant = '_system'),
  size BIGINT NOT NULL CHECK (size >= 0),
  root ${bytes} NOT NULL CHECK (length(root) = 32),
  time_ms BIGINT NOT NULL
);

-- An empty tree: SHA-256 of nothing.
INSERT INTO log_head (singleton, tenant, size, root, time_ms)
VALUES (1, '_system', 0, ${empty_root}, 0);

-- The log's entries, one a leaf, in the order of their commits.
CREATE TABLE log_entry (
  idx BIGINT NOT NULL PRIMARY KEY CHECK (idx >= 0),
  id ${bytes} NOT NULL UNIQUE CHECK (length(id) = 16),
  kind TEXT NOT NULL,
  tenant TEXT NOT NULL,
  entry ${bytes} NOT NULL,
  salt ${bytes} NOT NULL CHECK (length(salt) = 32),
  leaf ${bytes} NOT NULL CHECK (length(leaf) = 64)
);

CREATE INDEX log_entry_by_tenant ON log_entry (tenant, idx);

-- The hashes of the Merkle tree, joined in tiles of up to 256; the newest tile of a level grows.
CREATE TABLE log_tile (
  level INTEGER NOT NULL,
  idx BIGINT NOT NULL,
  tenant TEXT NOT NULL CHECK (tenant = '_system'),
  hashes ${bytes} NOT NULL CHECK (length(hashes) % 32 = 0),
  PRIMARY KEY (level, idx)
);

-- Random values of challenges that have committed a release: none commits a second one.
CREATE TABLE spent_challenge (
  random ${bytes} NOT NULL PRIMARY KEY,
  tenant TEXT NOT NULL CHECK (tenant = '_system'),
  spent_ms BIGINT NOT NULL
);

CREATE INDEX spent_challenge_by_time ON spent_challenge (spent_ms);

-- Tenants with their secrets wrapped; the newest version only.
CREATE TABLE tenant (
  tenant TEXT NOT NULL PRIMARY KEY,
  wrapped_kek ${bytes} NOT NULL,
  wrapped_tag_key ${bytes} NOT NULL,
  wrapped_state_key ${bytes} NOT NULL,
  version BIGINT NOT NULL CHECK (version >= 1),
  digest ${bytes} NOT NULL,
  log_index BIGINT NOT NULL,
  mac ${bytes} NOT NULL
);

-- Policies, every version; the highest one counts.
CREATE TABLE policy (
  tenant TEXT NOT NULL,
  name TEXT NOT NULL,
  version BIGINT NOT NULL CHECK (version >= 1),
  source TEXT NOT NULL,
  digest ${bytes} NOT NULL,
  log_index BIGINT NOT NULL,
  mac ${bytes} NOT NULL,
  PRIMARY KEY (tenant, name, version)
);

-- Sets of reference values, every version; the highest one counts.
CREATE TABLE reference_set (
  tenant TEXT NOT NULL,
  name TEXT NOT NULL,
  version BIGINT NOT NULL CHECK (version >= 1),
  reference_rows TEXT NOT NULL,
  digest ${bytes} NOT NULL,
  log_index BIGINT NOT NULL,
  mac ${bytes} NOT NULL,
  PRIMARY KEY (tenant, name, version)
);

-- Sealing keys without their secrets; the newest state only.
CREATE TABLE sealing_key (
  tenant TEXT NOT NULL REFERENCES tenant (tenant),
  name TEXT NOT NULL,
  policy TEXT NOT NULL,
  enabled SMALLINT NOT NULL CHECK (enabled IN (0, 1)),
  current_version INTEGER NOT NULL CHECK (current_version >= 1),
  version BIGINT NOT NULL CHECK (version >= 1),
  digest ${bytes} NOT NULL,
  log_index BIGINT NOT NULL,
  mac ${bytes} NOT NULL,
  PRIMARY KEY (tenant, name)
);

-- The versions of a sealing key, wrapped by its tenant's KEK.
CREATE TABLE sealing_key_version (
  tenant TEXT NOT NULL,
  key_name TEXT NOT NULL,
  version INTEGER NOT NULL CHECK (version >= 1),
  wrapped ${bytes} NOT NULL,
  created_ms BIGINT NOT NULL,
  PRIMARY KEY (tenant, key_name, version),
  FOREIGN KEY (tenant, key_name) REFERENCES sealing_key (tenant, name)
);

-- Secrets of the server itself, wrapped by the root KEK.
CREATE TABLE server_secret (
  tenant TEXT NOT NULL CHECK (tenant = '_system'),
  name TEXT NOT NULL PRIMARY KEY,
  wrapped ${bytes} NOT NULL
);

-- Settings of the server itself that are no secrets.
CREATE TABLE server_setting (
  tenant TEXT NOT NULL CHECK (tenant = '_system'),
  name TEXT NOT NULL PRIMARY KEY,
  setting TEXT NOT NULL
);

-- Bearer tokens of administrators, by their SHA-256 digests; the tokens themselves are not kept.
CREATE TABLE admin_token (
  digest ${bytes} NOT NULL PRIMARY KEY,
  tenant TEXT NOT NULL CHECK (tenant = '_system'),
  created_ms BIGINT NOT NULL
);

-- Archived evidence by its SHA-256 digest, under the tenant that brought it first.
CREATE TABLE evidence (
  digest ${bytes} NOT NULL PRIMARY KEY,
  tenant TEXT NOT NULL,
  evidence_blob ${bytes} NOT NULL
);

-- What was decided for guests' requests, with the explanation that the tenant may read.
CREATE TABLE decision (
  tenant TEXT NOT NULL,
  id ${bytes} NOT NULL,
  key_name TEXT NOT NULL,
  time_ms BIGINT NOT NULL,
  released SMALLINT NOT NULL CHECK (released IN (0, 1)),
  reason TEXT NOT NULL,
  explanation TEXT NOT NULL,
  PRIMARY KEY (tenant, id)
);
