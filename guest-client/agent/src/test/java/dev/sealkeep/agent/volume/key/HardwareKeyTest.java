package dev.sealkeep.agent.volume.key;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.protocol.log.Fallbacks;
import dev.sealkeep.protocol.name.Name;
import dev.sealkeep.protocol.name.Technology;
import dev.sealkeep.protocol.secret.SecretAccess;
import dev.sealkeep.protocol.secret.SecretBytes;
import dev.sealkeep.protocol.wire.LowerHex;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Keys with a derived part; the formats are fixed, and were computed with another program. */
final class HardwareKeyTest {
  private static final Name ROOT = new Name("root");
  private static final UUID VOLUME = UUID.fromString("7f3a2d0c-6c5b-4c0e-9b1e-2f6d3a4b5c6d");

  private static SecretBytes counting(int bytes) {
    byte[] counting = new byte[bytes];
    for (int i = 0; i < bytes; i++) {
      counting[i] = (byte) i;
    }
    return SecretBytes.owning(counting);
  }

  private static SecretBytes text(String text) {
    return SecretBytes.owning(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static String hex(SecretBytes secret) {
    return LowerHex.encode(secret.bytes(SecretAccess.get()));
  }

  private static SecretBytes derived() {
    return HardwareKey.derived(counting(32), Technology.AMD_SEV_SNP, ROOT);
  }

  @Test
  void keysAreThoseOfTheFirstRelease() {
    assertThat(hex(derived()))
        .isEqualTo("7baf08e79ccecc7e63096b969052770517d12feb03b7e543cbf31950646e0ebc");
    assertThat(hex(HardwareKey.split(text("an escrowed key of any length"), derived(), ROOT)))
        .isEqualTo("ba009124a8224a087a90a3b92c36205f5ac9367f86fb49302293aea3025a3080");
  }

  /** Length-framed: bytes do not move from one part to the other. */
  @Test
  void everyInputTellsKeysApart() {
    List<String> keys = new ArrayList<>();
    keys.add(hex(derived()));
    keys.add(hex(HardwareKey.derived(counting(32), Technology.AMD_SEV_SNP, new Name("data"))));
    keys.add(hex(HardwareKey.derived(counting(31), Technology.AMD_SEV_SNP, ROOT)));
    keys.add(hex(HardwareKey.derived(counting(32), Technology.INTEL_SGX, ROOT)));
    keys.add(hex(HardwareKey.split(text("ab"), text("cd"), ROOT)));
    keys.add(hex(HardwareKey.split(text("a"), text("bcd"), ROOT)));
    keys.add(hex(HardwareKey.split(text("abcd"), text(""), ROOT)));
    keys.add(hex(HardwareKey.split(text("cd"), text("ab"), ROOT)));
    keys.add(hex(HardwareKey.split(text("ab"), text("cd"), new Name("data"))));
    assertThat(keys).doesNotHaveDuplicates();
  }

  @Test
  void macOfFallbacksIsThatOfTheFirstRelease() {
    Fallbacks uses = new Fallbacks(3, 1_790_000_000L, 1_790_000_500L);
    try (FallbackMac mac = FallbackMac.of(counting(64), VOLUME)) {
      byte[] bytes = mac.of(uses);
      assertThat(LowerHex.encode(bytes))
          .isEqualTo("76ee16984f106e7c683ff70d7afe1865041adfdb33d9d3857bbcb1cf1ddb8b07");
      assertThat(mac.verifies(uses, bytes)).isTrue();
      assertThat(mac.verifies(new Fallbacks(4, 1_790_000_000L, 1_790_000_500L), bytes)).isFalse();
      assertThat(mac.verifies(new Fallbacks(3, 1_790_000_001L, 1_790_000_500L), bytes)).isFalse();
      assertThat(mac.verifies(new Fallbacks(3, 1_790_000_000L, 1_790_000_501L), bytes)).isFalse();
      try (FallbackMac other = FallbackMac.of(counting(64), new UUID(1, 2));
          FallbackMac another = FallbackMac.of(counting(63), VOLUME)) {
        assertThat(other.verifies(uses, bytes)).isFalse();
        assertThat(another.verifies(uses, bytes)).isFalse();
      }
    }
  }
}
