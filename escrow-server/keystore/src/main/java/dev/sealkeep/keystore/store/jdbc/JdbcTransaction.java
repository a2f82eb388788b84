package dev.sealkeep.keystore.store.jdbc;

import dev.sealkeep.keystore.store.CollateralRow;
import dev.sealkeep.keystore.store.DecisionRow;
import dev.sealkeep.keystore.store.KeyRow;
import dev.sealkeep.keystore.store.KeyVersionRow;
import dev.sealkeep.keystore.store.LogHead;
import dev.sealkeep.keystore.store.LogRow;
import dev.sealkeep.keystore.store.PolicyRow;
import dev.sealkeep.keystore.store.ReferenceRow;
import dev.sealkeep.keystore.store.Stamp;
import dev.sealkeep.keystore.store.TenantRow;
import dev.sealkeep.keystore.store.Transaction;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Supplier;

/** Writes in the transaction that a session has open, with the log-head row locked. */
public final class JdbcTransaction extends JdbcSnapshot implements Transaction {
  private static final String SYSTEM = "_system";

  private final Supplier<Instant> databaseTime;

  /**
   * Writes through {@code session}.
   *
   * @param databaseTime the database's own time, of any precision
   */
  public JdbcTransaction(Session session, Supplier<Instant> databaseTime) {
    super(session);
    this.databaseTime = databaseTime;
  }

  /**
   * Locks the log-head row; the first statement of every transaction.
   *
   * @return false if the row is not there
   */
  public boolean lockLogHead() {
    return session().update("UPDATE log_head SET size = size WHERE singleton = 1") == 1;
  }

  @Override
  public Instant now() {
    return databaseTime.get().truncatedTo(ChronoUnit.MILLIS);
  }

  @Override
  public <T> T savepoint(Supplier<T> member) {
    return session().savepoint(member);
  }

  @Override
  public void appendLog(LogRow row) {
    change(
        "INSERT INTO log_entry (idx, id, kind, tenant, entry, salt, leaf)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?)",
        row.index(),
        row.id(),
        row.kind(),
        row.tenant(),
        row.entry(),
        row.salt(),
        row.leaf());
  }

  @Override
  public void putTile(int level, long index, byte[] hashes) {
    change(
        "INSERT INTO log_tile (level, idx, tenant, hashes) VALUES (?, ?, ?, ?)"
            + " ON CONFLICT (level, idx) DO UPDATE SET hashes = excluded.hashes",
        level,
        index,
        SYSTEM,
        hashes);
  }

  @Override
  public void putLogHead(LogHead head) {
    change(
        "UPDATE log_head SET size = ?, root = ?, time_ms = ? WHERE singleton = 1",
        head.size(),
        head.root(),
        head.time().toEpochMilli());
  }

  @Override
  public boolean spendChallenge(byte[] random, Instant now) {
    return session()
            .update(
                "INSERT INTO spent_challenge (random, tenant, spent_ms) VALUES (?, ?, ?)"
                    + " ON CONFLICT (random) DO NOTHING",
                random,
                SYSTEM,
                now.toEpochMilli())
        == 1;
  }

  @Override
  public void forgetChallenges(Instant before) {
    session().update("DELETE FROM spent_challenge WHERE spent_ms < ?", before.toEpochMilli());
  }

  @Override
  public void putTenant(TenantRow row) {
    Stamp stamp = row.stamp();
    change(
        "INSERT INTO tenant (tenant, wrapped_kek, wrapped_tag_key, wrapped_state_key,"
            + " version, digest, log_index, mac) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
            + " ON CONFLICT (tenant) DO UPDATE SET wrapped_kek = excluded.wrapped_kek,"
            + " wrapped_tag_key = excluded.wrapped_tag_key,"
            + " wrapped_state_key = excluded.wrapped_state_key, version = excluded.version,"
            + " digest = excluded.digest, log_index = excluded.log_index, mac = excluded.mac",
        row.name(),
        row.wrappedKek(),
        row.wrappedTagKey(),
        row.wrappedStateKey(),
        stamp.version(),
        stamp.digest(),
        stamp.logIndex(),
        stamp.mac());
  }

  @Override
  public void putPolicy(PolicyRow row) {
    Stamp stamp = row.stamp();
    change(
        "INSERT INTO policy (tenant, name, version, source, digest, log_index, mac)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?)",
        row.tenant(),
        row.name(),
        stamp.version(),
        row.source(),
        stamp.digest(),
        stamp.logIndex(),
        stamp.mac());
  }

  @Override
  public void putReference(ReferenceRow row) {
    Stamp stamp = row.stamp();
    change(
        "INSERT INTO reference_set (tenant, name, version, reference_rows, digest, log_index, mac)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?)",
        row.tenant(),
        row.name(),
        stamp.version(),
        row.rows(),
        stamp.digest(),
        stamp.logIndex(),
        stamp.mac());
  }

