package dev.sealkeep.protocol.log;

import dev.sealkeep.protocol.name.DecisionId;
import dev.sealkeep.protocol.name.Kem;
import dev.sealkeep.protocol.name.Name;
import dev.sealkeep.protocol.name.Purpose;
import java.util.List;
import java.util.Optional;

/**
 * One entry of the log. Its encoding is deterministic CBOR (docs/reference/formats.md): what {@link
 * #decode} accepts, {@link #encode} gives back byte for byte.
 *
 * <p>The constructors refuse a value that the format does not allow with {@link
 * IllegalArgumentException}. Texts have at most 128 UTF-16 units, the gap 1024, and no control
 * character.
 */
public sealed interface Entry {
  /** The most bytes an encoding may have. */
  int MAX_BYTES = 16_384;

  /** The tenant of changes that concern every tenant. No {@link Name} spells it. */
  String SYSTEM_TENANT = "_system";

  /** The tenant under which unknown tenants' and keys' requests are logged. */
  String DUMMY_TENANT = "_dummy";

  /** What every entry has. */
  Header header();

  /** The kind, as it stands in the encoding. */
  String kind();

  /** The entry's id; for decisions the decision's. */
  default DecisionId id() {
    return header().id();
  }

  /** Whose entry it is: a tenant's name, or a reserved one. */
  default String tenant() {
    return header().tenant();
  }

  /** The encoding, at most {@value #MAX_BYTES} bytes. */
  default byte[] encode() {
    return EntryCodec.encode(this);
  }

  /**
   * Decodes an entry. For untrusted input: refuses with {@link LogFault#ENTRY_ENCODING} or {@link
   * LogFault#ENTRY_MALFORMED}.
   */
  static LogResult<Entry> decode(byte[] bytes) {
    return EntryCodec.decode(bytes);
  }

  /**
   * What every entry has.
   *
   * @param id 16 bytes, unique in the log
   * @param timeMillis milliseconds since 1970
   * @param tenant a {@link Name}, {@link #SYSTEM_TENANT} or {@link #DUMMY_TENANT}
   */
  record Header(DecisionId id, long timeMillis, String tenant) {
    /** Checks time and tenant. */
    public Header {
      EntryRules.check(timeMillis >= 0, "time");
      EntryRules.check(
          tenant.equals(SYSTEM_TENANT)
              || tenant.equals(DUMMY_TENANT)
              || Name.parse(tenant).isPresent(),
          "tenant");
    }
  }

  /**
   * The digests of one evidence item.
   *
   * @param technology the tag it came under
   * @param evidence SHA-256 of the evidence blob
   * @param auxiliary SHA-256 of the auxiliary blob, which may be empty
   */
  record EvidenceDigest(String technology, Digest evidence, Digest auxiliary) {
    /** Checks the tag and the sizes. */
    public EvidenceDigest {
      EntryRules.text(technology, "technology");
      EntryRules.sha256(evidence, "evidence");
      EntryRules.sha256(auxiliary, "auxiliary");
    }
  }

  /**
   * What was asked, and under which policy it was decided: the part that releases and denials
   * share.
   *
   * @param key the key asked for
   * @param volume a {@link Name}, or empty
   * @param purpose what the key is for
   * @param technology the tag of the technology whose root verified
   * @param policyName the policy's name
   * @param policy SHA-256 of the policy's source
   * @param references SHA-256 digests of the reference sets, in the order of their names
   * @param evidence the evidence items in the order of the request, then its event logs
   * @param base the transcript's base, 64 bytes
   * @param simulated whether the evidence is a simulator's (invariant 10)
   * @param fallbacks the uses of a fallback that the guest reported; empty if it reported none
   */
  record Decision(
      Name key,
      String volume,
      Purpose purpose,
      String technology,
      String policyName,
      Digest policy,
      List<Digest> references,
      List<EvidenceDigest> evidence,
      Digest base,
      boolean simulated,
      Optional<Fallbacks> fallbacks) {
    /** Copies the lists and checks texts and sizes. */
    public Decision {
      references = List.copyOf(references);
      evidence = List.copyOf(evidence);
      EntryRules.check(volume.isEmpty() || Name.parse(volume).isPresent(), "volume");
      EntryRules.text(technology, "technology");
      EntryRules.text(policyName, "policy_name");
      EntryRules.sha256(policy, "policy");
      references.forEach(digest -> EntryRules.sha256(digest, "references"));
      EntryRules.check(references.size() <= EntryRules.MAX_REFERENCES, "references");
      EntryRules.check(evidence.size() <= EntryRules.MAX_EVIDENCE, "evidence");
      EntryRules.check(base.length() == Digest.SHA512_BYTES, "base");
    }

    /** One of a guest that reported no use of a fallback. */
    public Decision(
        Name key,
        String volume,
        Purpose purpose,
        String technology,
        String policyName,
        Digest policy,
        List<Digest> references,
        List<EvidenceDigest> evidence,
        Digest base,
        boolean simulated) {
      this(
          key,
          volume,
          purpose,
          technology,
          policyName,
          policy,
          references,
          evidence,
          base,
          simulated,
          Optional.empty());
    }

    /** The same with a report. */
    public Decision withFallbacks(Optional<Fallbacks> reported) {
      return new Decision(
          key,
          volume,
          purpose,
          technology,
          policyName,
          policy,
          references,
          evidence,
          base,
          simulated,
          reported);
    }
  }

