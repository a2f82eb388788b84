package dev.sealkeep.simulator;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;

/** The installation that all tests of this JVM share, one view of it for each product. */
final class TestInstallation {
  static final Instant NOT_BEFORE = Instant.parse("2026-03-01T00:00:00Z");
  static final byte[] MEASUREMENT = filled(48, 0x4D);
  static final byte[] REPORT_DATA = filled(64, 0x52);
  static final String PROVIDER = "CN=cc-one.example";

  private static final SnpInstallation MILAN =
      SnpInstallation.inMemory(Product.MILAN, random("installation"), NOT_BEFORE);

  private TestInstallation() {}

  static SnpInstallation of(Product product) {
    return product == Product.MILAN ? MILAN : MILAN.forProduct(product);
  }

  static SnpGuest guest(Product product) {
    return guest(of(product).processor(1));
  }

  static SnpGuest guest(SnpProcessor processor) {
    return processor.launch(GuestConfiguration.of(MEASUREMENT).build(), random("guest"));
  }

  static SecureRandom random(String seed) {
    return new SeededRandom(seed.getBytes(StandardCharsets.UTF_8));
  }

  static byte[] filled(int length, int value) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  static X509Certificate parse(byte[] der) {
    try {
      return (X509Certificate)
          java.security.cert.CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der));
    } catch (CertificateException e) {
      throw new AssertionError("not a certificate", e);
    }
  }
}
