package dev.sealkeep.protocol.wire;

import com.code_intelligence.jazzer.junit.FuzzTest;

final class StrictJsonFuzzTest {
  @FuzzTest
  void readsAnyBytesWithoutThrowing(byte[] data) {
    Parsed<JsonValue> parsed = StrictJson.parse(data, JsonLimits.ofMessage(1 << 16));
    if (parsed.toOptional().isPresent() == parsed.rejection().isPresent()) {
      throw new AssertionError("neither accepted nor refused");
    }
  }

  @FuzzTest
  void canonicalBase64HasOneSpelling(byte[] data) {
    String text = new String(data, java.nio.charset.StandardCharsets.ISO_8859_1);
    Base64Url.decode(text)
        .ifPresent(
            bytes -> {
              if (!Base64Url.encode(bytes).equals(text)) {
                throw new AssertionError("a second spelling was read");
              }
            });
  }
}
