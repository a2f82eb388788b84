package dev.sealkeep.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.SignatureException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PSSParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CertificateChainTest {
  @ParameterizedTest
  @EnumSource(Product.class)
  void chainsVerifyUpToTheRootWithTheJdk(Product product) throws Exception {
    SnpInstallation installation = TestInstallation.of(product);
    SnpProcessor processor = installation.processor(1);
    processor.loadVlek(TestInstallation.PROVIDER);
    X509Certificate ark = TestInstallation.parse(installation.ark());
    X509Certificate ask = TestInstallation.parse(installation.ask());
    X509Certificate asvk = TestInstallation.parse(installation.asvk());
    X509Certificate vcek = TestInstallation.parse(processor.certificate(SigningKey.VCEK));
    X509Certificate vlek = TestInstallation.parse(processor.certificate(SigningKey.VLEK));

    ark.verify(ark.getPublicKey());
    ask.verify(ark.getPublicKey());
    asvk.verify(ark.getPublicKey());
    vcek.verify(ask.getPublicKey());
    vlek.verify(asvk.getPublicKey());

    assertThatThrownBy(() -> vcek.verify(asvk.getPublicKey()))
        .isInstanceOf(SignatureException.class);
    String line = product.line();
    assertThat(List.of(ark, ask, asvk, vcek, vlek))
        .extracting(CertificateChainTest::subjectCommonName)
        .containsExactly("ARK-" + line, "SEV-" + line, "SEV-VLEK-" + line, "SEV-VCEK", "SEV-VLEK");
    assertThat(vcek.getIssuerX500Principal()).isEqualTo(ask.getSubjectX500Principal());
    assertThat(vlek.getIssuerX500Principal()).isEqualTo(asvk.getSubjectX500Principal());
    assertThat(ark.getPublicKey())
        .isInstanceOfSatisfying(
            RSAPublicKey.class, key -> assertThat(key.getModulus().bitLength()).isEqualTo(4096));
    assertThat(vcek.getPublicKey())
        .isInstanceOfSatisfying(
            ECPublicKey.class,
            key -> assertThat(key.getParams().getOrder().bitLength()).isEqualTo(384));
  }

  @Test
  void chainVerifiesWithBouncyCastle() throws Exception {
    SnpInstallation installation = TestInstallation.of(Product.GENOA);
    X509CertificateHolder ask = new X509CertificateHolder(installation.ask());
    byte[] vcek = installation.processor(1).certificate(SigningKey.VCEK);
    JcaContentVerifierProviderBuilder verifiers =
        new JcaContentVerifierProviderBuilder().setProvider(new BouncyCastleProvider());

    assertThat(new X509CertificateHolder(vcek).isSignatureValid(verifiers.build(ask))).isTrue();
  }

  @Test
  void signatureParametersAreThoseOfTheVendor() throws Exception {
    X509Certificate ask = TestInstallation.parse(TestInstallation.of(Product.MILAN).ask());
    java.security.AlgorithmParameters parameters =
        java.security.AlgorithmParameters.getInstance("RSASSA-PSS");
    parameters.init(ask.getSigAlgParams());
    PSSParameterSpec pss = parameters.getParameterSpec(PSSParameterSpec.class);

    assertThat(pss.getDigestAlgorithm()).isEqualTo("SHA-384");
    assertThat(pss.getMGFParameters()).hasFieldOrPropertyWithValue("digestAlgorithm", "SHA-384");
    assertThat(pss.getSaltLength()).isEqualTo(48);
    assertThat(pss.getTrailerField()).isEqualTo(1);
  }

  @Test
  void authoritiesMaySignCertificatesAndTheRootCrls() {
    SnpInstallation installation = TestInstallation.of(Product.MILAN);
    X509Certificate ark = TestInstallation.parse(installation.ark());
    X509Certificate ask = TestInstallation.parse(installation.ask());

    assertThat(ark.getBasicConstraints()).isEqualTo(Integer.MAX_VALUE);
    assertThat(ask.getBasicConstraints()).isZero();
    assertThat(ark.getKeyUsage()[5]).isTrue();
    assertThat(ark.getKeyUsage()[6]).isTrue();
    assertThat(ask.getKeyUsage()[6]).isFalse();
    assertThat(ask.getSerialNumber()).isEqualTo(BigInteger.valueOf(0x10001));
  }

  @Test
  void endorsementCertificatesHaveSerialZeroAndTheVendorsValidity() {
    SnpProcessor processor = TestInstallation.of(Product.MILAN).processor(1);
    processor.loadVlek(TestInstallation.PROVIDER);
    X509Certificate vcek = TestInstallation.parse(processor.certificate(SigningKey.VCEK));
    X509Certificate vlek = TestInstallation.parse(processor.certificate(SigningKey.VLEK));

    assertThat(vcek.getSerialNumber()).isEqualTo(BigInteger.ZERO);
    assertThat(vcek.getVersion()).isEqualTo(3);
    assertThat(vcek.getNotBefore().toInstant()).isEqualTo(TestInstallation.NOT_BEFORE);
    assertThat(vcek.getNotAfter().toInstant()).isEqualTo(Instant.parse("2033-03-01T00:00:00Z"));
    assertThat(vlek.getNotAfter().toInstant()).isEqualTo(Instant.parse("2027-03-01T00:00:00Z"));
  }

  @Test
  void rootPinIsTheDigestOfTheRootsKey() throws Exception {
    SnpInstallation installation = TestInstallation.of(Product.TURIN);
    byte[] spki = TestInstallation.parse(installation.ark()).getPublicKey().getEncoded();

    assertThat(installation.rootSpkiSha256())
        .isEqualTo(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(spki)));
  }

  @Test
  void impostorHasTheNamesUnderAnotherRoot() throws Exception {
    SnpInstallation real = TestInstallation.of(Product.MILAN);
    SnpInstallation impostor = real.impostor();
    X509Certificate realArk = TestInstallation.parse(real.ark());
    X509Certificate ark = TestInstallation.parse(impostor.ark());
    X509Certificate ask = TestInstallation.parse(impostor.ask());

    assertThat(ark.getSubjectX500Principal()).isEqualTo(realArk.getSubjectX500Principal());
    assertThat(impostor.rootSpkiSha256()).isNotEqualTo(real.rootSpkiSha256());
    ask.verify(ark.getPublicKey());
    assertThatThrownBy(() -> ask.verify(realArk.getPublicKey()))
        .isInstanceOf(SignatureException.class);
  }

  @Test
  void crlNamesTheRevokedSerialsUnderTheRootsSignature() throws Exception {
    SnpInstallation installation = TestInstallation.of(Product.GENOA);
    BigInteger revoked = Authority.ASK.serial(Product.GENOA);
    Instant now = Instant.parse("2026-06-01T00:00:00Z");
    byte[] der = installation.crl(List.of(revoked), now, now.plus(Duration.ofDays(30)));
    X509CRL crl =
        (X509CRL)
            java.security.cert.CertificateFactory.getInstance("X.509")
                .generateCRL(new ByteArrayInputStream(der));
    X509Certificate ark = TestInstallation.parse(installation.ark());

    crl.verify(ark.getPublicKey());
    assertThat(crl.getIssuerX500Principal()).isEqualTo(ark.getSubjectX500Principal());
    assertThat(crl.isRevoked(TestInstallation.parse(installation.ask()))).isTrue();
    assertThat(crl.isRevoked(TestInstallation.parse(installation.asvk()))).isFalse();
    assertThat(crl.getThisUpdate().toInstant()).isEqualTo(now);
    assertThat(crl.getNextUpdate().toInstant()).isEqualTo(now.plus(Duration.ofDays(30)));
  }

  private static String subjectCommonName(X509Certificate certificate) {
    String name = certificate.getSubjectX500Principal().getName();
    assertThat(name).contains("O=Sealkeep Simulator");
    return name.substring("CN=".length(), name.indexOf(','));
  }
}
