package dev.sealkeep.protocol.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;

class SignedNoteFuzzTest {
  @FuzzTest
  void aParsedNoteIsSpeltAsItWas(byte[] bytes) {
    LogResult<SignedNote> result = SignedNote.parse(bytes);
    if (result instanceof LogResult.Accepted<SignedNote>(SignedNote note)) {
      assertThat(note.format().getBytes(StandardCharsets.UTF_8)).isEqualTo(bytes);
      assertThat(note.verify(List.of(NoteExamples.logKey(), NoteExamples.witnessKey())))
          .isNotNull();
    } else {
      assertThat(result.reason()).contains(LogFault.NOTE_MALFORMED);
    }
  }

  @FuzzTest
  void aParsedKeyIsSpeltAsItWas(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    LogResult<LogVerifierKey> result = LogVerifierKey.parse(text);
    if (result instanceof LogResult.Accepted<LogVerifierKey>(LogVerifierKey key)) {
      assertThat(key.text()).isEqualTo(text);
    } else {
      assertThat(result.reason()).contains(LogFault.KEY_MALFORMED);
    }
  }
}
