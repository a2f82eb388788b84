package dev.sealkeep.service.check;

import dev.sealkeep.keystore.store.sql.OfflineStore;
import java.util.HexFormat;

/** Looks for rows that refer to a row that is not there, declared as foreign keys or not. */
final class References {
  private static final long CHUNK = 1_024;

  private static final String[] OF_STATE = {
    "SELECT 'key ' || k.name || ' of tenant ' || k.tenant FROM sealing_key AS k"
        + " WHERE NOT EXISTS (SELECT 1 FROM tenant AS t WHERE t.tenant = k.tenant)",
    "SELECT 'policy ' || p.name || ' of tenant ' || p.tenant FROM policy AS p"
        + " WHERE NOT EXISTS (SELECT 1 FROM tenant AS t WHERE t.tenant = p.tenant)",
    "SELECT 'reference ' || r.name || ' of tenant ' || r.tenant FROM reference_set AS r"
        + " WHERE NOT EXISTS (SELECT 1 FROM tenant AS t WHERE t.tenant = r.tenant)",
    "SELECT 'a version of key ' || v.key_name || ' of tenant ' || v.tenant"
        + " FROM sealing_key_version AS v WHERE NOT EXISTS (SELECT 1 FROM sealing_key AS k"
        + " WHERE k.tenant = v.tenant AND k.name = v.key_name)",
    "SELECT 'key ' || k.name || ' of tenant ' || k.tenant || ' (its current version)'"
        + " FROM sealing_key AS k WHERE NOT EXISTS (SELECT 1 FROM sealing_key_version AS v"
        + " WHERE v.tenant = k.tenant AND v.key_name = k.name AND v.version = k.current_version)",
  };

  private static final String DECISIONS =
      "SELECT e.id FROM log_entry AS e WHERE e.idx >= ? AND e.idx < ?"
          + " AND e.kind IN ('release', 'denial') AND NOT EXISTS (SELECT 1 FROM decision AS d"
          + " WHERE d.tenant = e.tenant AND d.id = e.id)";

  private final OfflineStore store;
  private final Findings findings;

  References(OfflineStore store, Findings findings) {
    this.store = store;
    this.findings = findings;
  }

  void check(long entries) {
    for (String sql : OF_STATE) {
      store.link().query(sql, row -> row.text(1)).forEach(what -> missing(what + " refers to"));
    }
    for (long from = 0; from < entries; from += CHUNK) {
      store
          .link()
          .query(DECISIONS, row -> HexFormat.of().formatHex(row.bytes(1)), from, from + CHUNK)
          .forEach(id -> missing("decision " + id + ", which is in the log, belongs to"));
    }
  }

  private void missing(String what) {
    findings.add(StoreFinding.Code.REFERENCE_MISSING, what + " a row that is not there");
  }
}
