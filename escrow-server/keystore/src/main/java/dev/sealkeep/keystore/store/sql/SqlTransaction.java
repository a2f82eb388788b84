package dev.sealkeep.keystore.store.sql;

import dev.sealkeep.keystore.store.CollateralRow;
import dev.sealkeep.keystore.store.DecisionRow;
import dev.sealkeep.keystore.store.KeyRow;
import dev.sealkeep.keystore.store.KeyVersionRow;
import dev.sealkeep.keystore.store.LogHead;
import dev.sealkeep.keystore.store.LogRow;
import dev.sealkeep.keystore.store.NodeRow;
import dev.sealkeep.keystore.store.PolicyRow;
import dev.sealkeep.keystore.store.ReferenceRow;
import dev.sealkeep.keystore.store.Stamp;
import dev.sealkeep.keystore.store.StoreUnavailableException;
import dev.sealkeep.keystore.store.TenantRow;
import dev.sealkeep.keystore.store.Transaction;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Writes in the transaction that a session has open, with the log-head row locked. */
public final class SqlTransaction extends SqlSnapshot implements Transaction {
  private static final String SYSTEM = "_system";

  private final Database database;
  private final List<byte[]> appended = new ArrayList<>();
  private boolean changed;

  /** The log's head as this transaction has it. Nobody else can change it: its row is locked. */
  private LogHead head;

  /** Writes through {@code session}, which is one of {@code database}. */
  private SqlTransaction(Session session, Database database, LogHead head) {
    super(session);
    this.database = database;
    this.head = head;
  }

  /**
   * Locks the log-head row; the first statement of every transaction.
   *
   * @throws StoreUnavailableException if the row is not there
   */
  static SqlTransaction begin(Session session, Database database) {
    return session
        .first(
            "UPDATE log_head SET size = size WHERE singleton = 1 RETURNING size, root, time_ms",
            Rows::logHead)
        .map(head -> new SqlTransaction(session, database, head))
        .orElseThrow(() -> new StoreUnavailableException("the log has no head; restore a backup"));
  }

  @Override
  public LogHead logHead() {
    Session _ = session();
    return head;
  }

  @Override
  public Instant now() {
    return database.now(session()).truncatedTo(ChronoUnit.MILLIS);
  }

  @Override
  public List<NodeRow> nodes() {
    return session()
        .list(
            "SELECT id, size, history, confirmed_ms FROM node ORDER BY id",
            row ->
                new NodeRow(
                    row.text(1), row.number(2), row.text(3), Instant.ofEpochMilli(row.number(4))));
  }

  /** No change in the sense of {@link Changes}: what is lost of it need not be looked for. */
  @Override
  public void putNode(NodeRow row) {
    int _ =
        session()
            .update(
                "INSERT INTO node (id, tenant, size, history, confirmed_ms) VALUES (?, ?, ?, ?, ?)"
                    + " ON CONFLICT (id) DO UPDATE SET size = excluded.size,"
                    + " history = excluded.history, confirmed_ms = excluded.confirmed_ms",
                row.id(),
                SYSTEM,
                row.size(),
                row.history(),
                row.confirmed().toEpochMilli());
  }

  @Override
  public void putConfirmedHistory(String history) {
    putUncounted(CONFIRMED_HISTORY, history);
  }

  @Override
  public void putNodeRun(String id, String run) {
    putUncounted(NODE_RUN + id, run);
  }

  /** A setting that is no change, as a node's word is none. */
  private void putUncounted(String name, String value) {
    int _ =
        session()
            .update(
                "INSERT INTO server_setting (tenant, name, setting) VALUES (?, ?, ?)"
                    + " ON CONFLICT (name) DO UPDATE SET setting = excluded.setting",
                SYSTEM,
                name,
                value);
  }

  @Override
  public void removeNode(String id) {
    int _ = session().update("DELETE FROM node WHERE id = ?", id);
  }

  /** What was changed and not undone. */
  Changes changes() {
    return new Changes(changed, List.copyOf(appended));
  }

  @Override
  public <T> T savepoint(Supplier<T> member) {
    boolean changedBefore = changed;
    int appendedBefore = appended.size();
    LogHead headBefore = head;
    try {
      return session().savepoint(member);
    } catch (RuntimeException | Error e) {
      changed = changedBefore;
      head = headBefore;
      appended.subList(appendedBefore, appended.size()).clear();
      throw e;
    }
  }

