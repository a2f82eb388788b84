package dev.sealkeep.evidence.tpm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.evidence.Appraisal;
import dev.sealkeep.evidence.AppraisalContext;
import dev.sealkeep.evidence.Binding;
import dev.sealkeep.evidence.Collateral;
import dev.sealkeep.evidence.Evidence;
import dev.sealkeep.evidence.Parsed;
import dev.sealkeep.evidence.Reason;
import dev.sealkeep.evidence.TrustAnchors;
import dev.sealkeep.evidence.signature.SignatureChecks;
import dev.sealkeep.policy.claim.ClaimValue;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real exchanges with a software TPM. */
@Timeout(180)
class TpmExchangeTest {
  private static final int TOOLS_MAGIC = 0xBADC_C0DE;

  @TempDir Path directory;

  private static <T> T accepted(Parsed<T> parsed) {
    return switch (parsed) {
      case Parsed.Accepted<T>(T value) -> value;
      case Parsed.Refused<T>(Reason reason) -> throw new AssertionError(reason);
    };
  }

  private static void makeKeys(SoftwareTpm tpm, String algorithm, String scheme)
      throws IOException, InterruptedException {
    assertThat(
            tpm.run(
                """
                tpm2_createek -Q -G %1$s -c ek.ctx -u ek.pub
                tpm2_createak -Q -C ek.ctx -c ak.ctx -G %1$s -g sha256 -s %2$s -u ak.pub -n ak.name
                tpm2_flushcontext -t
                tpm2_createak -Q -C ek.ctx -c other.ctx -G %1$s -g sha256 -s %2$s -u other.pub
                tpm2_flushcontext -t
                """
                    .formatted(algorithm, scheme)))
        .as(tpm.output())
        .isZero();
  }

  @ParameterizedTest
  @CsvSource({"rsa, rsassa", "ecc, ecdsa"})
  void onlyTheTpmThatHoldsBothKeysOpensTheCredential(String algorithm, String scheme)
      throws Exception {
    try (SoftwareTpm tpm = SoftwareTpm.start(directory)) {
      makeKeys(tpm, algorithm, scheme);
      TpmPublic endorsementKey = accepted(TpmPublic.parse(tpm.file("ek.pub")));
      TpmPublic key = accepted(TpmPublic.parse(tpm.file("ak.pub")));
      assertThat(key.name()).isEqualTo(tpm.file("ak.name"));
      byte[] credential = HexFormat.of().parseHex("00112233445566778899aabbccddeeff");

      assertThat(activate(tpm, endorsementKey, key.name(), credential)).isZero();
      assertThat(tpm.file("credential.out")).isEqualTo(credential);

      byte[] altered = key.name();
      altered[10] ^= 1;
      assertThat(activate(tpm, endorsementKey, altered, credential)).isNotZero();
      byte[] other = accepted(TpmPublic.parse(tpm.file("other.pub"))).name();
      assertThat(activate(tpm, endorsementKey, other, credential)).isNotZero();
    }
  }

  private int activate(SoftwareTpm tpm, TpmPublic endorsementKey, byte[] name, byte[] credential)
      throws IOException, InterruptedException {
    CredentialActivation.Challenge challenge =
        accepted(
            CredentialActivation.challenge(endorsementKey, name, credential, new SecureRandom()));
    byte[] file =
        ByteBuffer.allocate(8 + challenge.credentialBlob().length + challenge.secret().length)
            .putInt(TOOLS_MAGIC)
            .putInt(1)
            .put(challenge.credentialBlob())
            .put(challenge.secret())
            .array();
    Files.write(directory.resolve("credential.in"), file);
    return tpm.run(
        """
        tpm2_startauthsession -Q --policy-session -S session.ctx
        trap 'tpm2_flushcontext session.ctx; tpm2_flushcontext -t' EXIT
        tpm2_policysecret -Q -S session.ctx -c e
        tpm2_activatecredential -Q -c ak.ctx -C ek.ctx -i credential.in -o credential.out \
          -P session:session.ctx
        """);
  }

