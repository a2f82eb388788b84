package dev.sealkeep.service.fault.check;

import dev.sealkeep.ledger.audit.HeldEntry;
import dev.sealkeep.ledger.audit.RootAccumulator;
import dev.sealkeep.protocol.log.Checkpoint;
import dev.sealkeep.protocol.log.Digest;
import dev.sealkeep.protocol.log.Entry;
import dev.sealkeep.protocol.log.Leaf;
import dev.sealkeep.protocol.name.DecisionId;
import dev.sealkeep.protocol.name.Kem;
import dev.sealkeep.protocol.name.Name;
import dev.sealkeep.protocol.name.Purpose;
import dev.sealkeep.protocol.secret.SecretBytes;
import dev.sealkeep.service.fault.history.Answer;
import dev.sealkeep.service.fault.history.Call;
import dev.sealkeep.service.fault.history.FinalLog;
import dev.sealkeep.service.fault.history.Question;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A log and the calls that made it, by one client after the other, without any server. A test bends
 * one of them. The tenant is {@code acme}, its workload {@code w}; a step takes ten nanoseconds.
 */
final class ImaginedLog {
  private static final String TENANT = "acme";
  static final String WORKLOAD = "w";
  private static final long STEP = 10;

  final List<Call> calls = new ArrayList<>();
  final List<HeldEntry> held = new ArrayList<>();
  final List<Leaf> leaves = new ArrayList<>();
  private final byte[] tenantKey = new byte[Leaf.TENANT_KEY_BYTES];
  private final RootAccumulator tree = new RootAccumulator();
  private long clock = STEP;
  private int unique;
  private String policy = "";
  private String set = "";
  private String fingerprint = "";
  private int version;
  private long policyVersion;
  private long setVersion;

  /** Digests as texts make them. */
  static Digest digest(String text) {
    return Digest.sha256(text.getBytes(StandardCharsets.UTF_8));
  }

  private Entry.Header header() {
    byte[] id = new byte[DecisionId.BYTES];
    unique++;
    id[0] = (byte) unique;
    id[1] = (byte) (unique >> 8);
    return new Entry.Header(DecisionId.of(id), clock, TENANT);
  }

  /** Appends an entry; yields its index. */
  private long append(Entry entry) {
    byte[] salt = digest("salt " + leaves.size()).bytes();
    byte[] encoded = entry.encode();
    try (SecretBytes key = SecretBytes.owning(tenantKey.clone())) {
      Leaf leaf = Leaf.of(key, salt, encoded);
      tree.add(leaf);
      leaves.add(leaf);
    }
    held.add(new HeldEntry(leaves.size() - 1L, salt, encoded));
    return leaves.size() - 1L;
  }

  private long state(Entry.StateObject object, Digest digest) {
    return append(new Entry.State(header(), object, WORKLOAD, unique, digest));
  }

  /** A checkpoint of now. */
  Checkpoint checkpoint() {
    return new Checkpoint("log.example/imagined", tree.size(), tree.root());
  }

  Call call(Question question, Answer answer) {
    Call call = new Call("client", 1, clock, clock + STEP / 2, question, answer);
    clock += STEP;
    calls.add(call);
    return call;
  }

  /** What the next call's time is. */
  long now() {
    return clock;
  }

  Question.Put put(Entry.StateObject object, String text, boolean admits) {
    return new Question.Put(TENANT, object, WORKLOAD, digest(text).hex(), admits);
  }

  Call putPolicy(boolean admits) {
    policy = "policy " + ++unique;
    long index = state(Entry.StateObject.POLICY, digest(policy));
    return call(
        put(Entry.StateObject.POLICY, policy, admits), new Answer.Changed(++policyVersion, index));
  }

  Call putSet(boolean admits) {
    set = "set " + ++unique;
    long index = state(Entry.StateObject.REFERENCE, digest(set));
    return call(
        put(Entry.StateObject.REFERENCE, set, admits), new Answer.Changed(++setVersion, index));
  }

