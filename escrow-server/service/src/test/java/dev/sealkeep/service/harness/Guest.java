package dev.sealkeep.service.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.protocol.evidence.EvidenceItem;
import dev.sealkeep.protocol.evidence.EvidenceSource;
import dev.sealkeep.protocol.evidence.EvidenceUnavailableException;
import dev.sealkeep.protocol.hpke.HpkeReceiver;
import dev.sealkeep.protocol.log.Digest;
import dev.sealkeep.protocol.log.LogResult;
import dev.sealkeep.protocol.log.LogVerifierKey;
import dev.sealkeep.protocol.log.NextBoot;
import dev.sealkeep.protocol.message.ChallengeAnswer;
import dev.sealkeep.protocol.message.PreflightAnswer;
import dev.sealkeep.protocol.message.PreflightRequest;
import dev.sealkeep.protocol.message.ReleaseAnswer;
import dev.sealkeep.protocol.message.ReleaseRequest;
import dev.sealkeep.protocol.name.Kem;
import dev.sealkeep.protocol.name.Name;
import dev.sealkeep.protocol.name.Purpose;
import dev.sealkeep.protocol.name.Technology;
import dev.sealkeep.protocol.receipt.PreflightOutcome;
import dev.sealkeep.protocol.receipt.PreflightVerifier;
import dev.sealkeep.protocol.receipt.ReceiptExpectation;
import dev.sealkeep.protocol.receipt.ReceiptOutcome;
import dev.sealkeep.protocol.receipt.ReceiptVerifier;
import dev.sealkeep.protocol.transcript.Transcript;
import dev.sealkeep.protocol.transcript.TranscriptInputs;
import dev.sealkeep.protocol.wire.Parsed;
import dev.sealkeep.simulator.GuestConfiguration;
import dev.sealkeep.simulator.GuestEvidenceSource;
import dev.sealkeep.simulator.SeededRandom;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** A simulated guest that speaks the protocol step by step, so that a test can bend any of them. */
public final class Guest {
  /** The measurement of the workload the scene's owner named. */
  public static final byte[] GOOD = measurement(0x42);

  /** The same in hexadecimal. */
  public static final String GOOD_HEX = HexFormat.of().formatHex(GOOD);

  /** The scene's policy. */
  public static final String POLICY =
      """
      sealkeep 1
      policy root {
        reference builds = set "builds"
        permit simulated-amd-sev-snp {
          product in [genoa]
          measurement in builds
          policy.debug == false
          vmpl == 0
        }
      }
      """;

  private final PinnedHttp http;
  private final EvidenceSource source;
  private final SecureRandom random = new SecureRandom();

  /** A guest whose launch measurement is {@code measurement}, on chip 1. */
  public Guest(PinnedHttp http, byte[] measurement) {
    this(http, source(measurement, 1));
  }

  /** A guest with evidence from {@code source}. */
  public Guest(PinnedHttp http, EvidenceSource source) {
    this.http = http;
    this.source = source;
  }

  /** A measurement of 48 equal bytes. */
  public static byte[] measurement(int octet) {
    byte[] bytes = new byte[48];
    Arrays.fill(bytes, (byte) octet);
    return bytes;
  }

  /** The evidence of a guest with this measurement on a chip of the {@link Simulation}. */
  public static EvidenceSource source(byte[] measurement, int chip) {
    return GuestEvidenceSource.of(
        Simulation.genoa()
            .processor(chip)
            .launch(
                GuestConfiguration.of(measurement).build(),
                new SeededRandom("guest".getBytes(StandardCharsets.UTF_8))));
  }

  /**
   * A request in progress.
   *
   * @param answerBody the challenge answer as received
   * @param answer the same, parsed
   * @param receiver the guest's ephemeral keys
   * @param request what will be sent
   */
  @SuppressWarnings("ArrayRecordComponent") // read by tests alone
  public record Attempt(
      byte[] answerBody, ChallengeAnswer answer, HpkeReceiver receiver, ReleaseRequest request) {}

  /** Asks for a challenge. */
  public byte[] challenge() {
    HttpAnswer answer = http.post("/v1/challenges", "{}".getBytes(StandardCharsets.UTF_8));
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.body();
  }

  /** Prepares a request over a fresh challenge. */
  public Attempt prepare(String tenant, String key, Kem kem) {
    return prepare(challenge(), tenant, key, kem);
  }

  /** Prepares a request over a given challenge answer, with evidence over its transcript. */
  public Attempt prepare(byte[] answerBody, String tenant, String key, Kem kem) {
    return prepare(answerBody, tenant, key, kem, Purpose.UNLOCK);
  }

