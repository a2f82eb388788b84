package dev.sealkeep.agent.escrow;

import dev.sealkeep.agent.escrow.FakeEscrow.Answer;
import dev.sealkeep.protocol.evidence.EvidenceItem;
import dev.sealkeep.protocol.hpke.SealedPayload;
import dev.sealkeep.protocol.log.Checkpoint;
import dev.sealkeep.protocol.log.Digest;
import dev.sealkeep.protocol.log.Entry;
import dev.sealkeep.protocol.log.Fallbacks;
import dev.sealkeep.protocol.log.InclusionProof;
import dev.sealkeep.protocol.log.Leaf;
import dev.sealkeep.protocol.log.LogKeyCertificate;
import dev.sealkeep.protocol.log.LogSigner;
import dev.sealkeep.protocol.log.NextBoot;
import dev.sealkeep.protocol.log.SignedCheckpoint;
import dev.sealkeep.protocol.log.TlogProof;
import dev.sealkeep.protocol.message.ChallengeAnswer;
import dev.sealkeep.protocol.message.Offers;
import dev.sealkeep.protocol.message.PreflightAnswer;
import dev.sealkeep.protocol.message.PreflightRequest;
import dev.sealkeep.protocol.message.ProblemDocument;
import dev.sealkeep.protocol.message.ReceiptMessage;
import dev.sealkeep.protocol.message.ReleaseAnswer;
import dev.sealkeep.protocol.message.ReleaseRequest;
import dev.sealkeep.protocol.name.DecisionId;
import dev.sealkeep.protocol.name.Name;
import dev.sealkeep.protocol.name.Purpose;
import dev.sealkeep.protocol.secret.SecretAccess;
import dev.sealkeep.protocol.secret.SecretBytes;
import dev.sealkeep.protocol.transcript.Transcript;
import dev.sealkeep.protocol.transcript.TranscriptInputs;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** What an escrow with keys of its own says; what it offers and logs can be changed. */
public final class EscrowAnswers {
  /** The key that it releases. */
  public static final String KEY = "the key of the payments disk";

  /** The version of that key. */
  public static final int KEY_VERSION = 3;

  private final SecureRandom random = new SecureRandom();
  private final LogSigner root = LogSigner.generate("root.test/sealkeep", random);
  private final LogSigner log = LogSigner.generate("log.test/sealkeep", random);
  private final byte[] tenantSecret = new byte[32];
  private final DecisionId decision = DecisionId.random(random);
  private List<String> technologies = List.of("simulated-amd-sev-snp", "something-newer");
  private List<Integer> kems = List.of(0x7777, 25722, 32);
  private LogSigner certifier = root;
  private UnaryOperator<Entry.Release> entryLie = entry -> entry;
  private UnaryOperator<byte[]> sealingLie = bytes -> bytes;
  private byte[] tagSecret = tenantSecret;
  private final Map<Integer, byte[]> keys = new HashMap<>();
  private int keyVersion = KEY_VERSION;
  private boolean stubborn;
  private boolean nextBoot = true;
  private UnaryOperator<Entry.Preflight> preflightLie = entry -> entry;
  private final List<NextBoot> questions = new ArrayList<>();
  private final List<Purpose> purposes = new ArrayList<>();

  EscrowAnswers() {
    random.nextBytes(tenantSecret);
    keys.put(KEY_VERSION, KEY.getBytes(StandardCharsets.UTF_8));
  }

  /** The pin for {@code log_root}. */
  public String logRoot() {
    return root.verifierKey().text();
  }

  /** The pin for {@code tenant_pin}. */
  public String tenantPin() {
    return Digest.sha256(tenantSecret).hex();
  }

  /** The id of every decision. */
  public DecisionId decision() {
    return decision;
  }

  /** Replaces the technologies it offers. */
  public void offerTechnologies(String... tags) {
    technologies = List.of(tags);
  }

  /** Replaces the KEMs it offers. */
  public void offerKems(Integer... ids) {
    kems = List.of(ids);
  }

  /** Has the log key certified by a key that no guest pins. */
  public void certifyByStranger() {
    certifier = LogSigner.generate("root.test/sealkeep", random);
  }

  /** Changes what is logged. */
  public void lieInEntry(UnaryOperator<Entry.Release> lie) {
    entryLie = lie;
  }

  /** Changes the sealed bytes before they are logged. */
  public void damageSealing(UnaryOperator<byte[]> lie) {
    sealingLie = lie;
  }

  /** Tags leaves with another secret than the tenant's. */
  public void tagForNobody() {
    tagSecret = new byte[32];
  }

  /** Releases another key from now on, to whoever asks for no other version. */
  public void release(byte[] other, int version) {
    keys.put(version, other.clone());
    keyVersion = version;
  }

  /** Releases the current version, whichever was asked for. */
  public void ignoreVersions() {
    stubborn = true;
  }

  /** What the keys that were released were asked for, in order. */
  public List<Purpose> purposes() {
    return List.copyOf(purposes);
  }

