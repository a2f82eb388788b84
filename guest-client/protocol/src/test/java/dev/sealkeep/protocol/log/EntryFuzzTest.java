package dev.sealkeep.protocol.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

class EntryFuzzTest {
  @FuzzTest
  void aDecodedEntryEncodesToTheSameBytes(byte[] bytes) {
    LogResult<Entry> result = Entry.decode(bytes);
    if (result instanceof LogResult.Accepted<Entry>(Entry entry)) {
      assertThat(entry.encode()).isEqualTo(bytes);
    } else {
      assertThat(result.reason())
          .hasValueSatisfying(
              fault -> assertThat(fault).isIn(LogFault.ENTRY_ENCODING, LogFault.ENTRY_MALFORMED));
    }
  }
}
