package dev.sealkeep.ledger.succession;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealkeep.protocol.log.Checkpoint;
import dev.sealkeep.protocol.log.Entry;
import dev.sealkeep.protocol.log.LogFault;
import dev.sealkeep.protocol.log.LogSigner;
import dev.sealkeep.protocol.log.MerkleHash;
import dev.sealkeep.protocol.name.DecisionId;
import dev.sealkeep.protocol.secret.SecretBytes;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SuccessionTest {
  private static final String ORIGIN = "log.example/one";
  private final LogSigner root = signer("root.example", 1);
  private final LogSigner older = signer(ORIGIN, 2);
  private final LogSigner newer = signer("log.example/two", 3);
  private final Succession succession = of(checkpoint(5, 5), checkpoint(9, 9));

  private static LogSigner signer(String name, int seed) {
    byte[] bytes = new byte[LogSigner.SEED_BYTES];
    bytes[0] = (byte) seed;
    try (SecretBytes secret = SecretBytes.owning(bytes)) {
      return LogSigner.fromSeed(name, secret);
    }
  }

  private static Checkpoint checkpoint(long size, int root) {
    return new Checkpoint(ORIGIN, size, MerkleHash.leaf(new byte[] {(byte) root}));
  }

  private Succession of(Checkpoint kept, Checkpoint signed) {
    return new Succession(
        older.verifierKey(),
        newer.verifierKey(),
        kept,
        signed,
        Instant.parse("2026-11-28T12:00:00.250Z"));
  }

  private LogFault refusal(String text) {
    return Succession.verify(root.sign(text).format(), root.verifierKey()).reason().orElseThrow();
  }

  @Test
  void whatTheRootSignedIsReadAsItWas() {
    for (Checkpoint signed : List.of(checkpoint(5, 5), checkpoint(6, 6), checkpoint(9, 9))) {
      Succession one = of(checkpoint(5, 5), signed);
      assertThat(Succession.verify(one.issue(root).format(), root.verifierKey()).orElseThrow())
          .isEqualTo(one);
      assertThat(one.lost()).isEqualTo(signed.size() - 5);
    }
  }

  @Test
  void anyChangedCharacterIsRefused() {
    String note = succession.issue(root).format();
    for (int at = 0; at < note.length(); at++) {
      char other = note.charAt(at) == 'A' ? 'B' : 'A';
      String changed = note.substring(0, at) + other + note.substring(at + 1);
      assertThat(Succession.verify(changed, root.verifierKey()).toOptional())
          .as("character %d", at)
          .isEmpty();
    }
  }

  @Test
  void anotherSignerIsRefused() {
    assertThat(Succession.verify(succession.issue(older).format(), root.verifierKey()).reason())
        .contains(LogFault.NOTE_SIGNATURE_MISSING);
  }

  @Test
  void aSignedTextOfAnotherFormIsRefused() {
    String text = succession.issue(root).text();
    for (String bad :
        List.of(
            text + "more\n",
            text.replace("/v1\n", "/v2\n"),
            text.replace("\n9 ", "\n4 "),
            text.replace("\n9 ", "\n09 "),
            text.replace("\n9 ", "\n9  "),
            text.replace(".250Z", ".25Z"),
            text.replace(newer.verifierKey().text(), older.verifierKey().text()),
            text.substring(text.indexOf('\n') + 1))) {
      assertThat(refusal(bad)).as(bad).isEqualTo(LogFault.CERTIFICATE_MALFORMED);
    }
  }

  @Test
  void theGapFitsAnEntryUnderTheLongestNames() {
    String longest = "l".repeat(255);
    LogSigner one = signer(longest, 4);
    Succession wide =
        new Succession(
            one.verifierKey(),
            newer.verifierKey(),
            new Checkpoint(longest, Long.MAX_VALUE - 1, MerkleHash.EMPTY),
            new Checkpoint(longest, Long.MAX_VALUE, MerkleHash.EMPTY),
            Instant.EPOCH);
    Entry.Header header =
        new Entry.Header(DecisionId.of(new byte[DecisionId.BYTES]), 1, Entry.SYSTEM_TENANT);

    assertThat(new Entry.Open(header, "log.example/two", wide.gap()).encode()).isNotEmpty();
  }

  @Test
  void whatIsNoSuccessionIsRefused() {
    assertThatThrownBy(() -> of(checkpoint(5, 5), checkpoint(4, 4)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> of(checkpoint(5, 5), checkpoint(5, 6)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> of(new Checkpoint("other", 0, MerkleHash.EMPTY), checkpoint(5, 6)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
