package dev.sealkeep.protocol.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Optional;

class CborFuzzTest {
  private static final int MAX_BYTES = 1 << 16;

  @FuzzTest
  void whatIsReadHasOneEncoding(byte[] bytes) {
    Optional<byte[]> again = CborReader.decode(bytes, MAX_BYTES).map(CborWriter::encode);
    assertThat(again.orElse(bytes)).isEqualTo(bytes);
  }
}
