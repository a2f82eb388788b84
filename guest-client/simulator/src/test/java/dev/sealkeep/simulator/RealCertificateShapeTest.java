package dev.sealkeep.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.cert.X509CertificateHolder;
import org.junit.jupiter.api.Test;

/** Compares the simulator's certificates with real ones: same extensions, order, tags, lengths. */
class RealCertificateShapeTest {
  @Test
  void milanVcekHasTheShapeOfARealOne() throws Exception {
    compare("milan-v3-oak-release/vcek.der", Product.MILAN, SigningKey.VCEK);
  }

  @Test
  void genoaVcekHasTheShapeOfARealOne() throws Exception {
    compare("genoa-v5/vcek.der", Product.GENOA, SigningKey.VCEK);
  }

  @Test
  void turinVcekHasTheShapeOfARealOne() throws Exception {
    compare("turin-vcek-only/vcek.der", Product.TURIN, SigningKey.VCEK);
  }

  @Test
  void milanVlekHasTheShapeOfARealOne() throws Exception {
    compare("milan-v3-vlek-aws/vlek.der", Product.MILAN, SigningKey.VLEK);
  }

  private static void compare(String vector, Product product, SigningKey kind) throws Exception {
    byte[] realDer = vector(vector);
    X509Certificate real = TestInstallation.parse(realDer);
    SnpProcessor chip = TestInstallation.of(product).processor(1, tcb(real, product));
    chip.loadVlek("CN=cc-us-east-2.amazonaws.com");
    byte[] ourDer = chip.certificate(kind);

    assertThat(shape(ourDer, product)).isEqualTo(shape(realDer, product));
    X509Certificate ours = TestInstallation.parse(ourDer);
    assertThat(ours.getSerialNumber()).isEqualTo(real.getSerialNumber());
    assertThat(ours.getSigAlgParams()).isEqualTo(real.getSigAlgParams());
    assertThat(ours.getPublicKey().getEncoded()).hasSameSizeAs(real.getPublicKey().getEncoded());
  }

  /** Each extension: OID, criticality, length, and its bytes but for the chip's id. */
  private static List<String> shape(byte[] der, Product product) throws IOException {
    X509CertificateHolder certificate = new X509CertificateHolder(der);
    List<String> shape = new ArrayList<>();
    for (var oid : certificate.getExtensions().getExtensionOIDs()) {
      var extension = certificate.getExtension(oid);
      byte[] content = extension.getExtnValue().getOctets();
      boolean chipId = oid.getId().equals(EndorsementProfile.HW_ID);
      assertThat(!chipId || content.length == product.chipIdBytes()).isTrue();
      shape.add(
          oid
              + " "
              + extension.isCritical()
              + " "
              + content.length
              + (chipId ? "" : " " + java.util.HexFormat.of().formatHex(content)));
    }
    return shape;
  }

  private static TcbVersion tcb(X509Certificate certificate, Product product) {
    return new TcbVersion(
        product,
        product.hasFmc() ? integer(certificate, "3.9") : 0,
        integer(certificate, "3.1"),
        integer(certificate, "3.2"),
        integer(certificate, "3.3"),
        integer(certificate, "3.8"));
  }

  private static int integer(X509Certificate certificate, String suffix) {
    return Integer.parseInt(EndorsementExtensionTest.content(certificate, suffix).substring(4), 16);
  }

  private static byte[] vector(String name) throws IOException {
    Path vectors = Path.of(System.getProperty("sealkeep.vectors", "absent"));
    Path file = vectors.resolve("snp").resolve(name);
    assumeThat(Files.exists(file)).as("no vectors in %s", vectors).isTrue();
    return Files.readAllBytes(file);
  }
}
