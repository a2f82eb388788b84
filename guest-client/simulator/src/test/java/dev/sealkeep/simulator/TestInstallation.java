package dev.sealkeep.simulator;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;

/** The installation that all tests of this JVM share, one view of it for each product. */
public final class TestInstallation {
  public static final Instant NOT_BEFORE = Instant.parse("2026-03-01T00:00:00Z");
  public static final byte[] MEASUREMENT = filled(48, 0x4D);
  public static final byte[] REPORT_DATA = filled(64, 0x52);
  public static final String PROVIDER = "CN=cc-one.example";

  private static final SnpInstallation MILAN =
      SnpInstallation.inMemory(Product.MILAN, random("installation"), NOT_BEFORE);

  private TestInstallation() {}

  public static SnpInstallation of(Product product) {
    return product == Product.MILAN ? MILAN : MILAN.forProduct(product);
  }

  public static SnpGuest guest(Product product) {
    return guest(of(product).processor(1));
  }

  public static SnpGuest guest(SnpProcessor processor) {
    return processor.launch(GuestConfiguration.of(MEASUREMENT).build(), random("guest"));
  }

  public static SecureRandom random(String seed) {
    return new SeededRandom(seed.getBytes(StandardCharsets.UTF_8));
  }

  public static byte[] filled(int length, int value) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  public static X509Certificate parse(byte[] der) {
    try {
      return (X509Certificate)
          java.security.cert.CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der));
    } catch (CertificateException e) {
      throw new AssertionError("not a certificate", e);
    }
  }
}