  @ParameterizedTest
  @CsvSource({
    "rsa, rsassa, RSASSA-PKCS1v1.5 SHA-256",
    "rsa, rsapss, RSASSA-PSS SHA-256",
    "ecc, ecdsa, ECDSA SHA-256",
  })
  void quoteOfARealTpmVerifiesUnderItsKeyAlone(String algorithm, String scheme, String shown)
      throws Exception {
    byte[] transcript = new byte[Binding.Transcript.BYTES];
    transcript[7] = 7;
    Binding binding = new Binding.Transcript(transcript);
    try (SoftwareTpm tpm = SoftwareTpm.start(directory)) {
      makeKeys(tpm, algorithm, scheme);
      assertThat(
              tpm.run(
                  "tpm2_quote -Q -c ak.ctx --scheme %s -l sha256:0,7,23 -q %s -m msg -s sig -o pcrs -F values"
                      .formatted(scheme, binding.shortened())))
          .as(tpm.output())
          .isZero();
      byte[] json = json(tpm, "ak.pub");

      Appraisal.Verified verified =
          (Appraisal.Verified) verify(TrustAnchors.none(), Evidence.of(json), binding);
      assertThat(verified.fields()).containsEntry("signature", shown + " verifies");
      assertThat(verified.claims().get("tpm.ak_bound_by")).contains(new ClaimValue.Symbol("none"));
      assertThat(verified.claims().get("tpm.ek_sha256")).isEmpty();

      AttestationKey key = accepted(AttestationKey.parse(tpm.file("ak.pub")));
      TrustAnchors enrolled =
          TrustAnchors.none()
              .withTrusted(TrustAnchors.TPM2, HexFormat.of().parseHex(key.spkiSha256()));
      Appraisal.Verified known = (Appraisal.Verified) verify(enrolled, Evidence.of(json), binding);
      assertThat(known.claims().get("tpm.ak_bound_by")).contains(new ClaimValue.Symbol("enrolled"));
      assertThat(known.claims().get("tpm.ek_sha256")).isPresent();

      Evidence parts =
          new Evidence(
              tpm.file("msg"),
              List.of(tpm.file("sig"), tpm.file("pcrs"), tpm.file("ak.pub")),
              List.of());
      assertThat(verify(enrolled, parts, binding)).isInstanceOf(Appraisal.Verified.class);
      Appraisal.Rejected rejected =
          (Appraisal.Rejected) verify(enrolled, Evidence.of(json(tpm, "other.pub")), binding);
      assertThat(rejected.reasons())
          .extracting(Reason::code)
          .containsExactly("tpm.ak.name_mismatch", "tpm.signature.invalid");
    }
  }

  private static Appraisal verify(TrustAnchors anchors, Evidence evidence, Binding binding) {
    return new TpmVerifier(anchors, SignatureChecks.fastest())
        .verify(
            evidence, new AppraisalContext(Collateral.none(), Instant.EPOCH, Optional.of(binding)));
  }

  private static byte[] json(SoftwareTpm tpm, String key) throws IOException {
    Base64.Encoder base64 = Base64.getEncoder();
    HexFormat hex = HexFormat.of();
    byte[] pcrs = tpm.file("pcrs");
    return """
    {"ak_public": "%s", "ek_public": "%s",
     "tpm_quote": {"message": "%s", "signature": "%s",
       "pcrs": {"sha256": {"0": "%s", "7": "%s", "23": "%s"}}}}
    """
        .formatted(
            base64.encodeToString(tpm.file(key)),
            base64.encodeToString(tpm.file("ek.pub")),
            base64.encodeToString(tpm.file("msg")),
            base64.encodeToString(tpm.file("sig")),
            hex.formatHex(pcrs, 0, 32),
            hex.formatHex(pcrs, 32, 64),
            hex.formatHex(pcrs, 64, 96))
        .getBytes(StandardCharsets.UTF_8);
  }
}