  /**
   * A key was released.
   *
   * @param keyVersion 1 or more
   * @param kem the KEM the key was sealed with
   * @param sealed SHA-256(enc ‖ ciphertext)
   */
  record Release(Header header, Decision decision, int keyVersion, Kem kem, Digest sealed)
      implements Entry {
    /** The kind. */
    public static final String KIND = "release";

    /** Checks the version and the digest's size. */
    public Release {
      EntryRules.check(keyVersion >= 1, "key_version");
      EntryRules.sha256(sealed, "sealed");
    }

    @Override
    public String kind() {
      return KIND;
    }
  }

  /**
   * A key was refused to evidence that verified.
   *
   * @param reason the reason code
   */
  record Denial(Header header, Decision decision, String reason) implements Entry {
    /** The kind. */
    public static final String KIND = "denial";

    /** Checks the reason. */
    public Denial {
      EntryRules.text(reason, "reason");
      EntryRules.check(!reason.isEmpty(), "reason");
    }

    @Override
    public String kind() {
      return KIND;
    }
  }

  /**
   * A running machine was told whether its next boot would be given the key. Nothing was released.
   *
   * @param keyVersion the version that it would be given, 1 or more
   * @param question what it asked
   * @param permitted the answer
   * @param reason the reason code
   */
  record Preflight(
      Header header,
      Decision decision,
      int keyVersion,
      NextBoot question,
      boolean permitted,
      String reason)
      implements Entry {
    /** The kind. */
    public static final String KIND = "preflight";

    /** Checks the version, the purpose and the reason. */
    public Preflight {
      EntryRules.check(keyVersion >= 1, "key_version");
      EntryRules.check(decision.purpose() == Purpose.PREFLIGHT, "purpose");
      EntryRules.text(reason, "reason");
      EntryRules.check(!reason.isEmpty(), "reason");
    }

    @Override
    public String kind() {
      return KIND;
    }
  }

  /** What kind of object a state entry is about. */
  enum StateObject {
    /** A tenant. */
    TENANT("tenant"),
    /** A policy. */
    POLICY("policy"),
    /** A set of reference values. */
    REFERENCE("reference"),
    /** A sealing key. */
    KEY("key"),
    /** The server's own configuration. */
    SERVER("server");

    private final String tag;

    StateObject(String tag) {
      this.tag = tag;
    }

    /** The word in the encoding. */
    public String tag() {
      return tag;
    }
  }

  /**
   * An object has a new state.
   *
   * @param object what kind of object
   * @param name its name within the tenant
   * @param version 1 or more
   * @param digest SHA-256 of its content
   */
  record State(Header header, StateObject object, String name, long version, Digest digest)
      implements Entry {
    /** The kind. */
    public static final String KIND = "state";

    /** Checks name, version and the digest's size. */
    public State {
      EntryRules.text(name, "name");
      EntryRules.check(version >= 1, "version");
      EntryRules.sha256(digest, "digest");
    }

    @Override
    public String kind() {
      return KIND;
    }
  }

  /**
   * What was not logged one by one in a span of time.
   *
   * @param fromMillis the span's first millisecond since 1970
   * @param toMillis its end, not before {@code fromMillis}
   * @param denied denials of verified evidence past the quota
   * @param unverified requests whose evidence never verified
   */
  record Counts(Header header, long fromMillis, long toMillis, long denied, long unverified)
      implements Entry {
    /** The kind. */
    public static final String KIND = "counts";

    /** Checks the span and the numbers. */
    public Counts {
      EntryRules.check(fromMillis >= 0 && toMillis >= fromMillis, "from");
      EntryRules.check(denied >= 0, "denied");
      EntryRules.check(unverified >= 0, "unverified");
    }

    @Override
    public String kind() {
      return KIND;
    }
  }

  /**
   * The first entry of a log.
   *
   * @param origin the log's origin
   * @param gap what the predecessor may have held that is lost; empty for a first log
   */
  record Open(Header header, String origin, String gap) implements Entry {
    /** The kind. */
    public static final String KIND = "open";

    /** Checks both texts. */
    public Open {
      EntryRules.check(NoteSyntax.isName(origin), "origin");
      EntryRules.text(gap, EntryRules.MAX_GAP_CHARS, "gap");
    }

    @Override
    public String kind() {
      return KIND;
    }
  }
}
