package dev.sealkeep.protocol.hpke;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.protocol.name.Kem;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.spec.NamedParameterSpec;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The key schedule against RFC 9180, CFRG's vector set and Tink's X-Wing vector. */
final class KeyScheduleTest {
  private static final HexFormat HEX = HexFormat.of();
  private static final byte[] INFO = HEX.parseHex("4f6465206f6e2061204772656369616e2055726e");

  private static void assertSchedule(HpkeSuite suite, String secret, String key, String nonce)
      throws GeneralSecurityException {
    KeySchedule schedule = KeySchedule.derive(suite, HEX.parseHex(secret), INFO);
    assertThat(HEX.formatHex(schedule.key())).isEqualTo(key);
    assertThat(HEX.formatHex(schedule.baseNonce())).isEqualTo(nonce);
    schedule.close();
    assertThat(schedule.key()).containsOnly(0);
  }

  @Test
  void followsRfc9180AppendixA1() throws Exception {
    assertSchedule(
        new HpkeSuite(0x0020, 1, 16),
        "fe0e18c9f024ce43799ae393c7e8fe8fce9d218875e8227b0187c04e7d2ea1fc",
        "4531685d41d65f03dc48f6b8302c05b0",
        "56d890e5accaaf011cff4b7d");
  }

  @Test
  void followsCfrgVectorWithAes256() throws Exception {
    assertSchedule(
        HpkeSuite.of(Kem.X25519),
        "3101c54c3a4f87439eaac080699ed9bbcc726ffe44e860c0424ccb7e3e2ead7b",
        "f50b0609186798729ed0564b36ef2ef8044f1f9d05636874d1f46c819c7a669f",
        "151d9929e2449747889bc923");
  }

  @Test
  void followsTinksXWingVector() throws Exception {
    assertSchedule(
        HpkeSuite.of(Kem.X_WING),
        "8ad011c01f58781b361133d45c21baa5d746c4e770b07241c1b7dec8ffa7c38b",
        "f3feebcd615572e1c36b2894360289f7a4fc39a1bd315a6c93375dffa927deb8",
        "24a3d45c5a2caac43579a55a");
  }

  @Test
  void spellsSuiteIds() {
    assertThat(HEX.formatHex(HpkeSuite.of(Kem.X25519).id())).isEqualTo("48504b45002000010002");
    assertThat(HEX.formatHex(HpkeSuite.of(Kem.X_WING).id())).isEqualTo("48504b45647a00010002");
  }

  @Test
  void dhKemFollowsRfc9180AppendixA1() throws Exception {
    ScriptedRandom random =
        ScriptedRandom.ofHex("4612c550263fc8ad58375df3f557aac531d26850903e55a9f23f21d8534e8ac8");
    KeyPairGenerator generator = KeyPairGenerator.getInstance("X25519");
    generator.initialize(NamedParameterSpec.X25519, random);
    DhKem kem = new DhKem(generator.generateKeyPair());
    assertThat(HEX.formatHex(kem.publicKey()))
        .isEqualTo("3948cfe0ad1ddb695d780e59077195da6c56506b027329794ab02bca80815c4d");
    byte[] enc = HEX.parseHex("37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431");
    assertThat(HEX.formatHex(kem.decapsulate(enc)))
        .isEqualTo("fe0e18c9f024ce43799ae393c7e8fe8fce9d218875e8227b0187c04e7d2ea1fc");
  }

  @Test
  void xWingFollowsTheDraft() throws Exception {
    ScriptedRandom random = ScriptedRandom.ofHex(XWingVector.EXPANDED_SEED);
    KeyPairGenerator mlKem = KeyPairGenerator.getInstance("ML-KEM-768");
    mlKem.initialize(NamedParameterSpec.ML_KEM_768, random);
    KeyPairGenerator x25519 = KeyPairGenerator.getInstance("X25519");
    x25519.initialize(NamedParameterSpec.X25519, random);
    XWing kem = new XWing(mlKem.generateKeyPair(), x25519.generateKeyPair());
    byte[] secret = kem.decapsulate(XWingVector.bytes(XWingVector.ENCAPSULATION));
    assertThat(HEX.formatHex(secret)).isEqualTo(XWingVector.SHARED_SECRET);
  }
}
