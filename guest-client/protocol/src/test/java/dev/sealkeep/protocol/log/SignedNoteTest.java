package dev.sealkeep.protocol.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignedNoteTest {
  private static final LogVerifierKey SPEC_KEY =
      LogVerifierKey.parse(NoteExamples.SPEC_KEY).orElseThrow();

  @Test
  void theSpecificationsExampleVerifies() {
    SignedNote note = SignedNote.parse(NoteExamples.SPEC_NOTE).orElseThrow();
    assertThat(note.text()).isEqualTo("This is an example message.\n");
    assertThat(note.verify(List.of(SPEC_KEY))).isEqualTo(LogResult.accepted(List.of(SPEC_KEY)));
    assertThat(note.format()).isEqualTo(NoteExamples.SPEC_NOTE);
  }

  @Test
  void aLogAndAWitnessVerifyOnOneNote() {
    SignedNote note = SignedNote.parse(NoteExamples.COSIGNED).orElseThrow();
    List<NoteKey> both = List.of(NoteExamples.logKey(), NoteExamples.witnessKey());
    assertThat(note.verify(both)).isEqualTo(LogResult.accepted(both));
    assertThat(WitnessKey.timestamp(note.signatures().get(1).signature())).hasValue(1_700_000_000L);
  }

  @Test
  void signingGivesThePublishedSignature() {
    try (LogSigner signer = NoteExamples.logSigner()) {
      assertThat(signer.sign(NoteExamples.CHECKPOINT_TEXT).format())
          .isEqualTo(NoteExamples.CHECKPOINT_TEXT + "\n" + NoteExamples.LOG_LINE + "\n");
    }
  }

  @Test
  void everyAlteredBitOfTextOrSignatureIsRefused() {
    byte[] good = NoteExamples.SPEC_NOTE.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < good.length; i++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] bad = good.clone();
        bad[i] ^= (byte) (1 << bit);
        assertThat(SignedNote.parse(bad).then(note -> note.verify(List.of(SPEC_KEY))).reason())
            .as("byte %d, bit %d", i, bit)
            .isPresent();
      }
    }
  }

  @Test
  void aKnownKeysBadLineRefusesTheWholeNote() {
    SignedNote good = SignedNote.parse(NoteExamples.COSIGNED).orElseThrow();
    NoteSignature foreign = NoteSignature.of(NoteExamples.witnessKey(), new byte[72]);
    SignedNote bad = good.with(List.of(foreign));
    assertThat(bad.verify(List.of(NoteExamples.logKey(), NoteExamples.witnessKey())).reason())
        .contains(LogFault.NOTE_SIGNATURE_INVALID);
    assertThat(bad.verify(List.of(NoteExamples.logKey())).reason()).isEmpty();
  }

  @Test
  void aKnownKeysLineOfAnotherLengthIsInvalid() {
    for (int length : new int[] {1, 63, 65, 71, 73}) {
      SignedNote note =
          new SignedNote(
              "a\n",
              List.of(
                  NoteSignature.of(SPEC_KEY, new byte[length]),
                  NoteSignature.of(NoteExamples.witnessKey(), new byte[length])));
      assertThat(note.verify(List.of(SPEC_KEY)).reason()).contains(LogFault.NOTE_SIGNATURE_INVALID);
      assertThat(note.verify(List.of(NoteExamples.witnessKey())).reason())
          .contains(LogFault.NOTE_SIGNATURE_INVALID);
    }
  }

  @Test
  void linesThatShareOnlyNameOrOnlyIdAreSkipped() {
    SignedNote good = SignedNote.parse(NoteExamples.SPEC_NOTE).orElseThrow();
    NoteSignature line = good.signatures().getFirst();
    NoteSignature sameId = new NoteSignature("example.com/bar", line.base64());
    NoteSignature sameName =
        new NoteSignature("example.com/foo", "AAAA" + line.base64().substring(4));
    SignedNote mixed = new SignedNote(good.text(), List.of(sameId, sameName, line));
    assertThat(mixed.verify(List.of(SPEC_KEY)).reason()).isEmpty();
    assertThat(
            new SignedNote(good.text(), List.of(sameId, sameName))
                .verify(List.of(SPEC_KEY))
                .reason())
        .contains(LogFault.NOTE_SIGNATURE_MISSING);
  }

  @Test
  void theLastEmptyLineSeparates() {
    try (LogSigner signer = NoteExamples.logSigner()) {
      SignedNote note = signer.sign("a\n\nb\n\n");
      SignedNote parsed = SignedNote.parse(note.format()).orElseThrow();
      assertThat(parsed).isEqualTo(note);
      assertThat(parsed.verify(List.of(signer.verifierKey())).reason()).isEmpty();
    }
  }

  @Test
  void sixteenAndMoreSignaturesAreAcceptedUpToTheMaximum() {
    NoteSignature line = SignedNote.parse(NoteExamples.SPEC_NOTE).orElseThrow().signatures().get(0);
    for (int count : new int[] {16, 17, SignedNote.MAX_SIGNATURES}) {
      assertThat(SignedNote.parse(note(line, count)).orElseThrow().signatures()).hasSize(count);
    }
    assertThat(SignedNote.parse(note(line, SignedNote.MAX_SIGNATURES + 1)).reason())
        .contains(LogFault.NOTE_MALFORMED);
  }

  private static String note(NoteSignature line, int count) {
    return "a\n\n" + (line.line() + "\n").repeat(count);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n",
        "a",
        "a\n",
        "a\n\n",
        "a\n\n\n",
        "a\n— a AAAAAAA=\n", // no empty line
        "\n— a AAAAAAA=\n", // no text
        "a\n\n— a AAAAAAA=", // no last newline
        "a\n\n- a AAAAAAA=\n", // a hyphen
        "a\n\n—a AAAAAAA=\n", // no space
        "a\n\n—  AAAAAAA=\n", // an empty name
        "a\n\n— a+b AAAAAAA=\n",
        "a\n\n— a\u00a0b AAAAAAA=\n",
        "a\n\n— a  AAAAAAA=\n", // two spaces
        "a\n\n— a AAAAAAA= \n",
        "a\n\n— a AAAAAAA\n", // no padding
        "a\n\n— a AAAAAAB=\n", // trailing bits
        "a\n\n— a AAAA-AA=\n", // another alphabet
        "a\n\n— a AAAA\n", // a key id in part
        "a\n\n— a AAAAAA==\n", // a key id alone
        "a\n\n— a \n",
        "a\n\n— a AAAAAAA=\nb\n", // a line that is none
        "a\n\n— a AAAAAAA=\r\n",
        "a\tb\n\n— a AAAAAAA=\n", // a control character
        "a\u0000\n\n— a AAAAAAA=\n",
        "a\ud800\n\n— a AAAAAAA=\n" // a lone surrogate
      })
  void anythingElseIsRefused(String note) {
    assertThat(SignedNote.parse(note).reason()).contains(LogFault.NOTE_MALFORMED);
  }

  @Test
  void bytesThatAreNoUtf8AreRefused() {
    byte[] bytes = NoteExamples.SPEC_NOTE.getBytes(StandardCharsets.UTF_8);
    bytes[0] = (byte) 0xff;
    assertThat(SignedNote.parse(bytes).reason()).contains(LogFault.NOTE_MALFORMED);
  }

  @Test
  void tooLongANoteIsRefused() {
    String line = "— a AAAAAAA=\n";
    String text = "a".repeat(SignedNote.MAX_CHARS - line.length() - 2);
    assertThat(SignedNote.parse(text + "\n\n" + line).reason()).isEmpty();
    assertThat(SignedNote.parse(text + "a\n\n" + line).reason()).contains(LogFault.NOTE_MALFORMED);
  }

  @Test
  void onlyATextIsSigned() {
    try (LogSigner signer = NoteExamples.logSigner()) {
      for (String text : new String[] {"", "a", "a\tb\n", "\ud800\n"}) {
        assertThatThrownBy(() -> signer.sign(text)).isInstanceOf(IllegalArgumentException.class);
      }
    }
  }

  @Test
  void cosignaturesAreAddedAfterTheLogsOwn() {
    List<NoteSignature> lines =
        new ArrayList<>(SignedNote.parse(NoteExamples.COSIGNED).orElseThrow().signatures());
    try (LogSigner signer = NoteExamples.logSigner()) {
      SignedNote note = signer.sign(NoteExamples.CHECKPOINT_TEXT).with(List.of(lines.get(1)));
      assertThat(note.format()).isEqualTo(NoteExamples.COSIGNED);
    }
  }
}
