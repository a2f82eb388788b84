package dev.sealkeep.protocol.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointTest {
  private static final String ROOT = "XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=";
  private static final String EMPTY_ROOT = MerkleHash.EMPTY.base64();

  @Test
  void aCheckpointIsParsedAndSpeltAlike() {
    Checkpoint checkpoint = Checkpoint.parse(NoteExamples.CHECKPOINT_TEXT).orElseThrow();
    assertThat(checkpoint.origin()).isEqualTo("log.example/test");
    assertThat(checkpoint.size()).isEqualTo(8);
    assertThat(checkpoint.root().base64()).isEqualTo(ROOT);
    assertThat(checkpoint.extensions()).isEmpty();
    assertThat(checkpoint.text()).isEqualTo(NoteExamples.CHECKPOINT_TEXT);
  }

  @Test
  void extensionLinesAreKept() {
    String text = NoteExamples.CHECKPOINT_TEXT + "one\ntwo\n";
    Checkpoint checkpoint = Checkpoint.parse(text).orElseThrow();
    assertThat(checkpoint.extensions()).containsExactly("one", "two");
    assertThat(checkpoint.text()).isEqualTo(text);
  }

  @Test
  void theLargestSizeIsAccepted() {
    String text = "log.example\n9223372036854775807\n" + ROOT + "\n";
    assertThat(Checkpoint.parse(text).orElseThrow().size()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void anEmptyTreeHasTheEmptyRootAlone() {
    assertThat(Checkpoint.parse("log.example\n0\n" + EMPTY_ROOT + "\n").reason()).isEmpty();
    assertThat(Checkpoint.parse("log.example\n0\n" + ROOT + "\n").reason())
        .contains(LogFault.CHECKPOINT_MALFORMED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n",
        "log.example\n",
        "log.example\n8\n",
        "log.example\n8\n" + ROOT, // no last newline
        "\n8\n" + ROOT + "\n",
        "log example\n8\n" + ROOT + "\n",
        "log+example\n8\n" + ROOT + "\n",
        "log.example\n\n" + ROOT + "\n",
        "log.example\n08\n" + ROOT + "\n",
        "log.example\n+8\n" + ROOT + "\n",
        "log.example\n-8\n" + ROOT + "\n",
        "log.example\n8 \n" + ROOT + "\n",
        "log.example\n٨\n" + ROOT + "\n",
        "log.example\n9223372036854775808\n" + ROOT + "\n",
        "log.example\n18446744073709551616\n" + ROOT + "\n",
        "log.example\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg\n",
        "log.example\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyh=\n",
        "log.example\n8\nAAAA\n",
        "log.example\n8\n\n",
        "log.example\n8\n" + ROOT + "\n\n", // an empty extension line
        "log.example\n8\n" + ROOT + "\na\tb\n"
      })
  void anythingElseIsRefused(String text) {
    assertThat(Checkpoint.parse(text).reason()).contains(LogFault.CHECKPOINT_MALFORMED);
  }

  @Test
  void aSignedCheckpointOpensUnderItsKeyAlone() {
    SignedCheckpoint signed =
        SignedCheckpoint.open(NoteExamples.COSIGNED, NoteExamples.logKey()).orElseThrow();
    assertThat(signed.checkpoint().size()).isEqualTo(8);
    assertThat(signed.note().format()).isEqualTo(NoteExamples.COSIGNED);
    try (LogSigner other = NoteExamples.signer(NoteExamples.ORIGIN, 1)) {
      assertThat(SignedCheckpoint.open(NoteExamples.COSIGNED, other.verifierKey()).reason())
          .contains(LogFault.NOTE_SIGNATURE_MISSING);
    }
  }

  @Test
  void aCheckpointOfAnotherOriginIsRefused() {
    try (LogSigner other = NoteExamples.signer("other.example", 0)) {
      SignedNote note = other.sign(NoteExamples.CHECKPOINT_TEXT);
      assertThat(SignedCheckpoint.open(note, other.verifierKey()).reason())
          .contains(LogFault.CHECKPOINT_ORIGIN);
      Checkpoint checkpoint = Checkpoint.parse(NoteExamples.CHECKPOINT_TEXT).orElseThrow();
      assertThatThrownBy(() -> SignedCheckpoint.sign(checkpoint, other))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aSignedTextThatIsNoCheckpointIsRefused() {
    try (LogSigner signer = NoteExamples.logSigner()) {
      SignedNote note = signer.sign("log.example/test\nmany\n");
      assertThat(SignedCheckpoint.open(note, signer.verifierKey()).reason())
          .contains(LogFault.CHECKPOINT_MALFORMED);
    }
  }

  @Test
  void constructorsRefuseWhatTheFormatDoesNotAllow() {
    assertThatThrownBy(() -> new Checkpoint("a", -1, MerkleHash.EMPTY))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Checkpoint("a", 0, MerkleHash.EMPTY, List.of("")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Checkpoint("a", 0, MerkleHash.EMPTY, List.of("a\nb")))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
