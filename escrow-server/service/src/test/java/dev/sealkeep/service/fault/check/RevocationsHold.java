package dev.sealkeep.service.fault.check;

import dev.sealkeep.ledger.audit.TenantAuditor;
import dev.sealkeep.protocol.log.Entry;
import dev.sealkeep.service.fault.history.Answer;
import dev.sealkeep.service.fault.history.Call;
import dev.sealkeep.service.fault.history.FinalLog;
import dev.sealkeep.service.fault.history.Question;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Nothing is released under what was revoked.
 *
 * <p>By the log's order: before each release stand the policy and the set that it names as the
 * newest of their names, both admit its guest, and the key is not known to be disabled or to have
 * another version. By the clients' clock: no release that was asked for after a revocation had been
 * acknowledged is answered, unless something may have admitted the guest again.
 *
 * <p>A key's entry says neither its version nor whether it is enabled. Those of acknowledged
 * changes are known by their index; any other may be any change.
 *
 * <p>A policy, its one reference set and the keys under it bear names that begin with the policy's,
 * as {@code w1}, {@code w1} and {@code w1} or {@code w1-7}.
 */
public final class RevocationsHold implements Property {
  /** Makes the check. */
  public RevocationsHold() {}

  @Override
  public List<Finding> check(List<Call> calls, FinalLog log) {
    List<Finding> findings = new ArrayList<>();
    Changes changes = Changes.of(calls);
    for (String tenant : log.tenants().keySet()) {
      findings.addAll(new Walk(tenant, changes).findings(log.entries(tenant)));
    }
    byClock(calls, findings);
    return findings;
  }

  /**
   * What is known of changes.
   *
   * @param admits by the digest of a policy or set
   * @param keyChanges the acknowledged changes of keys by the index of their entry
   */
  private record Changes(Map<String, Boolean> admits, Map<Long, Call> keyChanges) {
    static Changes of(List<Call> calls) {
      Map<String, Boolean> admits = new HashMap<>();
      Map<Long, Call> keyChanges = new HashMap<>();
      for (Call call : calls) {
        if (call.question() instanceof Question.Put put) {
          admits.put(put.digest(), put.admits());
        } else if (call.question() instanceof Question.Change
            && call.answer() instanceof Answer.Changed(_, long index)) {
          keyChanges.put(index, call);
        }
      }
      return new Changes(admits, keyChanges);
    }
  }

  /**
   * A key as the log shows it.
   *
   * @param enabled empty if it cannot be known
   * @param least its lowest possible version
   * @param most its highest
   */
  private record KeyState(Optional<Boolean> enabled, long least, long most) {
    static final KeyState NEW = new KeyState(Optional.of(true), 0, 0);
  }

  /** One tenant's entries in their order. */
  private static final class Walk {
    private final String tenant;
    private final Changes changes;
    private final Map<String, String> policies = new HashMap<>();
    private final Map<String, String> sets = new HashMap<>();
    private final Map<String, KeyState> keys = new HashMap<>();
    private final List<Finding> findings = new ArrayList<>();

    Walk(String tenant, Changes changes) {
      this.tenant = tenant;
      this.changes = changes;
    }

    List<Finding> findings(List<TenantAuditor.Opened> entries) {
      for (TenantAuditor.Opened opened : entries) {
        switch (opened.entry()) {
          case Entry.State state -> change(opened.index(), state);
          case Entry.Release release -> judge(opened.index(), release);
          case Entry.Preflight _, Entry.Denial _, Entry.Counts _, Entry.Open _ -> {}
        }
      }
      return findings;
    }

    private void change(long index, Entry.State state) {
      switch (state.object()) {
        case POLICY -> policies.put(state.name(), state.digest().hex());
        case REFERENCE -> sets.put(state.name(), state.digest().hex());
        case KEY ->
            keys.put(
                state.name(),
                next(
                    keys.getOrDefault(state.name(), KeyState.NEW),
                    Optional.ofNullable(changes.keyChanges().get(index))));
        case TENANT, SERVER -> {}
      }
    }