  @Override
  public void putKey(KeyRow row) {
    Stamp stamp = row.stamp();
    change(
        "INSERT INTO sealing_key (tenant, name, policy, enabled, current_version,"
            + " version, digest, log_index, mac) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
            + " ON CONFLICT (tenant, name) DO UPDATE SET policy = excluded.policy,"
            + " enabled = excluded.enabled, current_version = excluded.current_version,"
            + " version = excluded.version, digest = excluded.digest,"
            + " log_index = excluded.log_index, mac = excluded.mac",
        row.tenant(),
        row.name(),
        row.policy(),
        row.enabled() ? 1 : 0,
        row.currentVersion(),
        stamp.version(),
        stamp.digest(),
        stamp.logIndex(),
        stamp.mac());
  }

  @Override
  public void putKeyVersion(KeyVersionRow row) {
    change(
        "INSERT INTO sealing_key_version (tenant, key_name, version, wrapped, created_ms)"
            + " VALUES (?, ?, ?, ?, ?) ON CONFLICT (tenant, key_name, version)"
            + " DO UPDATE SET wrapped = excluded.wrapped, created_ms = excluded.created_ms",
        row.tenant(),
        row.key(),
        row.version(),
        row.wrapped(),
        row.created().toEpochMilli());
  }

  @Override
  public void putServerSecret(String name, byte[] wrapped) {
    change(
        "INSERT INTO server_secret (tenant, name, wrapped) VALUES (?, ?, ?)"
            + " ON CONFLICT (name) DO UPDATE SET wrapped = excluded.wrapped",
        SYSTEM,
        name,
        wrapped);
  }

  @Override
  public void putServerSetting(String name, String value) {
    change(
        "INSERT INTO server_setting (tenant, name, setting) VALUES (?, ?, ?)"
            + " ON CONFLICT (name) DO UPDATE SET setting = excluded.setting",
        SYSTEM,
        name,
        value);
  }

  @Override
  public void putAdminToken(byte[] digest, Instant created) {
    session()
        .update(
            "INSERT INTO admin_token (digest, tenant, created_ms) VALUES (?, ?, ?)"
                + " ON CONFLICT (digest) DO NOTHING",
            digest,
            SYSTEM,
            created.toEpochMilli());
  }

  @Override
  public void archiveEvidence(String tenant, byte[] digest, byte[] blob) {
    session()
        .update(
            "INSERT INTO evidence (digest, tenant, evidence_blob) VALUES (?, ?, ?)"
                + " ON CONFLICT (digest) DO NOTHING",
            digest,
            tenant,
            blob);
  }

  @Override
  public void putDecision(DecisionRow row) {
    change(
        "INSERT INTO decision (tenant, id, key_name, time_ms, released, reason, explanation,"
            + " claims) VALUES (?, ?, ?, ?, ?, ?, ?, NULLIF(?, ''))",
        row.tenant(),
        row.id(),
        row.key(),
        row.time().toEpochMilli(),
        row.released() ? 1 : 0,
        row.reason(),
        row.explanation(),
        row.claims().orElse(""));
  }

  @Override
  public void putCollateral(CollateralRow row) {
    change(
        "INSERT INTO collateral (id, tenant, subject, body, content_type, issuer_chain, fetched_ms,"
            + " verified_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
            + " subject = excluded.subject, body = excluded.body,"
            + " content_type = excluded.content_type, issuer_chain = excluded.issuer_chain,"
            + " fetched_ms = excluded.fetched_ms, verified_ms = CASE"
            + " WHEN collateral.verified_ms > excluded.verified_ms THEN collateral.verified_ms"
            + " ELSE excluded.verified_ms END",
        row.id(),
        SYSTEM,
        row.subject(),
        row.body(),
        row.contentType(),
        row.issuerChain(),
        row.fetched().toEpochMilli(),
        row.verified().toEpochMilli());
  }

  @Override
  public void useCollateral(String id, Instant verified) {
    session()
        .update("UPDATE collateral SET verified_ms = ? WHERE id = ?", verified.toEpochMilli(), id);
  }

  @Override
  public void trimCollateral(int keep) {
    session()
        .update(
            "DELETE FROM collateral WHERE id NOT IN (SELECT id FROM collateral "
                + COLLATERAL_ORDER
                + ")",
            keep);
  }

  private void change(String sql, Object... arguments) {
    int changed = session().update(sql, arguments);
    if (changed != 1) {
      throw new IllegalStateException("a write changed " + changed + " rows instead of one");
    }
  }
}