  Question.NewVersion newVersion(String sent) {
    return new Question.NewVersion(TENANT, WORKLOAD, sent);
  }

  Call rotate() {
    fingerprint = "fingerprint " + ++unique;
    long index = state(Entry.StateObject.KEY, digest(fingerprint));
    return call(newVersion(fingerprint), new Answer.Changed(++version, index));
  }

  /** A rotation that was done and whose answer was lost. */
  Call rotateUnheard() {
    fingerprint = "fingerprint " + ++unique;
    state(Entry.StateObject.KEY, digest(fingerprint));
    version++;
    return call(newVersion(fingerprint), new Answer.Nothing("lost"));
  }

  Call enable(boolean enabled) {
    long index = state(Entry.StateObject.KEY, digest("enabled " + ++unique));
    return call(new Question.Enable(TENANT, WORKLOAD, enabled), new Answer.Changed(version, index));
  }

  Question.Release question(String challenge, String base) {
    return new Question.Release(TENANT, WORKLOAD, challenge, base, true);
  }

  private static byte[] base(String text) {
    return Digest.sha512(text.getBytes(StandardCharsets.UTF_8)).bytes();
  }

  Call release() {
    return release("challenge " + ++unique);
  }

  /** A release with a challenge, of what is in force. */
  Call release(String challenge) {
    Digest base = Digest.of(base("base " + ++unique));
    Entry.Header header = header();
    Entry.Release entry =
        new Entry.Release(
            header,
            new Entry.Decision(
                new Name(WORKLOAD),
                "",
                Purpose.UNLOCK,
                "simulated-amd-sev-snp",
                WORKLOAD,
                digest(policy),
                List.of(digest(set)),
                List.of(),
                base,
                true),
            version,
            Kem.X25519,
            digest("sealed"));
    long index = append(entry);
    return call(
        question(challenge, base.hex()),
        new Answer.Released(
            header.id().toString(),
            version,
            fingerprint,
            index,
            leaves.get((int) index),
            checkpoint()));
  }

  /** A release of what was in force before a change, committed after it. */
  Call releaseAsBefore(Runnable change) {
    String oldPolicy = policy;
    String oldSet = set;
    int oldVersion = version;
    change.run();
    policy = oldPolicy;
    set = oldSet;
    version = oldVersion;
    return release();
  }

  /** A workload that admits, with a first key. */
  static ImaginedLog admitting() {
    ImaginedLog log = new ImaginedLog();
    log.putSet(true);
    log.putPolicy(true);
    log.rotate();
    return log;
  }

  /** Puts another call where one was. */
  void replace(Call old, Call other) {
    calls.set(calls.indexOf(old), other);
  }

  /** The log as it is now. */
  FinalLog seen() {
    try (SecretBytes key = SecretBytes.owning(tenantKey.clone())) {
      return FinalLog.of(checkpoint(), leaves, Map.of(TENANT, new FinalLog.Tenant(key, held)));
    }
  }

  /** What a property finds. */
  List<Finding> findings(Property property) {
    return property.check(calls, seen());
  }

  /** A call with another answer. */
  static Call with(Call call, Answer answer) {
    return new Call(
        call.client(), call.node(), call.started(), call.ended(), call.question(), answer);
  }

  /** A call with another question. */
  static Call with(Call call, Question question) {
    return new Call(
        call.client(), call.node(), call.started(), call.ended(), question, call.answer());
  }

  /** A call that began and ended at other times. */
  static Call at(Call call, long started, long ended) {
    return new Call(call.client(), call.node(), started, ended, call.question(), call.answer());
  }

  /** The release that a call answered. */
  static Answer.Released released(Call call) {
    return Optional.of(call.answer())
        .filter(Answer.Released.class::isInstance)
        .map(Answer.Released.class::cast)
        .orElseThrow();
  }
}