  /** The same for some purpose. */
  public Attempt prepare(byte[] answerBody, String tenant, String key, Kem kem, Purpose purpose) {
    ChallengeAnswer answer =
        switch (ChallengeAnswer.parse(answerBody)) {
          case Parsed.Accepted<ChallengeAnswer>(ChallengeAnswer accepted) -> accepted;
          case Parsed.Rejected<ChallengeAnswer> rejected ->
              throw new AssertionError(rejected.fault().toString());
        };
    HpkeReceiver receiver = HpkeReceiver.generate(kem, random);
    TranscriptInputs inputs =
        new TranscriptInputs(
            answerBody,
            answer.offers().logKey(),
            new Name(tenant),
            new Name(key),
            Optional.of(new Name("root")),
            purpose,
            kem,
            receiver.publicKey());
    byte[] bound = Transcript.outer(Transcript.base(inputs), List.of());
    ReleaseRequest request =
        new ReleaseRequest(
            answerBody,
            inputs.tenant(),
            inputs.key(),
            inputs.volume(),
            inputs.purpose(),
            kem,
            inputs.recipient(),
            List.of(collect(bound)),
            List.of());
    return new Attempt(answerBody, answer, receiver, request);
  }

  /** Evidence over 64 bytes. */
  public EvidenceItem collect(byte[] reportData) {
    try {
      EvidenceItem item = source.collect(reportData);
      return new EvidenceItem(Technology.SIMULATED_AMD_SEV_SNP, item.evidence(), item.auxiliary());
    } catch (EvidenceUnavailableException e) {
      throw new AssertionError(e);
    }
  }

  /** Sends a request. */
  public HttpAnswer send(ReleaseRequest request) {
    return http.post("/v1/releases", request.encode());
  }

  /** Prepares a preflight over a fresh challenge. */
  public Attempt preflight(String tenant, String key) {
    return prepare(challenge(), tenant, key, Kem.X25519, Purpose.PREFLIGHT);
  }

  /** Asks about the next boot. */
  public HttpAnswer send(ReleaseRequest request, NextBoot question) {
    return http.post("/v1/preflights", new PreflightRequest(request, question).encode());
  }

  /** Checks the answer to a preflight as the agent does. */
  public static PreflightOutcome foretold(
      Attempt attempt, NextBoot question, byte[] answerBody, JsonObject tenant) {
    PreflightAnswer answer =
        switch (PreflightAnswer.parse(answerBody)) {
          case Parsed.Accepted<PreflightAnswer>(PreflightAnswer accepted) -> accepted;
          case Parsed.Rejected<PreflightAnswer> rejected ->
              throw new AssertionError(rejected.fault().toString());
        };
    byte[] pin = HexFormat.of().parseHex(tenant.getString("tenant_pin"));
    return new PreflightVerifier(expectation(attempt, tenant.getString("log_root"), pin), question)
        .verify(answer);
  }

  /** Prepares and sends. */
  public HttpAnswer ask(String tenant, String key) {
    return send(prepare(tenant, key, Kem.X_WING).request());
  }

  /** Checks an answer's receipt as the agent does, and opens it. */
  public static ReceiptOutcome open(Attempt attempt, byte[] answerBody, JsonObject tenant) {
    return open(
        attempt,
        answerBody,
        tenant.getString("log_root"),
        HexFormat.of().parseHex(tenant.getString("tenant_pin")));
  }

  /** Checks an answer's receipt against other pins. */
  public static ReceiptOutcome open(
      Attempt attempt, byte[] answerBody, String logRoot, byte[] pin) {
    ReleaseAnswer answer =
        switch (ReleaseAnswer.parse(answerBody)) {
          case Parsed.Accepted<ReleaseAnswer>(ReleaseAnswer accepted) -> accepted;
          case Parsed.Rejected<ReleaseAnswer> rejected ->
              throw new AssertionError(rejected.fault().toString());
        };
    return new ReceiptVerifier(expectation(attempt, logRoot, pin))
        .verify(answer, attempt.receiver());
  }

  private static ReceiptExpectation expectation(Attempt attempt, String logRoot, byte[] pin) {
    LogVerifierKey root =
        switch (LogVerifierKey.parse(logRoot)) {
          case LogResult.Accepted<LogVerifierKey>(LogVerifierKey key) -> key;
          case LogResult.Refused<LogVerifierKey> refused ->
              throw new AssertionError(refused.fault().code());
        };
    TranscriptInputs inputs =
        TranscriptInputs.of(attempt.request(), attempt.answer().offers().logKey());
    return new ReceiptExpectation(root, attempt.answer().certificate(), Digest.of(pin), inputs);
  }
}
