package dev.sealkeep.service.activation;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.evidence.Parsed;
import dev.sealkeep.evidence.tpm.SoftwareTpm;
import dev.sealkeep.evidence.tpm.TpmPublic;
import dev.sealkeep.evidence.x509.TestAuthority;
import dev.sealkeep.protocol.evidence.EvidenceItem;
import dev.sealkeep.protocol.log.BootClaim;
import dev.sealkeep.protocol.log.BootEvent;
import dev.sealkeep.protocol.log.Digest;
import dev.sealkeep.protocol.log.NextBoot;
import dev.sealkeep.protocol.message.ActivationAnswer;
import dev.sealkeep.protocol.message.ActivationProof;
import dev.sealkeep.protocol.message.ActivationRequest;
import dev.sealkeep.protocol.message.EventLog;
import dev.sealkeep.protocol.message.PreflightAnswer;
import dev.sealkeep.protocol.message.ReleaseRequest;
import dev.sealkeep.protocol.name.Kem;
import dev.sealkeep.protocol.name.Technology;
import dev.sealkeep.protocol.receipt.PreflightOutcome;
import dev.sealkeep.protocol.receipt.ReceiptOutcome;
import dev.sealkeep.protocol.transcript.Transcript;
import dev.sealkeep.protocol.transcript.TranscriptInputs;
import dev.sealkeep.service.configuration.TrustedRoot;
import dev.sealkeep.service.harness.Guest;
import dev.sealkeep.service.harness.HttpAnswer;
import dev.sealkeep.service.harness.ManualClock;
import dev.sealkeep.service.harness.Node;
import dev.sealkeep.service.harness.Operator;
import dev.sealkeep.service.harness.Simulation;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A software TPM obtains keys: alone, and beside a report. */
@Timeout(180)
class TpmReleaseTest {
  private static final int TOOLS_MAGIC = 0xBADC_C0DE;
  private static final TestAuthority MAKER = TestAuthority.root("TPM Maker");
  private static final TestAuthority SIMULATOR = TestAuthority.root("Simulator");
  private static final ManualClock CLOCK = new ManualClock();
  private static final String ALONE =
      """
      sealkeep 1
      policy tpm {
        permit tpm2 {
          tpm.ak_bound_by == ek_certificate
          tpm.ek_sha256 == hex"%s"
          sha256.pcr0 == hex"%s"
        }
      }
      """;
  private static final String TOGETHER =
      """
      sealkeep 1
      policy both {
        permit simulated-amd-sev-snp {
          measurement == hex"%s"
          tpm2.tpm.ak_bound_by == ek_certificate
          tpm2.sha256.pcr0 == hex"%s"
        }
      }
      """;

  @TempDir private static Path shared = Path.of("");

  private static SoftwareTpm tpm;
  private static Node node;
  private static Operator operator;
  private static Guest guest;
  private static TpmPublic ek;
  private static String pcr0 = "";

  @BeforeAll
  static void begin() throws Exception {
    tpm = SoftwareTpm.start(shared);
    run(
        """
        tpm2_createek -Q -G rsa -c ek.ctx -u ek.pub
        tpm2_createak -Q -C ek.ctx -c ak.ctx -G rsa -g sha256 -s rsassa -u ak.pub
        tpm2_flushcontext -t
        tpm2_pcrread -Q sha256:0 -o pcr0
        """);
    ek = ((Parsed.Accepted<TpmPublic>) TpmPublic.parse(tpm.file("ek.pub"))).value();
    pcr0 = HexFormat.of().formatHex(tpm.file("pcr0"));
    node =
        Node.start(
            shared.resolve("node"),
            CLOCK,
            settings ->
                settings
                    .withSimulatedRoots(
                        List.of(
                            Simulation.genoa().rootSpkiSha256(),
                            SIMULATOR.certificate().spkiSha256()))
                    .withTrustedRoots(
                        List.of(new TrustedRoot("tpm2", MAKER.certificate().spkiSha256()))));
    operator = node.operator();
    guest = new Guest(node.http(), Guest.GOOD);
  }

