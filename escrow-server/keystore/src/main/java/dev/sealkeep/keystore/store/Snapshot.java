package dev.sealkeep.keystore.store;

import java.util.List;
import java.util.Optional;

/**
 * Reads on one consistent state of the database, but for {@link Snapshots#peek}, where each read
 * has its own. Names are given as their strings.
 */
public interface Snapshot {
  /**
   * Names the history that is read: another one if another server has taken the place of the one
   * before, since that may lack commits of its. Empty for an embedded database, which nothing can
   * take the place of while it runs.
   */
  String history();

  /** The history that every node has confirmed last; empty if none. */
  Optional<String> confirmedHistory();

  /** The run that counts for a node; empty if none ever registered. */
  Optional<String> nodeRun(String id);

  /** The head of the log. */
  LogHead logHead();

  /** The newest row of a tenant. */
  Optional<TenantRow> tenant(String name);

  /** Every tenant, by name. */
  List<TenantRow> tenants();

  /** The newest version of a policy. */
  Optional<PolicyRow> policy(String tenant, String name);

  /** The newest version of each of a tenant's policies, by name. */
  List<PolicyRow> policies(String tenant);

  /** The newest version of a reference set. */
  Optional<ReferenceRow> reference(String tenant, String name);

  /** The newest version of each of a tenant's reference sets, by name. */
  List<ReferenceRow> references(String tenant);

  /** A sealing key, without its secret. */
  Optional<KeyRow> key(String tenant, String name);

  /**
   * What a release of a key depends on, for two keys of different tenants, in one read.
   *
   * @return what there is of each key whose tenant exists, in no order
   */
  List<ReleaseRows> releaseRows(KeyId one, KeyId other);

  /** A tenant's sealing keys, by name. */
  List<KeyRow> keys(String tenant);

  /** The wrapped versions of a sealing key, oldest first. */
  List<KeyVersionRow> keyVersions(String tenant, String key);

  /** One wrapped version of a sealing key. */
  Optional<KeyVersionRow> keyVersion(String tenant, String key, int version);

  /** A secret of the server's own, wrapped by the root KEK. */
  Optional<byte[]> serverSecret(String name);

  /** A setting of the server's own, such as the log's certificate. */
  Optional<String> serverSetting(String name);

  /** Whether a bearer token with this digest is known. */
  boolean adminToken(byte[] digest);

  /** Whether any bearer token is known. */
  boolean anyAdminToken();

  /** Log rows {@code from} (inclusive) to {@code to} (exclusive), by index. */
  List<LogRow> log(long from, long to);

  /** Log rows of one tenant at or after {@code from}, by index, at most {@code limit}. */
  List<LogRow> tenantLog(String tenant, long from, int limit);

  /** The log row of one tenant's entry or decision. */
  Optional<LogRow> tenantEntry(String tenant, byte[] id);

  /**
   * Leaf data (64 bytes each) of rows {@code from} (inclusive) to {@code to} (exclusive), joined.
   */
  byte[] leaves(long from, long to);

  /**
   * The hashes of a tile as far as they are known (32 bytes each), joined; empty if there is none.
   */
  byte[] tile(int level, long index);

  /** What was decided for a guest's request. */
  Optional<DecisionRow> decision(String tenant, byte[] decisionId);

  /** An archived blob by its SHA-256 digest. */
  Optional<byte[]> evidence(byte[] digest);

  /** A published item of collateral. */
  Optional<CollateralRow> collateral(String id);

  /** At most {@code limit} items: those that evidence verified with last, then the newest. */
  List<CollateralRow> collateralByUse(int limit);

  /** Whether evidence has verified with an item about {@code subject}. */
  boolean collateralVerified(String subject);
}
