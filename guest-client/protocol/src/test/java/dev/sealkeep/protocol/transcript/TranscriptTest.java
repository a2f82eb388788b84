package dev.sealkeep.protocol.transcript;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.protocol.evidence.EvidenceItem;
import dev.sealkeep.protocol.name.DecisionId;
import dev.sealkeep.protocol.name.Kem;
import dev.sealkeep.protocol.name.Name;
import dev.sealkeep.protocol.name.Purpose;
import dev.sealkeep.protocol.name.Technology;
import dev.sealkeep.protocol.receipt.TestEscrow;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class TranscriptTest {
  private static final TranscriptInputs INPUTS =
      inputs("body", "log", "a", "bc", Optional.of(new Name("d")), Purpose.UNLOCK, Kem.X25519, 1);

  private static TranscriptInputs inputs(
      String body,
      String log,
      String tenant,
      String key,
      Optional<Name> volume,
      Purpose purpose,
      Kem kem,
      int recipient) {
    return new TranscriptInputs(
        body.getBytes(StandardCharsets.UTF_8),
        log,
        new Name(tenant),
        new Name(key),
        volume,
        purpose,
        kem,
        TestEscrow.repeated(recipient, 32));
  }

  @Test
  void baseIsTheDigestOfTheFieldsInOrder() throws Exception {
    byte[] expected =
        sha512(
            "sealkeep/base/v1".getBytes(StandardCharsets.UTF_8),
            sha256("body".getBytes(StandardCharsets.UTF_8)),
            sha256("log".getBytes(StandardCharsets.UTF_8)),
            new byte[] {'a'},
            new byte[] {'b', 'c'},
            new byte[] {'d'},
            "unlock".getBytes(StandardCharsets.UTF_8),
            new byte[] {0, 32},
            TestEscrow.repeated(1, 32));
    assertThat(Transcript.base(INPUTS)).isEqualTo(expected).hasSize(64);
  }

  @Test
  void everyInputChangesBase() {
    Optional<Name> volume = Optional.of(new Name("d"));
    List<TranscriptInputs> all =
        List.of(
            INPUTS,
            inputs("bodx", "log", "a", "bc", volume, Purpose.UNLOCK, Kem.X25519, 1),
            inputs("body", "lox", "a", "bc", volume, Purpose.UNLOCK, Kem.X25519, 1),
            inputs("body", "log", "x", "bc", volume, Purpose.UNLOCK, Kem.X25519, 1),
            inputs("body", "log", "ab", "c", volume, Purpose.UNLOCK, Kem.X25519, 1),
            inputs("body", "log", "a", "bcd", Optional.empty(), Purpose.UNLOCK, Kem.X25519, 1),
            inputs("body", "log", "a", "bc", Optional.empty(), Purpose.UNLOCK, Kem.X25519, 1),
            inputs("body", "log", "a", "bc", volume, Purpose.ENROLL, Kem.X25519, 1),
            inputs("body", "log", "a", "bc", volume, Purpose.UNLOCK, Kem.X_WING, 1),
            inputs("body", "log", "a", "bc", volume, Purpose.UNLOCK, Kem.X25519, 2));
    Set<String> bases = new HashSet<>();
    all.forEach(inputs -> bases.add(HexFormat.of().formatHex(Transcript.base(inputs))));
    assertThat(bases).hasSameSizeAs(all);
  }

  @Test
  void outerBindsOtherItemsInOrder() throws Exception {
    byte[] base = Transcript.base(INPUTS);
    byte[] label = "sealkeep/outer/v1".getBytes(StandardCharsets.UTF_8);
    EvidenceItem one = new EvidenceItem(Technology.AMD_SEV_SNP, new byte[] {1}, new byte[] {9});
    EvidenceItem two =
        new EvidenceItem(Technology.SIMULATED_AMD_SEV_SNP, new byte[] {2}, new byte[0]);
    assertThat(Transcript.outer(base, List.of())).isEqualTo(sha512(label, base)).hasSize(64);
    assertThat(Transcript.outer(base, List.of(one, two)))
        .isEqualTo(
            sha512(
                label,
                base,
                "amd-sev-snp".getBytes(StandardCharsets.UTF_8),
                sha256(new byte[] {1}),
                "simulated-amd-sev-snp".getBytes(StandardCharsets.UTF_8),
                sha256(new byte[] {2})))
        .isNotEqualTo(Transcript.outer(base, List.of(two, one)));
  }

  @Test
  void sealingInfoHasFixedLayout() {
    byte[] info =
        Transcript.sealingInfo(
            TestEscrow.repeated(1, 64), DecisionId.of(TestEscrow.repeated(2, 16)), 0x01020304);
    assertThat(HexFormat.of().formatHex(info))
        .isEqualTo(
            HexFormat.of().formatHex("sealkeep/hpke/v1".getBytes(StandardCharsets.US_ASCII))
                + "01".repeat(64)
                + "02".repeat(16)
                + "01020304");
  }

  private static byte[] sha256(byte[] data) throws Exception {
    return MessageDigest.getInstance("SHA-256").digest(data);
  }

  /** A second implementation of length-prefixed fields. */
  private static byte[] sha512(byte[]... fields) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      for (byte[] field : fields) {
        out.writeInt(field.length);
        out.write(field);
      }
    } catch (IOException impossible) {
      throw new AssertionError(impossible);
    }
    return MessageDigest.getInstance("SHA-512").digest(bytes.toByteArray());
  }
}
