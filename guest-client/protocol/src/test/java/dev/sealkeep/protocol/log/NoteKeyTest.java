package dev.sealkeep.protocol.log;

import static dev.sealkeep.protocol.log.GoldenEntries.hex;
import static dev.sealkeep.protocol.log.GoldenEntries.range;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealkeep.protocol.secret.SecretAccess;
import dev.sealkeep.protocol.secret.SecretBytes;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Security;
import java.security.SignatureSpi;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NoteKeyTest {
  @ParameterizedTest
  @ValueSource(strings = {NoteExamples.SPEC_KEY, NoteExamples.LOG_KEY})
  void aKeyIsParsedAndSpeltAlike(String text) {
    assertThat(LogVerifierKey.parse(text).orElseThrow().text()).isEqualTo(text);
  }

  @Test
  void aKeyShowsItsParts() {
    LogVerifierKey key = NoteExamples.logKey();
    assertThat(key.name()).isEqualTo("log.example/test");
    assertThat(key.keyId()).isEqualTo(0x6ffdf1c0);
    assertThat(key.publicKey())
        .isEqualTo(hex("03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "example.com/foo",
        "example.com/foo+530d903a",
        "+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/fo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/foo+530D903A+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/foo+30d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2",
        "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k=",
        "example.com/foo+530d903a+",
        "example.com/ foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        NoteExamples.WITNESS_KEY
      })
  void anythingElseIsRefused(String text) {
    assertThat(LogVerifierKey.parse(text).reason()).contains(LogFault.KEY_MALFORMED);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 31, 33})
  void aKeyOfAnotherSizeIsRefused(int size) {
    assertThat(LogVerifierKey.of("log.example", new byte[size]).reason())
        .contains(LogFault.KEY_MALFORMED);
  }

  @Test
  void aKeyOffTheCurveIsRefused() {
    // y = 2 has no x on the curve.
    byte[] off = new byte[32];
    off[0] = 2;
    assertThat(LogVerifierKey.of("log.example", off).reason()).contains(LogFault.KEY_MALFORMED);
  }

  @Test
  void aWitnessKeyIsNoLogKeyAndTheReverse() {
    assertThat(NoteExamples.witnessKey().text()).isEqualTo(NoteExamples.WITNESS_KEY);
    assertThat(NoteExamples.witnessKey().keyId()).isEqualTo(0x20324abe);
    assertThat(WitnessKey.parse(NoteExamples.LOG_KEY).reason()).contains(LogFault.KEY_MALFORMED);
  }

  @Test
  void aSeedYieldsItsPublishedKey() {
    try (LogSigner signer = NoteExamples.logSigner()) {
      assertThat(signer.verifierKey().text()).isEqualTo(NoteExamples.LOG_KEY);
    }
  }

  @Test
  void aSeedSurvivesARoundTrip() {
    try (LogSigner signer = LogSigner.generate("log.example", new SecureRandom());
        SecretBytes seed = signer.seed();
        LogSigner again = LogSigner.fromSeed("log.example", seed)) {
      assertThat(again.verifierKey()).isEqualTo(signer.verifierKey());
      assertThat(again.sign("a\n")).isEqualTo(signer.sign("a\n"));
    }
  }

  @Test
  void aPkcs8KeyIsReadInItsOneForm() {
    byte[] der = hex("302e020100300506032b657004220420" + "00".repeat(32));
    System.arraycopy(range(0, 32), 0, der, 16, 32);
    try (SecretBytes pkcs8 = SecretBytes.copyOf(der);
        LogSigner signer = LogSigner.fromPkcs8(NoteExamples.ORIGIN, pkcs8).orElseThrow()) {
      assertThat(signer.verifierKey().text()).isEqualTo(NoteExamples.LOG_KEY);
    }
    der[4] ^= 1;
    assertThat(LogSigner.fromPkcs8(NoteExamples.ORIGIN, SecretBytes.copyOf(der))).isEmpty();
    assertThat(LogSigner.fromPkcs8("x", SecretBytes.owning(Arrays.copyOf(der, 47)))).isEmpty();
  }

  @Test
  void aProviderThatDoesNotMakeTheOneSignatureIsNotUsed() {
    try (LogSigner signer = NoteExamples.logSigner()) {
      Provider own = Security.getProvider("SunEC");
      assertThat(signer.by(own).orElseThrow().sign("text\n")).isEqualTo(signer.sign("text\n"));
      assertThat(signer.by(Security.getProvider("SunRsaSign"))).isEmpty();
      assertThat(signer.by(new WrongSignatures())).isEmpty();
    }
  }

  /** Signs anything with 64 zeros. */
  private static final class WrongSignatures extends Provider {
    private static final long serialVersionUID = 1L;

    WrongSignatures() {
      super("Wrong", "1", "");
      put("Signature.Ed25519", ZeroSignature.class.getName());
    }
  }

  /** What that provider signs with. */
  public static final class ZeroSignature extends SignatureSpi {
    @Override
    protected void engineInitVerify(PublicKey key) {}

    @Override
    protected void engineInitSign(PrivateKey key) {}

    @Override
    protected void engineUpdate(byte octet) {}

    @Override
    protected void engineUpdate(byte[] octets, int from, int length) {}

    @Override
    protected byte[] engineSign() {
      return new byte[64];
    }

    @Override
    protected boolean engineVerify(byte[] signature) {
      return false;
    }

    @Override
    @Deprecated
    protected void engineSetParameter(String name, Object value) {}

    @Override
    @Deprecated
    protected Object engineGetParameter(String name) {
      throw new UnsupportedOperationException(name);
    }
  }

  @Test
  void aBadSeedOrNameIsRefused() {
    assertThatThrownBy(() -> LogSigner.fromSeed("a", SecretBytes.owning(new byte[31])))
        .isInstanceOf(IllegalArgumentException.class);
    for (String name : new String[] {"", "a b", "a+b", "a\u00a0b", "a\nb", "a\u0085b", "\ud800"}) {
      assertThatThrownBy(() -> LogSigner.fromSeed(name, SecretBytes.owning(new byte[32])))
          .as(name)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aClosedSignerSignsNoMore() {
    LogSigner signer = NoteExamples.logSigner();
    signer.close();
    assertThatThrownBy(() -> signer.sign("a\n")).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aSignerPrintsNoSecret() {
    try (LogSigner signer = NoteExamples.logSigner();
        SecretBytes seed = signer.seed()) {
      byte[] bytes = seed.bytes(SecretAccess.get());
      assertThat(signer.toString())
          .contains(NoteExamples.LOG_KEY)
          .doesNotContain(Base64.getEncoder().encodeToString(bytes).substring(0, 8));
    }
  }
}
