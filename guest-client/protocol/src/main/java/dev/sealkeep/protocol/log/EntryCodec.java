package dev.sealkeep.protocol.log;

import dev.sealkeep.protocol.name.DecisionId;
import dev.sealkeep.protocol.name.Kem;
import dev.sealkeep.protocol.name.Name;
import dev.sealkeep.protocol.name.Purpose;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Entries to CBOR and back. */
final class EntryCodec {
  private static final long VERSION = 1;
  private static final String FALLBACKS = "fallbacks";

  private EntryCodec() {}

  static byte[] encode(Entry entry) {
    Map<String, Cbor> members = new HashMap<>();
    members.put("v", new Cbor.Uint(VERSION));
    members.put("kind", new Cbor.Text(entry.kind()));
    members.put("id", new Cbor.Bytes(entry.id().bytes()));
    members.put("time", new Cbor.Uint(entry.header().timeMillis()));
    members.put("tenant", new Cbor.Text(entry.tenant()));
    switch (entry) {
      case Entry.Release release -> {
        put(members, release.decision());
        members.put("key_version", new Cbor.Uint(release.keyVersion()));
        members.put("kem", new Cbor.Uint(release.kem().id()));
        members.put("sealed", bytes(release.sealed()));
      }
      case Entry.Denial denial -> {
        put(members, denial.decision());
        members.put("reason", new Cbor.Text(denial.reason()));
      }
      case Entry.Preflight preflight -> {
        put(members, preflight.decision());
        members.put("key_version", new Cbor.Uint(preflight.keyVersion()));
        members.put("before", NextBootCodec.before(preflight.question()));
        members.put("next", NextBootCodec.next(preflight.question()));
        members.put("permitted", new Cbor.Bool(preflight.permitted()));
        members.put("reason", new Cbor.Text(preflight.reason()));
      }
      case Entry.State state -> {
        members.put("object", new Cbor.Text(state.object().tag()));
        members.put("name", new Cbor.Text(state.name()));
        members.put("version", new Cbor.Uint(state.version()));
        members.put("digest", bytes(state.digest()));
      }
      case Entry.Counts counts -> {
        members.put("from", new Cbor.Uint(counts.fromMillis()));
        members.put("to", new Cbor.Uint(counts.toMillis()));
        members.put("denied", new Cbor.Uint(counts.denied()));
        members.put("unverified", new Cbor.Uint(counts.unverified()));
      }
      case Entry.Open open -> {
        members.put("origin", new Cbor.Text(open.origin()));
        members.put("gap", new Cbor.Text(open.gap()));
      }
    }
    return CborWriter.encode(new Cbor.Dict(members));
  }

  private static void put(Map<String, Cbor> members, Entry.Decision decision) {
    members.put("key", new Cbor.Text(decision.key().value()));
    members.put("volume", new Cbor.Text(decision.volume()));
    members.put("purpose", new Cbor.Text(decision.purpose().tag()));
    members.put("technology", new Cbor.Text(decision.technology()));
    members.put("policy_name", new Cbor.Text(decision.policyName()));
    members.put("policy", bytes(decision.policy()));
    members.put(
        "references",
        new Cbor.Array(decision.references().stream().map(EntryCodec::bytes).toList()));
    members.put(
        "evidence",
        new Cbor.Array(decision.evidence().stream().map(EntryCodec::evidence).toList()));
    members.put("base", bytes(decision.base()));
    members.put("simulated", new Cbor.Bool(decision.simulated()));
    decision.fallbacks().ifPresent(reported -> members.put(FALLBACKS, fallbacks(reported)));
  }

  private static Cbor fallbacks(Fallbacks reported) {
    return new Cbor.Array(
        List.of(
            new Cbor.Uint(reported.count()),
            new Cbor.Uint(reported.firstSeconds()),
            new Cbor.Uint(reported.lastSeconds())));
  }

  private static Cbor bytes(Digest digest) {
    return new Cbor.Bytes(digest.bytes());
  }

  private static Cbor evidence(Entry.EvidenceDigest item) {
    return new Cbor.Array(
        List.of(new Cbor.Text(item.technology()), bytes(item.evidence()), bytes(item.auxiliary())));
  }

  static LogResult<Entry> decode(byte[] bytes) {
    Cbor item = CborReader.decode(bytes, Entry.MAX_BYTES).orElse(null);
    if (item == null) {
      return LogResult.refused(LogFault.ENTRY_ENCODING);
    }
    try {
      return item instanceof Cbor.Dict dict
          ? LogResult.accepted(new Members(dict).entry())
          : LogResult.refused(LogFault.ENTRY_MALFORMED);
    } catch (IllegalArgumentException e) { // the records' constructors hold the rules
      return LogResult.refused(LogFault.ENTRY_MALFORMED);
    }
  }

