package dev.sealkeep.keystore.store.sql;

import dev.sealkeep.keystore.store.CollateralRow;
import dev.sealkeep.keystore.store.DecisionRow;
import dev.sealkeep.keystore.store.KeyId;
import dev.sealkeep.keystore.store.KeyRow;
import dev.sealkeep.keystore.store.KeyVersionRow;
import dev.sealkeep.keystore.store.LogHead;
import dev.sealkeep.keystore.store.LogRow;
import dev.sealkeep.keystore.store.PolicyRow;
import dev.sealkeep.keystore.store.ReferenceRow;
import dev.sealkeep.keystore.store.ReleaseRows;
import dev.sealkeep.keystore.store.Snapshot;
import dev.sealkeep.keystore.store.TenantRow;
import java.io.ByteArrayOutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads in the transaction that a session has open. Good for the thread that made it, until {@link
 * #end()}; any use after that, or elsewhere, throws {@link IllegalStateException}.
 */
public class SqlSnapshot implements Snapshot {
  static final String CONFIRMED_HISTORY = "confirmed-history";
  static final String NODE_RUN = "node-run-";

  private static final String LOG_COLUMNS =
      "SELECT idx, id, kind, tenant, entry, salt, leaf FROM log_entry ";
  private static final String TENANT_COLUMNS =
      "SELECT tenant, wrapped_kek, wrapped_tag_key, wrapped_state_key,"
          + " version, digest, log_index, mac FROM tenant ";
  private static final String POLICY_COLUMNS =
      "SELECT tenant, name, source, version, digest, log_index, mac FROM policy AS p ";
  private static final String NEWEST_POLICY =
      "version = (SELECT MAX(q.version) FROM policy AS q"
          + " WHERE q.tenant = p.tenant AND q.name = p.name) ";
  private static final String REFERENCE_COLUMNS =
      "SELECT tenant, name, reference_rows, version, digest, log_index, mac FROM reference_set AS r"
          + " ";
  private static final String NEWEST_REFERENCE =
      "version = (SELECT MAX(q.version) FROM reference_set AS q"
          + " WHERE q.tenant = r.tenant AND q.name = r.name) ";
  private static final String KEY_COLUMNS =
      "SELECT tenant, name, policy, enabled, current_version, version, digest, log_index, mac"
          + " FROM sealing_key ";
  private static final String KEY_VERSION_COLUMNS =
      "SELECT tenant, key_name, version, wrapped, created_ms FROM sealing_key_version ";

  /**
   * A row for each version of either key, or one if there is none; the policy stands in that of the
   * current version alone. What a join found nothing for has an empty name.
   */
  private static final String RELEASE_ROWS =
      """
      SELECT t.tenant, t.wrapped_kek, t.wrapped_tag_key, t.wrapped_state_key,
        t.version, t.digest, t.log_index, t.mac,
        k.tenant, COALESCE(k.name, ''), k.policy, k.enabled, k.current_version,
        k.version, k.digest, k.log_index, k.mac,
        v.tenant, COALESCE(v.key_name, ''), v.version, v.wrapped, v.created_ms,
        p.tenant, COALESCE(p.name, ''), p.source, p.version, p.digest, p.log_index, p.mac
      FROM tenant AS t
      LEFT JOIN sealing_key AS k ON k.tenant = t.tenant
        AND k.name = CASE t.tenant WHEN ? THEN ? ELSE ? END
      LEFT JOIN sealing_key_version AS v ON v.tenant = k.tenant AND v.key_name = k.name
      LEFT JOIN policy AS p ON v.version = k.current_version
        AND p.tenant = k.tenant AND p.name = k.policy
        AND p.version =
          (SELECT MAX(q.version) FROM policy AS q WHERE q.tenant = k.tenant AND q.name = k.policy)
      WHERE t.tenant IN (?, ?)
      ORDER BY v.version
      """;

  private static final String COLLATERAL_COLUMNS =
      "SELECT id, subject, body, content_type, issuer_chain, fetched_ms, verified_ms"
          + " FROM collateral ";

  /** The items that stay longest come first. */
  static final String COLLATERAL_ORDER = "ORDER BY verified_ms DESC, fetched_ms DESC, id LIMIT ?";

  private final Session session;
  private final Thread owner = Thread.currentThread();
  private boolean ended;

  /** Reads through {@code session}, which has a transaction open. */
  public SqlSnapshot(Session session) {
    this.session = session;
  }

  /** Refuses every later use. */
  public final void end() {
    ended = true;
  }

  final Session session() {
    if (ended || Thread.currentThread() != owner) {
      throw new IllegalStateException("used outside of its transaction");
    }
    return session;
  }

  @Override
  public String history() {
    return session().history();
  }

  @Override
  public Optional<String> confirmedHistory() {
    return serverSetting(CONFIRMED_HISTORY);
  }

  @Override
  public Optional<String> nodeRun(String id) {
    return serverSetting(NODE_RUN + id);
  }

  @Override
  public LogHead logHead() {
    return session()
        .first("SELECT size, root, time_ms FROM log_head WHERE singleton = 1", Rows::logHead)
        .orElseThrow(() -> new IllegalStateException("the row of log_head is missing"));
  }

  @Override
  public Optional<TenantRow> tenant(String name) {
    return session().first(TENANT_COLUMNS + "WHERE tenant = ?", Rows::tenant, name);
  }

  @Override
  public List<TenantRow> tenants() {
    return session().list(TENANT_COLUMNS + "ORDER BY tenant", Rows::tenant);
  }

  @Override
  public Optional<PolicyRow> policy(String tenant, String name) {
    return session()
        .first(
            POLICY_COLUMNS + "WHERE tenant = ? AND name = ? ORDER BY version DESC LIMIT 1",
            Rows::policy,
            tenant,
            name);
  }

  @Override
  public List<PolicyRow> policies(String tenant) {
    return session()
        .list(
            POLICY_COLUMNS + "WHERE tenant = ? AND " + NEWEST_POLICY + "ORDER BY name",
            Rows::policy,
            tenant);
  }

  @Override
  public Optional<ReferenceRow> reference(String tenant, String name) {
    return session()
        .first(
            REFERENCE_COLUMNS + "WHERE tenant = ? AND name = ? ORDER BY version DESC LIMIT 1",
            Rows::reference,
            tenant,
            name);
  }

  @Override
  public List<ReferenceRow> references(String tenant) {
    return session()
        .list(
            REFERENCE_COLUMNS + "WHERE tenant = ? AND " + NEWEST_REFERENCE + "ORDER BY name",
            Rows::reference,
            tenant);
  }

  @Override
  public Optional<KeyRow> key(String tenant, String name) {
    return session().first(KEY_COLUMNS + "WHERE tenant = ? AND name = ?", Rows::key, tenant, name);
  }

  @Override
  public List<ReleaseRows> releaseRows(KeyId one, KeyId other) {
    Map<String, ReleaseRows> byTenant = new LinkedHashMap<>();
    session()
        .list(
            RELEASE_ROWS,
            Rows::release,
            one.tenant(),
            one.name(),
            other.name(),
            one.tenant(),
            other.tenant())
        .forEach(rows -> byTenant.merge(rows.tenant().name(), rows, Rows::joined));
    return List.copyOf(byTenant.values());
  }

  @Override
  public List<KeyRow> keys(String tenant) {
    return session().list(KEY_COLUMNS + "WHERE tenant = ? ORDER BY name", Rows::key, tenant);
  }

  @Override
  public List<KeyVersionRow> keyVersions(String tenant, String key) {
    return session()
        .list(
            KEY_VERSION_COLUMNS + "WHERE tenant = ? AND key_name = ? ORDER BY version",
            Rows::keyVersion,
            tenant,
            key);
  }

  @Override
  public Optional<KeyVersionRow> keyVersion(String tenant, String key, int version) {
    return session()
        .first(
            KEY_VERSION_COLUMNS + "WHERE tenant = ? AND key_name = ? AND version = ?",
            Rows::keyVersion,
            tenant,
            key,
            version);
  }

  @Override
  public Optional<byte[]> serverSecret(String name) {
    return session()
        .first("SELECT wrapped FROM server_secret WHERE name = ?", row -> row.bytes(1), name);
  }

  @Override
  public Optional<String> serverSetting(String name) {
    return session()
        .first("SELECT setting FROM server_setting WHERE name = ?", row -> row.text(1), name);
  }

  @Override
  public boolean adminToken(byte[] digest) {
    return session()
        .first("SELECT 1 FROM admin_token WHERE digest = ?", row -> row.integer(1), digest)
        .isPresent();
  }

  @Override
  public boolean anyAdminToken() {
    return session().first("SELECT 1 FROM admin_token LIMIT 1", row -> row.integer(1)).isPresent();
  }

  @Override
  public List<LogRow> log(long from, long to) {
    return session()
        .list(LOG_COLUMNS + "WHERE idx >= ? AND idx < ? ORDER BY idx", Rows::log, from, to);
  }

  @Override
  public List<LogRow> tenantLog(String tenant, long from, int limit) {
    return session()
        .list(
            LOG_COLUMNS + "WHERE tenant = ? AND idx >= ? ORDER BY idx LIMIT ?",
            Rows::log,
            tenant,
            from,
            limit);
  }

  @Override
  public Optional<LogRow> tenantEntry(String tenant, byte[] id) {
    return session().first(LOG_COLUMNS + "WHERE id = ? AND tenant = ?", Rows::log, id, tenant);
  }

  @Override
  public byte[] leaves(long from, long to) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    session()
        .list(
            "SELECT leaf FROM log_entry WHERE idx >= ? AND idx < ? ORDER BY idx",
            row -> row.bytes(1),
            from,
            to)
        .forEach(joined::writeBytes);
    return joined.toByteArray();
  }

  @Override
  public byte[] tile(int level, long index) {
    return session()
        .first(
            "SELECT hashes FROM log_tile WHERE level = ? AND idx = ?",
            row -> row.bytes(1),
            level,
            index)
        .orElseGet(() -> new byte[0]);
  }

  @Override
  public Optional<DecisionRow> decision(String tenant, byte[] decisionId) {
    return session()
        .first(
            "SELECT id, tenant, key_name, time_ms, released, reason, explanation,"
                + " COALESCE(claims, '') FROM decision WHERE tenant = ? AND id = ?",
            Rows::decision,
            tenant,
            decisionId);
  }

  @Override
  public Optional<byte[]> evidence(byte[] digest) {
    return session()
        .first("SELECT evidence_blob FROM evidence WHERE digest = ?", row -> row.bytes(1), digest);
  }

  @Override
  public Optional<CollateralRow> collateral(String id) {
    return session().first(COLLATERAL_COLUMNS + "WHERE id = ?", Rows::collateral, id);
  }

  @Override
  public List<CollateralRow> collateralByUse(int limit) {
    return session().list(COLLATERAL_COLUMNS + COLLATERAL_ORDER, Rows::collateral, limit);
  }

  @Override
  public boolean collateralVerified(String subject) {
    return session()
        .first(
            "SELECT 1 FROM collateral WHERE subject = ? AND verified_ms > 0 LIMIT 1",
            row -> row.integer(1),
            subject)
        .isPresent();
  }
}
