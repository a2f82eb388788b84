package dev.sealkeep.cli.emulated;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.simulator.emulate.FrontEnd;
import dev.sealkeep.simulator.emulate.FrontEnd.Ended;
import dev.sealkeep.simulator.emulate.Needs;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;

/**
 * A TPM by {@code ops/emulate/tpm}, whose state and maker are in a folder. Each run starts it anew,
 * as a boot does.
 *
 * @param folder the folder of the test
 */
record EmulatedTpm(Path folder) {
  /** Makes its state, its endorsement key's certificate and its maker. */
  static EmulatedTpm make(Path folder) throws Exception {
    Needs.program("swtpm", "swtpm");
    Needs.program("swtpm_setup", "swtpm-tools");
    Needs.program("tpm2_quote", "tpm2-tools");
    EmulatedTpm tpm = new EmulatedTpm(Files.createDirectories(folder));
    assertThat(tpm.run("tpm2_nvread -C o 0x1c00002 -o '%s'".formatted(tpm.ekCertificate())))
        .extracting(Ended::status)
        .isEqualTo(0);
    return tpm;
  }

  Path socket() {
    return folder.resolve("tpm.sock");
  }

  private Path ekCertificate() {
    return folder.resolve("ek.der");
  }

  private Path root() {
    return folder.resolve("state/ca/swtpm-localca-rootca-cert.pem");
  }

  /** The certificates between the endorsement key's and nothing. */
  Path issuers() throws IOException {
    return Files.writeString(
        folder.resolve("issuers.pem"),
        Files.readString(folder.resolve("state/ca/issuercert.pem")) + Files.readString(root()));
  }

  /** SHA-256 of the maker's root key. */
  String rootSpkiSha256() throws IOException, GeneralSecurityException {
    return spkiSha256(root());
  }

  /** SHA-256 of the endorsement key, as the maker certified it. */
  String ekSpkiSha256() throws IOException, GeneralSecurityException {
    return spkiSha256(ekCertificate());
  }

  private static String spkiSha256(Path certificate) throws IOException, GeneralSecurityException {
    try (InputStream in = Files.newInputStream(certificate)) {
      X509Certificate parsed =
          (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(parsed.getPublicKey().getEncoded()));
    }
  }

  /** Runs a script of a shell while the TPM is on. */
  Ended run(String script) throws Exception {
    return FrontEnd.finish(
        folder,
        FrontEnd.start(
            folder,
            "tpm",
            List.of(
                "--state",
                folder.resolve("state").toString(),
                "--socket",
                socket().toString(),
                "--",
                "sh",
                "-c",
                script)));
  }
}