  @Override
  public void appendLog(LogRow row) {
    insert(
        Link.Touches.ONE,
        "INSERT INTO log_entry (idx, id, kind, tenant, entry, salt, leaf)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?)",
        row.index(),
        row.id(),
        row.kind(),
        row.tenant(),
        row.entry(),
        row.salt(),
        row.leaf());
    appended.add(row.id().clone());
  }

  @Override
  public void putTile(int level, long index, byte[] hashes) {
    changeOne(
        "INSERT INTO log_tile (level, idx, tenant, hashes) VALUES (?, ?, ?, ?)"
            + " ON CONFLICT (level, idx) DO UPDATE SET hashes = excluded.hashes",
        level,
        index,
        SYSTEM,
        hashes);
  }

  @Override
  public void putLogHead(LogHead head) {
    changeOne(
        "UPDATE log_head SET size = ?, root = ?, time_ms = ? WHERE singleton = 1",
        head.size(),
        head.root(),
        head.time().toEpochMilli());
    this.head = head;
  }

  @Override
  public boolean spendChallenge(byte[] random, Instant now) {
    return update(
            "INSERT INTO spent_challenge (random, tenant, spent_ms) VALUES (?, ?, ?)"
                + " ON CONFLICT (random) DO NOTHING",
            random,
            SYSTEM,
            now.toEpochMilli())
        == 1;
  }

  @Override
  public void spendUnspentChallenge(byte[] random, Instant now) {
    insert(
        Link.Touches.ONE,
        "INSERT INTO spent_challenge (random, tenant, spent_ms) VALUES (?, ?, ?)",
        random,
        SYSTEM,
        now.toEpochMilli());
  }

  @Override
  public int forgetChallenges(Instant before, int atMost) {
    return update(
        "DELETE FROM spent_challenge WHERE random IN (SELECT random FROM spent_challenge"
            + " WHERE spent_ms < ? ORDER BY spent_ms LIMIT ?)",
        before.toEpochMilli(),
        (long) atMost);
  }

  @Override
  public void putTenant(TenantRow row) {
    Stamp stamp = row.stamp();
    changeOne(
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
    changeOne(
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
    changeOne(
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
    changeOne(
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
    changeOne(
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
    changeOne(
        "INSERT INTO server_secret (tenant, name, wrapped) VALUES (?, ?, ?)"
            + " ON CONFLICT (name) DO UPDATE SET wrapped = excluded.wrapped",
        SYSTEM,
        name,
        wrapped);
  }

  @Override
  public void putServerSetting(String name, String value) {
    changeOne(
        "INSERT INTO server_setting (tenant, name, setting) VALUES (?, ?, ?)"
            + " ON CONFLICT (name) DO UPDATE SET setting = excluded.setting",
        SYSTEM,
        name,
        value);
  }

  @Override
  public void putAdminToken(byte[] digest, Instant created) {
    change(
        "INSERT INTO admin_token (digest, tenant, created_ms) VALUES (?, ?, ?)"
            + " ON CONFLICT (digest) DO NOTHING",
        digest,
        SYSTEM,
        created.toEpochMilli());
  }

  @Override
  public void archiveEvidence(String tenant, byte[] digest, byte[] blob) {
    insert(
        Link.Touches.ANY,
        "INSERT INTO evidence (digest, tenant, evidence_blob) VALUES (?, ?, ?)"
            + " ON CONFLICT (digest) DO NOTHING",
        digest,
        tenant,
        blob);
  }

  @Override
  public void putDecision(DecisionRow row) {
    insert(
        Link.Touches.ONE,
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
    changeOne(
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
    change("UPDATE collateral SET verified_ms = ? WHERE id = ?", verified.toEpochMilli(), id);
  }

  @Override
  public void trimCollateral(int keep) {
    change(
        "DELETE FROM collateral WHERE id NOT IN (SELECT id FROM collateral "
            + COLLATERAL_ORDER
            + ")",
        keep);
  }

  private void insert(Link.Touches touches, String sql, Object... arguments) {
    changed = true;
    session().insert(touches, sql, arguments);
  }

  private int update(String sql, Object... arguments) {
    changed = true;
    return session().update(sql, arguments);
  }

  private void change(String sql, Object... arguments) {
    changed = true;
    session().send(Link.Touches.ANY, sql, arguments);
  }

  private void changeOne(String sql, Object... arguments) {
    changed = true;
    session().send(Link.Touches.ONE, sql, arguments);
  }
}
