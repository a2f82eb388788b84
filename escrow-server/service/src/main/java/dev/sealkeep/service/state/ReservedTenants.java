package dev.sealkeep.service.state;

import dev.sealkeep.keystore.hierarchy.KeyHierarchy;
import dev.sealkeep.keystore.hierarchy.NewTenant;
import dev.sealkeep.protocol.log.Entry;
import dev.sealkeep.protocol.name.DecisionId;
import dev.sealkeep.protocol.secret.SecretBytes;
import dev.sealkeep.service.log.LogMember;
import java.security.SecureRandom;

/**
 * The first member of a new log: its opening entry, and the two tenants no name can spell. The
 * dummy tenant has a key and a policy of the usual shape, so that a request for an unknown key
 * costs what any other does (invariant 11).
 */
public final class ReservedTenants {
  private static final String DUMMY_POLICY =
      """
      sealkeep 1
      policy dummy {
        description "stands in for keys that do not exist; never permits"
        permit amd-sev-snp {
          product in [genoa, turin]
          policy.debug == false and policy.migrate_ma == false
          vmpl == 0
          reported_tcb >= tcb(genoa: { bootloader: 255, tee: 255, snp: 255, microcode: 255 },
                              turin: { fmc: 255, bootloader: 255, tee: 255, snp: 255, microcode: 255 })
          host_data == hex"0000000000000000000000000000000000000000000000000000000000000000"
        }
      }
      """;

  private ReservedTenants() {}

  /**
   * Opens the log.
   *
   * @param origin the log's name
   * @param token the digest of the first admin token, stored in the same transaction
   */
  public static LogMember<Boolean> open(
      KeyHierarchy hierarchy, String origin, byte[] token, SecureRandom random) {
    return appender -> {
      try (NewTenant system = hierarchy.createTenant(Entry.SYSTEM_TENANT);
          NewTenant dummy = hierarchy.createTenant(Entry.DUMMY_TENANT);
          SecretBytes secret = SecretBytes.random(random, 32)) {
        appender.append(
            DecisionId.random(random),
            Entry.SYSTEM_TENANT,
            system.keys().tagKey(),
            header -> new Entry.Open(header, origin, ""));
        StateWriter.putTenant(appender, Entry.SYSTEM_TENANT, system, random);
        StateWriter.putTenant(appender, Entry.DUMMY_TENANT, dummy, random);
        String name = TenantDirectory.DUMMY_KEY;
        StateWriter.putPolicy(appender, dummy.keys(), name, DUMMY_POLICY, random);
        StateWriter.createKey(appender, dummy.keys(), name, name, secret, random);
        appender.transaction().putAdminToken(token, appender.now());
      }
      return true;
    };
  }
}