  byte[] challenge() {
    byte[] token = new byte[64];
    random.nextBytes(token);
    Offers offers = new Offers(technologies, kems, log.verifierKey().text());
    String certificate = LogKeyCertificate.issue(certifier, log.verifierKey()).format();
    return new ChallengeAnswer(token, offers, certificate).encode();
  }

  /** A denial as a problem document. */
  public Answer denial() {
    return new Answer(
        403,
        new ProblemDocument("denied", "Denied", 403, Optional.empty(), Optional.of(decision))
            .encode());
  }

  /** Answers the next preflights so. */
  public void foretell(boolean permitted) {
    nextBoot = permitted;
  }

  /** Changes what is logged of a preflight. */
  public void lieInPreflight(UnaryOperator<Entry.Preflight> lie) {
    preflightLie = lie;
  }

  /** What was asked about next boots, in order. */
  public List<NextBoot> questions() {
    return List.copyOf(questions);
  }

  Answer preflight(byte[] body) {
    PreflightRequest preflight = PreflightRequest.parse(body).toOptional().orElseThrow();
    ReleaseRequest request = preflight.request();
    TranscriptInputs inputs = TranscriptInputs.of(request, log.verifierKey().text());
    EvidenceItem item = request.evidence().getLast();
    if (request.purpose() != Purpose.PREFLIGHT
        || !Arrays.equals(item.evidence(), Transcript.outer(Transcript.base(inputs), List.of()))) {
      return denial();
    }
    questions.add(preflight.question());
    Entry.Release release = entry(inputs, item, keyVersion, Digest.sha256(), request.fallbacks());
    Entry.Preflight entry =
        preflightLie.apply(
            new Entry.Preflight(
                release.header(),
                release.decision(),
                keyVersion,
                preflight.question(),
                nextBoot,
                nextBoot ? "policy.permitted" : "policy.no-permit-matched"));
    return new Answer(
        200, new PreflightAnswer(decision, nextBoot, receipt(entry.encode())).encode());
  }

  Answer release(byte[] body) {
    ReleaseRequest request = ReleaseRequest.parse(body).toOptional().orElseThrow();
    TranscriptInputs inputs = TranscriptInputs.of(request, log.verifierKey().text());
    byte[] base = Transcript.base(inputs);
    if (!bind(request.evidence(), base)) {
      return denial();
    }
    EvidenceItem item = request.evidence().getLast();
    int version = stubborn ? keyVersion : request.keyVersion().orElse(keyVersion);
    byte[] key = keys.get(version);
    if (key == null) {
      return denial();
    }
    purposes.add(request.purpose());
    byte[] info = Transcript.sealingInfo(base, decision, version);
    byte[] sealed =
        sealingLie.apply(TestSender.seal(inputs.kem(), inputs.recipient(), info, plaintext(key)));
    byte[] enc = Arrays.copyOf(sealed, inputs.kem().encapsulationBytes());
    byte[] ciphertext = Arrays.copyOfRange(sealed, enc.length, sealed.length);
    Entry.Release entry =
        entryLie.apply(entry(inputs, item, version, Digest.sha256(sealed), request.fallbacks()));
    return new Answer(
        200,
        new ReleaseAnswer(decision, version, enc, ciphertext, receipt(entry.encode())).encode());
  }

  /** The last item binds all others, which bind the base. */
  private static boolean bind(List<EvidenceItem> items, byte[] base) {
    List<EvidenceItem> inner = items.subList(0, items.size() - 1);
    return inner.stream().allMatch(item -> Arrays.equals(item.evidence(), base))
        && Arrays.equals(items.getLast().evidence(), Transcript.outer(base, inner));
  }

  private byte[] plaintext(byte[] key) {
    return new SealedPayload(SecretBytes.copyOf(tenantSecret), SecretBytes.copyOf(key))
        .encode()
        .bytes(SecretAccess.get());
  }

  private Entry.Release entry(
      TranscriptInputs inputs,
      EvidenceItem item,
      int version,
      Digest sealed,
      Optional<Fallbacks> fallbacks) {
    Digest nothing = Digest.sha256();
    return new Entry.Release(
        new Entry.Header(decision, 1_790_000_000_000L, inputs.tenant().value()),
        new Entry.Decision(
            inputs.key(),
            inputs.volume().map(Name::value).orElse(""),
            inputs.purpose(),
            item.technology().tag(),
            "payments-root",
            nothing,
            List.of(),
            List.of(new Entry.EvidenceDigest(item.technology().tag(), nothing, nothing)),
            Digest.of(Transcript.base(inputs)),
            true,
            fallbacks),
        version,
        inputs.kem(),
        sealed);
  }

  private ReceiptMessage receipt(byte[] entry) {
    byte[] salt = new byte[Leaf.SALT_BYTES];
    random.nextBytes(salt);
    Leaf leaf = Leaf.of(SecretBytes.copyOf(tagSecret), salt, entry);
    Checkpoint checkpoint = new Checkpoint(log.verifierKey().name(), 1, leaf.leafHash());
    TlogProof proof =
        new TlogProof(
            new InclusionProof(0, List.of()), SignedCheckpoint.sign(checkpoint, log).note());
    return new ReceiptMessage(entry, salt, leaf.tag().bytes(), proof.format());
  }
}