  @AfterAll
  static void end() throws IOException {
    node.close();
    tpm.close();
  }

  private static void run(String script) throws IOException, InterruptedException {
    assertThat(tpm.run(script)).as(tpm.output()).isZero();
  }

  private static byte[] certificates(TestAuthority maker) throws Exception {
    var key =
        KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(ek.spkiEncoded()));
    TestAuthority certified = maker.issue(TestAuthority.Profile.leaf("EK"), new KeyPair(key, null));
    return (pem(certified) + pem(maker)).getBytes(US_ASCII);
  }

  private static String pem(TestAuthority authority) {
    return "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n"
        .formatted(Base64.getMimeEncoder().encodeToString(authority.certificate().encoded()));
  }

  private static HttpAnswer askForCredential(byte[] certificates) throws IOException {
    return node.http()
        .post(
            "/v1/activations",
            new ActivationRequest(certificates, tpm.file("ek.pub"), tpm.file("ak.pub")).encode());
  }

  /** Has the TPM open a credential; the proof of it. */
  private static byte[] activate(TestAuthority maker) throws Exception {
    HttpAnswer answer = askForCredential(certificates(maker));
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    ActivationAnswer credential = ActivationAnswer.parse(answer.body()).toOptional().orElseThrow();
    Files.write(
        shared.resolve("credential.in"),
        ByteBuffer.allocate(
                8 + credential.credentialBlob().length + credential.encryptedSecret().length)
            .putInt(TOOLS_MAGIC)
            .putInt(1)
            .put(credential.credentialBlob())
            .put(credential.encryptedSecret())
            .array());
    run(
        """
        tpm2_startauthsession -Q --policy-session -S session.ctx
        trap 'tpm2_flushcontext session.ctx; tpm2_flushcontext -t' EXIT
        tpm2_policysecret -Q -S session.ctx -c e
        tpm2_activatecredential -Q -c ak.ctx -C ek.ctx -i credential.in -o secret \
          -P session:session.ctx
        """);
    return new ActivationProof(credential.token(), tpm.file("secret")).encode();
  }

  private static EvidenceItem quote(byte[] bound, byte[] proof) throws Exception {
    run(
        """
        tpm2_quote -Q -c ak.ctx --scheme rsassa -l sha256:0,10,16 -q %s -m msg -s sig -o pcrs -F values
        tpm2_flushcontext -t
        """
            .formatted(HexFormat.of().formatHex(Digest.sha256(bound).bytes())));
    String pcr10 = HexFormat.of().formatHex(tpm.file("pcrs"), 32, 64);
    String pcr16 = HexFormat.of().formatHex(tpm.file("pcrs"), 64, 96);
    Base64.Encoder base64 = Base64.getEncoder();
    JsonObject quote =
        new JsonObject()
            .put("message", base64.encodeToString(tpm.file("msg")))
            .put("signature", base64.encodeToString(tpm.file("sig")))
            .put(
                "pcrs",
                new JsonObject()
                    .put(
                        "sha256",
                        new JsonObject().put("0", pcr0).put("10", pcr10).put("16", pcr16)));
    JsonObject evidence =
        new JsonObject()
            .put("ak_public", base64.encodeToString(tpm.file("ak.pub")))
            .put("tpm_quote", quote);
    return new EvidenceItem(Technology.TPM2, evidence.encode().getBytes(UTF_8), proof);
  }

  /** An attempt with other evidence. */
  private static Guest.Attempt with(
      Guest.Attempt attempt, List<EvidenceItem> items, List<EventLog> logs) {
    ReleaseRequest r = attempt.request();
    return new Guest.Attempt(
        attempt.answerBody(),
        attempt.answer(),
        attempt.receiver(),
        new ReleaseRequest(
            r.challengeAnswer(),
            r.tenant(),
            r.key(),
            r.volume(),
            r.purpose(),
            r.kem(),
            r.recipient(),
            items,
            logs));
  }

  private static byte[] base(Guest.Attempt attempt) {
    return Transcript.base(
        TranscriptInputs.of(attempt.request(), attempt.answer().offers().logKey()));
  }

  private static JsonObject scene(String tenant, String policy) {
    JsonObject created = operator.createTenant(tenant);
    operator.putPolicy(tenant, "root", policy);
    operator.createKey(tenant, "disk", "root");
    return created;
  }

  private static String ekDigest() {
    return Digest.sha256(ek.spkiEncoded()).toString();
  }

  private HttpAnswer askAlone(String tenant, byte[] proof) throws Exception {
    Guest.Attempt attempt = guest.prepare(tenant, "disk", Kem.X25519);
    byte[] bound = Transcript.outer(base(attempt), List.of());
    return guest.send(with(attempt, List.of(quote(bound, proof)), List.of()).request());
  }

  private static String reason(String tenant, HttpAnswer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(403);
    return operator.decision(tenant, answer.json().getString("decision")).getString("reason");
  }

  @Test
  void tpmThatActivatedItsCredentialGetsItsKey() throws Exception {
    JsonObject tenant = scene("alone", ALONE.formatted(ekDigest(), pcr0));
    Guest.Attempt attempt = guest.prepare("alone", "disk", Kem.X25519);
    byte[] bound = Transcript.outer(base(attempt), List.of());
    Guest.Attempt quoted =
        with(
            attempt,
            List.of(quote(bound, activate(MAKER))),
            List.of(new EventLog("tcg", new byte[] {1, 2, 3})));

    HttpAnswer answer = guest.send(quoted.request());

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(Guest.open(quoted, answer.body(), tenant))
        .isInstanceOf(ReceiptOutcome.Verified.class);
  }

  /** A policy that gives the key once a boot, and a machine that has used it. */
  @Test
  void tpmThatUsedItsKeyIsToldOfItsNextBootAndGivenNone() throws Exception {
    JsonObject tenant =
        scene(
            "once",
            ALONE
                .formatted(ekDigest(), pcr0)
                .replace("sha256.pcr0", "sha256.pcr16 == hex\"%s\"\n    sha256.pcr0")
                .formatted("00".repeat(32)));
    assertThat(askAlone("once", activate(MAKER)).status()).isEqualTo(200);
    run("printf 'sealkeep/used/v1' >used; tpm2_pcrevent -Q 16 used");
    assertThat(reason("once", askAlone("once", activate(MAKER))))
        .isEqualTo("policy.no-permit-matched");

    assertThat(reason("once", preflight("once", tenant, NextBoot.UNCHANGED)))
        .isEqualTo("policy.no-permit-matched");
    assertThat(reason("once", preflight("once", tenant, used("01".repeat(32), List.of()))))
        .isEqualTo("preflight.before_false");
    assertThat(foretold(preflight("once", tenant, used("00".repeat(32), List.of())))).isTrue();
    NextBoot.Value other = new NextBoot.Value(new BootClaim("sha256.pcr0"), "02".repeat(32));
    assertThat(foretold(preflight("once", tenant, used("00".repeat(32), List.of(other)))))
        .isFalse();

    assertThat(reason("once", askAlone("once", activate(MAKER))))
        .as("no preflight gives the key again")
        .isEqualTo("policy.no-permit-matched");
    run("tpm2_pcrreset -Q 16");
  }

  private static NextBoot used(String before, List<NextBoot.Value> next) {
    return new NextBoot(
        List.of(
            new NextBoot.Before(new BootClaim("sha256.pcr16"), before, List.of(BootEvent.USED))),
        next);
  }

  private static boolean foretold(HttpAnswer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return PreflightAnswer.parse(answer.body()).toOptional().orElseThrow().permitted();
  }

  private static HttpAnswer preflight(String name, JsonObject tenant, NextBoot question)
      throws Exception {
    Guest.Attempt attempt = guest.preflight(name, "disk");
    byte[] bound = Transcript.outer(base(attempt), List.of());
    Guest.Attempt quoted = with(attempt, List.of(quote(bound, activate(MAKER))), List.of());
    HttpAnswer answer = guest.send(quoted.request(), question);
    if (answer.status() == 200) {
      assertThat(Guest.foretold(quoted, question, answer.body(), tenant))
          .isInstanceOf(PreflightOutcome.Verified.class);
    }
    return answer;
  }

  /** IMA's list of one file, as Linux 5.8 and later extend it into the SHA-256 bank. */
  @Test
  void measurementListThatReplaysDecides() throws Exception {
    byte[] file = Digest.sha256("workload".getBytes(UTF_8)).bytes();
    byte[] path = "/usr/bin/workload\0".getBytes(UTF_8);
    byte[] entry =
        ByteBuffer.allocate(4 + 8 + file.length + 4 + path.length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(8 + file.length)
            .put("sha256:\0".getBytes(UTF_8))
            .put(file)
            .putInt(path.length)
            .put(path)
            .array();
    HexFormat hex = HexFormat.of();
    String list =
        "10 %s ima-ng sha256:%s /usr/bin/workload\n"
            .formatted(
                hex.formatHex(MessageDigest.getInstance("SHA-1").digest(entry)),
                hex.formatHex(file));
    run("tpm2_pcrextend 10:sha256=" + Digest.sha256(entry));
    scene(
        "measured",
        """
        sealkeep 1
        policy measured {
          permit tpm2 {
            tpm.ak_bound_by == ek_certificate
            ima.violations == 0
            all ima.entries { path == "/usr/bin/workload" and file_sha256 == hex"%s" }
          }
        }
        """
            .formatted(hex.formatHex(file)));

    EventLog log = new EventLog("ima", list.getBytes(UTF_8));
    HttpAnswer released = askMeasured(List.of(log));
    assertThat(released.status()).as(released.text()).isEqualTo(200);
    assertThat(reason("measured", askMeasured(List.of()))).isEqualTo("policy.permit-undecided");
  }

  private HttpAnswer askMeasured(List<EventLog> logs) throws Exception {
    Guest.Attempt attempt = guest.prepare("measured", "disk", Kem.X25519);
    byte[] bound = Transcript.outer(base(attempt), List.of());
    return guest.send(with(attempt, List.of(quote(bound, activate(MAKER))), logs).request());
  }

  @Test
  void quoteInAnEnvelopeIsUnwrapped() throws Exception {
    scene("wrapped", ALONE.formatted(ekDigest(), pcr0));
    Guest.Attempt attempt = guest.prepare("wrapped", "disk", Kem.X25519);
    EvidenceItem plain = quote(Transcript.outer(base(attempt), List.of()), activate(MAKER));
    String value = Base64.getUrlEncoder().withoutPadding().encodeToString(plain.evidence());
    assertThat(reason("wrapped", wrapped(attempt, plain, "arm-cca", value)))
        .isEqualTo("tpm.evidence.malformed");
    HttpAnswer answer = wrapped(attempt, plain, "tpm2", value);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
  }

  private static HttpAnswer wrapped(
      Guest.Attempt attempt, EvidenceItem plain, String type, String value) {
    byte[] envelope =
        "[\"application/vnd.sealkeep.%s\", \"%s\"]".formatted(type, value).getBytes(US_ASCII);
    EvidenceItem item = new EvidenceItem(Technology.TPM2, envelope, plain.auxiliary());
    return guest.send(with(attempt, List.of(item), List.of()).request());
  }

  @Test
  void quoteWithoutAnActivationIsRefused() throws Exception {
    scene("unproven", ALONE.formatted(ekDigest(), pcr0));
    assertThat(reason("unproven", askAlone("unproven", new byte[0])))
        .isEqualTo("evidence.key_unbound");
    byte[] proof = activate(MAKER);
    int at = new String(proof, US_ASCII).indexOf("activation_secret") + 22;
    proof[at] = (byte) (proof[at] == 'A' ? 'B' : 'A');
    assertThat(reason("unproven", askAlone("unproven", proof))).isEqualTo("evidence.key_unbound");
  }

  @Test
  void proofGrowsOld() throws Exception {
    scene("old", ALONE.formatted(ekDigest(), pcr0));
    byte[] proof = activate(MAKER);
    Duration later = ActivationDesk.LIFETIME.plus(Duration.ofSeconds(1));
    CLOCK.move(later);
    try {
      assertThat(reason("old", askAlone("old", proof))).isEqualTo("evidence.key_unbound");
    } finally {
      CLOCK.move(later.negated());
    }
  }

  @Test
  void endorsementKeyUnderAnotherRootGetsNoCredential() throws Exception {
    HttpAnswer stranger = askForCredential(certificates(TestAuthority.root("TPM Maker")));
    assertThat(stranger.problem()).isEqualTo("malformed-request");
    assertThat(stranger.text()).contains("tpm.certificate.untrusted_root");
    HttpAnswer none = askForCredential(pem(MAKER).getBytes(US_ASCII));
    assertThat(none.text()).contains("tpm.certificate.key_mismatch");
    HttpAnswer garbage = node.http().post("/v1/activations", "{".getBytes(US_ASCII));
    assertThat(garbage.problem()).isEqualTo("malformed-request");
  }

  @Test
  void reportAndQuoteTogetherOpenWhatNeitherOpensAlone() throws Exception {
    JsonObject tenant = scene("both", TOGETHER.formatted(Guest.GOOD_HEX, pcr0));
    Guest.Attempt attempt = guest.prepare("both", "disk", Kem.X25519);
    EvidenceItem inner = quote(base(attempt), activate(SIMULATOR));
    EvidenceItem outer = guest.collect(Transcript.outer(base(attempt), List.of(inner)));

    assertThat(reason("both", guest.send(guest.prepare("both", "disk", Kem.X25519).request())))
        .isEqualTo("policy.permit-undecided");
    Guest.Attempt together = with(attempt, List.of(inner, outer), List.of());
    HttpAnswer answer = guest.send(together.request());
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(Guest.open(together, answer.body(), tenant))
        .isInstanceOf(ReceiptOutcome.Verified.class);
  }

  @Test
  void reportThatDoesNotBindTheQuoteBesideItIsRefused() throws Exception {
    scene("pairing", TOGETHER.formatted(Guest.GOOD_HEX, pcr0));
    Guest.Attempt attempt = guest.prepare("pairing", "disk", Kem.X25519);
    EvidenceItem inner = quote(base(attempt), activate(SIMULATOR));
    EvidenceItem lone = guest.collect(Transcript.outer(base(attempt), List.of()));
    assertThat(
            reason("pairing", guest.send(with(attempt, List.of(inner, lone), List.of()).request())))
        .isEqualTo("snp.report_data.mismatch");

    Guest.Attempt again = guest.prepare("pairing", "disk", Kem.X25519);
    EvidenceItem stale = quote(new byte[64], activate(SIMULATOR));
    EvidenceItem outer = guest.collect(Transcript.outer(base(again), List.of(stale)));
    assertThat(
            reason("pairing", guest.send(with(again, List.of(stale, outer), List.of()).request())))
        .isEqualTo("tpm.extra_data.mismatch");
  }

  @Test
  void realAndSimulatedItemsDoNotMix() throws Exception {
    scene("mixed", TOGETHER.formatted(Guest.GOOD_HEX, pcr0));
    Guest.Attempt attempt = guest.prepare("mixed", "disk", Kem.X25519);
    EvidenceItem inner = quote(base(attempt), activate(MAKER));
    EvidenceItem outer = guest.collect(Transcript.outer(base(attempt), List.of(inner)));
    assertThat(
            reason("mixed", guest.send(with(attempt, List.of(inner, outer), List.of()).request())))
        .isEqualTo("evidence.simulation_mixed");
  }
}
