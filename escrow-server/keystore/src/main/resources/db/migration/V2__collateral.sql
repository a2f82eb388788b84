-- What vendors published, as it was received: candidates, which verifiers check. A cache; losing a
-- row costs a request to the vendor.
CREATE TABLE collateral (
  id TEXT NOT NULL PRIMARY KEY,
  tenant TEXT NOT NULL CHECK (tenant = '_system'),
  subject TEXT NOT NULL,
  body ${bytes} NOT NULL,
  content_type TEXT NOT NULL,
  issuer_chain TEXT NOT NULL,
  fetched_ms BIGINT NOT NULL,
  verified_ms BIGINT NOT NULL
);

CREATE INDEX collateral_by_subject ON collateral (subject);

CREATE INDEX collateral_by_use ON collateral (verified_ms, fetched_ms);