    private static KeyState next(KeyState before, Optional<Call> known) {
      if (known.isEmpty()) {
        // The first entry of a key is its creation.
        return before.most() == 0
            ? new KeyState(Optional.of(true), 1, 1)
            : new KeyState(Optional.empty(), before.least(), before.most() + 1);
      }
      long version =
          known.get().answer() instanceof Answer.Changed(long told, _) ? told : before.most();
      return known.get().question() instanceof Question.Enable(_, _, boolean enabled)
          ? new KeyState(Optional.of(enabled), version, version)
          : new KeyState(before.enabled(), version, version);
    }

    private void judge(long index, Entry.Release release) {
      String key = release.decision().key().value();
      String policy = release.decision().policyName();
      if (!release.decision().policy().hex().equals(policies.get(policy))) {
        find(index, key, "its policy is not the newest before it");
      } else if (!changes.admits().getOrDefault(policies.get(policy), false)) {
        find(index, key, "its policy admits nobody");
      }
      List<String> named = release.decision().references().stream().map(d -> d.hex()).toList();
      String set = sets.getOrDefault(policy, "");
      if (!named.isEmpty() && !named.equals(List.of(set))) {
        find(index, key, "its reference set is not the newest before it");
      } else if (!named.isEmpty() && !changes.admits().getOrDefault(set, false)) {
        find(index, key, "its reference set admits nobody");
      }
      KeyState state = keys.getOrDefault(key, KeyState.NEW);
      if (!state.enabled().orElse(true)) {
        find(index, key, "the key is disabled");
      }
      if (release.keyVersion() < state.least() || release.keyVersion() > state.most()) {
        find(index, key, "version " + release.keyVersion() + " is not the newest: " + state);
      }
    }

    private void find(long index, String key, String what) {
      findings.add(
          Finding.of(
              RevocationsHold.class,
              "entry %d releases %s of %s: %s".formatted(index, key, tenant, what)));
    }
  }

  /** A policy, set or key of a tenant. */
  private record Subject(String tenant, Entry.StateObject object, String name) {}

  private static void byClock(List<Call> calls, List<Finding> findings) {
    Map<Subject, List<Call>> changes = new HashMap<>();
    for (Call call : calls) {
      if (call.question() instanceof Question.Change change && admits(change).isPresent()) {
        changes
            .computeIfAbsent(
                new Subject(change.tenant(), change.object(), change.name()),
                _ -> new ArrayList<>())
            .add(call);
      }
    }
    for (Call call : calls) {
      if (call.question() instanceof Question.Release release
          && call.answer() instanceof Answer.Released) {
        if (!release.entitled()) {
          findings.add(Finding.of(RevocationsHold.class, "a stranger was given a key: " + call));
        }
        String workload = release.key().split("-", 2)[0];
        for (Subject subject :
            List.of(
                new Subject(release.tenant(), Entry.StateObject.POLICY, workload),
                new Subject(release.tenant(), Entry.StateObject.REFERENCE, workload),
                new Subject(release.tenant(), Entry.StateObject.KEY, release.key()))) {
          revoked(call, changes.getOrDefault(subject, List.of()))
              .ifPresent(
                  revocation ->
                      findings.add(
                          Finding.of(
                              RevocationsHold.class,
                              "released after it was revoked: %s, %s"
                                  .formatted(call, revocation))));
        }
      }
    }
  }

  private static Optional<Boolean> admits(Question.Change change) {
    return switch (change) {
      case Question.Put put -> Optional.of(put.admits());
      case Question.Enable enable -> Optional.of(enable.enabled());
      case Question.NewVersion _ -> Optional.empty();
    };
  }

  /**
   * The last revocation that was acknowledged before the release was asked for, if nothing that
   * admits may have come after it and before the answer.
   */
  private static Optional<Call> revoked(Call release, List<Call> changes) {
    Call revocation = null;
    for (Call change : changes) {
      boolean before =
          change.answer() instanceof Answer.Changed && change.ended() < release.started();
      if (before
          && !admits((Question.Change) change.question()).orElse(true)
          && (revocation == null || change.started() > revocation.started())) {
        revocation = change;
      }
    }
    if (revocation == null) {
      return Optional.empty();
    }
    for (Call change : changes) {
      boolean done = change.answer() instanceof Answer.Changed;
      if (admits((Question.Change) change.question()).orElse(false)
          && change.started() < release.ended()
          && (change.isOpen() || (done && change.ended() > revocation.started()))) {
        return Optional.empty();
      }
    }
    return Optional.of(revocation);
  }
}
