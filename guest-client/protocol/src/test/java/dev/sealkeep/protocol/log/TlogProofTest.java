package dev.sealkeep.protocol.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TlogProofTest {
  private static final List<MerkleHash> LEAVES =
      IntStream.range(0, 11).mapToObj(i -> MerkleHash.leaf(new byte[] {(byte) i})).toList();

  private static final LogVerifierKey KEY = NoteExamples.logKey();

  private static SignedNote checkpoint(int size) {
    try (LogSigner signer = NoteExamples.logSigner()) {
      MerkleHash root = NaiveTree.root(LEAVES.subList(0, size));
      return SignedCheckpoint.sign(new Checkpoint(NoteExamples.ORIGIN, size, root), signer).note();
    }
  }

  private static TlogProof proof(int index, int size) {
    List<MerkleHash> path = NaiveTree.path(index, LEAVES.subList(0, size));
    return new TlogProof(new InclusionProof(index, path), checkpoint(size));
  }

  @Test
  void aProofHasTheSpecifiedLines() {
    String text = proof(1, 3).format();
    assertThat(text)
        .isEqualTo(
            "c2sp.org/tlog-proof@v1\nindex 1\n"
                + LEAVES.get(0).base64()
                + "\n"
                + LEAVES.get(2).base64()
                + "\n\n"
                + checkpoint(3).format());
  }

  @Test
  void proofsSurviveARoundTripAndVerify() {
    for (int size = 1; size <= LEAVES.size(); size++) {
      for (int index = 0; index < size; index++) {
        TlogProof proof = proof(index, size);
        TlogProof parsed = TlogProof.parse(proof.format()).orElseThrow();
        assertThat(parsed).isEqualTo(proof);
        assertThat(parsed.verify(LEAVES.get(index), KEY).orElseThrow().checkpoint().size())
            .isEqualTo(size);
      }
    }
  }

  @Test
  void anExtraLineIsKeptAndChangesNothing() {
    String extra = TlogProof.extra("note".getBytes(StandardCharsets.UTF_8));
    TlogProof proof = new TlogProof(Optional.of(extra), proof(4, 9).inclusion(), checkpoint(9));
    assertThat(proof.format()).contains("@v1\nextra bm90ZQ==\nindex 4\n");
    TlogProof parsed = TlogProof.parse(proof.format()).orElseThrow();
    assertThat(parsed.extra()).contains(extra);
    assertThat(parsed.verify(LEAVES.get(4), KEY).reason()).isEmpty();
  }

  @Test
  void anotherLeafOrIndexOrSizeIsAMismatch() {
    TlogProof good = proof(4, 9);
    assertThat(good.verify(LEAVES.get(5), KEY).reason()).contains(LogFault.PROOF_MISMATCH);
    InclusionProof moved = new InclusionProof(5, good.inclusion().path());
    assertThat(new TlogProof(moved, good.checkpoint()).verify(LEAVES.get(4), KEY).reason())
        .contains(LogFault.PROOF_MISMATCH);
    assertThat(new TlogProof(good.inclusion(), checkpoint(8)).verify(LEAVES.get(4), KEY).reason())
        .contains(LogFault.PROOF_MISMATCH);
  }

  @Test
  void anotherLogsCheckpointIsRefused() {
    try (LogSigner other = NoteExamples.signer(NoteExamples.ORIGIN, 5)) {
      assertThat(proof(4, 9).verify(LEAVES.get(4), other.verifierKey()).reason())
          .contains(LogFault.NOTE_SIGNATURE_MISSING);
    }
  }

  @Test
  void everyAlteredByteIsRefused() {
    byte[] good = proof(4, 9).format().getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < good.length; i++) {
      byte[] bad = good.clone();
      bad[i] ^= 1;
      String text = new String(bad, StandardCharsets.UTF_8);
      assertThat(TlogProof.parse(text).then(p -> p.verify(LEAVES.get(4), KEY)).reason())
          .as("byte %d", i)
          .isPresent();
    }
  }

  @Test
  void brokenLinesAreMalformed() {
    String good = proof(4, 9).format();
    String hash = proof(4, 9).inclusion().path().getFirst().base64();
    for (String bad :
        List.of(
            "",
            "c2sp.org/tlog-proof@v1",
            "c2sp.org/tlog-proof@v1\n",
            "c2sp.org/tlog-proof@v1\n\n",
            good.replace("@v1", "@v2"),
            good.replace("@v1\n", "@v1\r\n"),
            good.replace("@v1\n", "@v1\nextra\n"),
            good.replace("@v1\n", "@v1\nextra AB==\n"),
            good.replace("@v1\n", "@v1\nextra AA==\nextra AA==\n"),
            good.replace("@v1\n", "@v1\nextra " + "A".repeat(4100) + "\n"),
            good.replace("index 4", "index 04"),
            good.replace("index 4", "index -4"),
            good.replace("index 4", "index 9223372036854775808"),
            good.replace("index 4\n", ""),
            good.replace(hash, hash + "="),
            good.replace(hash, hash.substring(4)),
            good.replace(hash + "\n", (hash + "\n").repeat(64)),
            good.replace(hash + "\n", (hash + "\n").repeat(100)))) {
      assertThat(TlogProof.parse(bad).reason()).as(bad).contains(LogFault.PROOF_MALFORMED);
    }
  }

  @Test
  void anEmptyLineTooManyBreaksTheCheckpoint() {
    String good = proof(4, 9).format();
    assertThat(
            TlogProof.parse(good.replace("\n\n", "\n\n\n"))
                .then(proof -> proof.verify(LEAVES.get(4), KEY))
                .reason())
        .isPresent();
    assertThat(TlogProof.parse(good.replace("\n\n", "\n")).reason())
        .contains(LogFault.PROOF_MALFORMED);
  }
}
