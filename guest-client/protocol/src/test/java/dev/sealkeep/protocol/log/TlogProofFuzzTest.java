package dev.sealkeep.protocol.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

class TlogProofFuzzTest {
  @FuzzTest
  void aParsedProofIsSpeltAsItWas(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    LogResult<TlogProof> result = TlogProof.parse(text);
    if (result instanceof LogResult.Accepted<TlogProof>(TlogProof proof)) {
      assertThat(proof.format()).isEqualTo(text);
      assertThat(proof.verify(MerkleHash.EMPTY, NoteExamples.logKey()).reason()).isPresent();
    } else {
      assertThat(result.reason())
          .hasValueSatisfying(
              fault -> assertThat(fault).isIn(LogFault.PROOF_MALFORMED, LogFault.NOTE_MALFORMED));
    }
  }
}
