package dev.sealkeep.ledger.audit;

import dev.sealkeep.protocol.log.Entry;
import dev.sealkeep.protocol.log.Leaf;
import dev.sealkeep.protocol.log.LogFault;
import dev.sealkeep.protocol.log.LogResult;
import dev.sealkeep.protocol.name.DecisionId;
import dev.sealkeep.protocol.secret.SecretBytes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Checks that a tenant was shown all of its entries and nothing else.
 *
 * <p>The tenant tags every public leaf itself: one whose T is HMAC(k_tenant, C) is its own, and
 * must be opened by an entry it holds. That the leaves are the log's is for {@link LogAuditor}.
 */
public final class TenantAuditor {
  private TenantAuditor() {}

  /** What is wrong. */
  public sealed interface Finding {
    /** The leaf's index. */
    long index();

    /** A stable code. */
    String code();

    /** A leaf is the tenant's, and no held entry claims to open it: something was left out. */
    record Unopened(long index) implements Finding {
      @Override
      public String code() {
        return "audit.tenant.unopened";
      }
    }

    /** The held entry and salt do not give the leaf's commitment. */
    record WrongCommitment(long index) implements Finding {
      @Override
      public String code() {
        return "audit.tenant.commitment";
      }
    }

    /** The held entry opens a leaf whose tag is not this tenant's. */
    record WrongTag(long index) implements Finding {
      @Override
      public String code() {
        return "audit.tenant.tag";
      }
    }

    /** The held entry claims a leaf that the log does not have. */
    record NoSuchLeaf(long index) implements Finding {
      @Override
      public String code() {
        return "audit.tenant.no_leaf";
      }
    }

    /** Two held entries claim one leaf. */
    record RepeatedIndex(long index) implements Finding {
      @Override
      public String code() {
        return "audit.tenant.repeated_index";
      }
    }

    /** The held bytes are no entry. */
    record NoEntry(long index, LogFault fault) implements Finding {
      @Override
      public String code() {
        return "audit.tenant.no_entry";
      }
    }

    /** The held entry names another tenant. */
    record ForeignTenant(long index, String tenant) implements Finding {
      @Override
      public String code() {
        return "audit.tenant.foreign";
      }
    }

    /** An earlier entry has the same id. */
    record RepeatedId(long index, DecisionId id) implements Finding {
      @Override
      public String code() {
        return "audit.tenant.repeated_id";
      }
    }

    /** The entry's time is before that of an earlier entry. */
    record TimeReversed(long index, long timeMillis, long earlierMillis) implements Finding {
      @Override
      public String code() {
        return "audit.tenant.time";
      }
    }
  }

  /** An entry that was opened and found good. */
  public record Opened(long index, Entry entry) {}

  /**
   * The whole answer.
   *
   * @param leaves how many leaves were read
   * @param owned how many of them are the tenant's by their tag
   * @param opened the entries that opened a leaf of the tenant's, by ascending index
   * @param findings what is wrong, by ascending index where a leaf exists
   */
  public record Report(long leaves, long owned, List<Opened> opened, List<Finding> findings) {
    /** Copies the lists. */
    public Report {
      opened = List.copyOf(opened);
      findings = List.copyOf(findings);
    }

    /** Whether the tenant holds exactly its entries. */
    public boolean complete() {
      return findings.isEmpty();
    }
  }

  /**
   * Compares all public leaves with what a tenant holds.
   *
   * @param tenant the tenant's name as its entries spell it
   * @param tenantKey k_tenant, 32 bytes
   * @param leaves the log's leaves from index 0
   * @param held what the tenant was given, in any order
   */
  public static Report check(
      String tenant, SecretBytes tenantKey, Iterator<Leaf> leaves, List<HeldEntry> held) {
    Audit audit = new Audit(tenant, tenantKey);
    for (HeldEntry entry : held) {
      audit.hold(entry);
    }
    long index = 0;
    while (leaves.hasNext()) {
      audit.leaf(index, leaves.next());
      index++;
    }
    return audit.report(index);
  }

  /** One check while it runs. */
  private static final class Audit {
    private final String tenant;
    private final SecretBytes tenantKey;
    private final Map<Long, HeldEntry> held = new HashMap<>();
    private final List<Finding> findings = new ArrayList<>();
    private final List<Opened> opened = new ArrayList<>();
    private final Set<DecisionId> ids = new HashSet<>();
    private long latestMillis;
    private long owned;

    Audit(String tenant, SecretBytes tenantKey) {
      this.tenant = tenant;
      this.tenantKey = tenantKey;
    }

    void hold(HeldEntry entry) {
      if (held.putIfAbsent(entry.index(), entry) != null) {
        findings.add(new Finding.RepeatedIndex(entry.index()));
      }
    }

    void leaf(long index, Leaf leaf) {
      boolean own = leaf.belongsTo(tenantKey);
      owned += own ? 1 : 0;
      HeldEntry entry = held.remove(index);
      if (entry == null) {
        if (own) {
          findings.add(new Finding.Unopened(index));
        }
      } else if (!leaf.opensTo(entry.salt(), entry.entry())) {
        findings.add(new Finding.WrongCommitment(index));
      } else if (!own) {
        findings.add(new Finding.WrongTag(index));
      } else {
        open(index, entry);
      }
    }

    private void open(long index, HeldEntry held) {
      switch (Entry.decode(held.entry())) {
        case LogResult.Refused<Entry>(LogFault fault) ->
            findings.add(new Finding.NoEntry(index, fault));
        case LogResult.Accepted<Entry>(Entry entry) -> {
          opened.add(new Opened(index, entry));
          content(index, entry);
        }
      }
    }

    private void content(long index, Entry entry) {
      if (!entry.tenant().equals(tenant)) {
        findings.add(new Finding.ForeignTenant(index, entry.tenant()));
      }
      if (!ids.add(entry.id())) {
        findings.add(new Finding.RepeatedId(index, entry.id()));
      }
      long time = entry.header().timeMillis();
      if (time < latestMillis) {
        findings.add(new Finding.TimeReversed(index, time, latestMillis));
      }
      latestMillis = Math.max(latestMillis, time);
    }

    Report report(long leaves) {
      held.keySet().stream().sorted().forEach(i -> findings.add(new Finding.NoSuchLeaf(i)));
      return new Report(leaves, owned, opened, findings);
    }
  }
}