  /** The members of a map, each taken once; throws IllegalArgumentException, caught above. */
  private static final class Members {
    private final Map<String, Cbor> rest;

    Members(Cbor.Dict dict) {
      this.rest = new HashMap<>(dict.members());
    }

    Entry entry() {
      EntryRules.check(uint("v") == VERSION, "v");
      String kind = text("kind");
      Entry.Header header =
          new Entry.Header(DecisionId.of(bytes("id")), uint("time"), text("tenant"));
      Entry entry =
          switch (kind) {
            case Entry.Release.KIND ->
                new Entry.Release(header, decision(), keyVersion(), kem(), digest("sealed"));
            case Entry.Denial.KIND -> new Entry.Denial(header, decision(), text("reason"));
            case Entry.Preflight.KIND ->
                new Entry.Preflight(
                    header,
                    decision(),
                    keyVersion(),
                    NextBootCodec.decode(array("before"), array("next")),
                    flag("permitted"),
                    text("reason"));
            case Entry.State.KIND ->
                new Entry.State(header, object(), text("name"), uint("version"), digest("digest"));
            case Entry.Counts.KIND ->
                new Entry.Counts(
                    header, uint("from"), uint("to"), uint("denied"), uint("unverified"));
            case Entry.Open.KIND -> new Entry.Open(header, text("origin"), text("gap"));
            default -> throw refuse("kind");
          };
      EntryRules.check(rest.isEmpty(), "set of members");
      return entry;
    }

    private Entry.Decision decision() {
      return new Entry.Decision(
          new Name(text("key")),
          text("volume"),
          Purpose.parse(text("purpose")).orElseThrow(() -> refuse("purpose")),
          text("technology"),
          text("policy_name"),
          digest("policy"),
          array("references").stream().map(item -> digest(item, "references")).toList(),
          array("evidence").stream().map(Members::evidence).toList(),
          digest("base"),
          flag("simulated"),
          fallbacks());
    }

    private Optional<Fallbacks> fallbacks() {
      if (!rest.containsKey(FALLBACKS)) {
        return Optional.empty();
      }
      if (rest.remove(FALLBACKS) instanceof Cbor.Array(List<Cbor> parts)
          && parts.size() == 3
          && parts.get(0) instanceof Cbor.Uint(long count)
          && parts.get(1) instanceof Cbor.Uint(long first)
          && parts.get(2) instanceof Cbor.Uint(long last)) {
        EntryRules.check(count <= Fallbacks.MAX_COUNT, FALLBACKS);
        return Optional.of(new Fallbacks((int) count, first, last));
      }
      throw refuse(FALLBACKS);
    }

    private static Entry.EvidenceDigest evidence(Cbor item) {
      if (item instanceof Cbor.Array(List<Cbor> parts)
          && parts.size() == 3
          && parts.getFirst() instanceof Cbor.Text(String technology)) {
        return new Entry.EvidenceDigest(
            technology, digest(parts.get(1), "evidence"), digest(parts.get(2), "evidence"));
      }
      throw refuse("evidence");
    }

    private int keyVersion() {
      long version = uint("key_version");
      EntryRules.check(version <= Integer.MAX_VALUE, "key_version");
      return (int) version;
    }

    private Kem kem() {
      return Kem.parse(uint("kem")).orElseThrow(() -> refuse("kem"));
    }

    private Entry.StateObject object() {
      String tag = text("object");
      return Arrays.stream(Entry.StateObject.values())
          .filter(object -> object.tag().equals(tag))
          .findFirst()
          .orElseThrow(() -> refuse("object"));
    }

    private long uint(String member) {
      if (rest.remove(member) instanceof Cbor.Uint(long value)) {
        return value;
      }
      throw refuse(member);
    }

    private String text(String member) {
      if (rest.remove(member) instanceof Cbor.Text(String value)) {
        return value;
      }
      throw refuse(member);
    }

    private byte[] bytes(String member) {
      if (rest.remove(member) instanceof Cbor.Bytes(byte[] value)) {
        return value;
      }
      throw refuse(member);
    }

    private boolean flag(String member) {
      if (rest.remove(member) instanceof Cbor.Bool(boolean value)) {
        return value;
      }
      throw refuse(member);
    }

    private List<Cbor> array(String member) {
      if (rest.remove(member) instanceof Cbor.Array(List<Cbor> items)) {
        return items;
      }
      throw refuse(member);
    }

    private Digest digest(String member) {
      return Digest.of(bytes(member));
    }

    private static Digest digest(Cbor item, String member) {
      if (item instanceof Cbor.Bytes(byte[] value)) {
        return Digest.of(value);
      }
      throw refuse(member);
    }

    private static IllegalArgumentException refuse(String member) {
      return new IllegalArgumentException(
          "the entry's " + member + " is missing or of another type");
    }
  }
}
