package dev.sealkeep.evidence.intel;

import dev.sealkeep.evidence.x509.Certificate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** A TD on a made-up platform, which quotes whatever it is asked for, under a root of its own. */
public final class MadeUpTd {
  private static final Duration VALIDITY = Duration.ofDays(30);

  private final Machine machine = Machine.tdx();

  /**
   * A TD whose collateral is a day old.
   *
   * @param now the present
   */
  public MadeUpTd(Instant now) {
    Instant today = Instant.ofEpochSecond(now.getEpochSecond());
    machine.issued = today.minus(Duration.ofDays(1));
    machine.next = today.plus(VALIDITY);
    machine.qeNext = today.plus(VALIDITY);
  }

  /** A new quote over 64 bytes. */
  public synchronized byte[] quote(byte[] reportData) {
    machine.reportData = reportData.clone();
    return machine.quote();
  }

  /** Has something measured into RTMR2, which is zero until then. */
  public synchronized void measure() {
    Arrays.fill(machine.rtmrs, 2 * 48, 3 * 48, (byte) 1);
  }

  /** MRTD of its quotes, 96 lower-case hex digits. */
  public String mrTd() {
    return HexFormat.of().formatHex(machine.body(), 136, 136 + 48);
  }

  /** What a verifier needs beside a quote: certificates, TCB info, QE identity. */
  public List<byte[]> collateral() {
    return List.of(
        machine.tcbSigner.der(),
        Machine.ROOT.der(),
        machine.answer("tcbInfo", machine.tcbInfo()),
        machine.answer("enclaveIdentity", machine.qeIdentity()));
  }

  /** Its root in PEM. */
  public byte[] root() {
    String pem = new String(Machine.pem(List.of(Machine.ROOT)), StandardCharsets.US_ASCII);
    return pem.replace("\0", "").getBytes(StandardCharsets.US_ASCII);
  }

  /** SHA-256 of its root's key, 64 lower-case hex digits. */
  public String rootSpkiSha256() throws IOException {
    byte[] spki = Machine.ROOT.certificate().getSubjectPublicKeyInfo().getEncoded();
    return HexFormat.of().formatHex(Certificate.sha256Digest().digest(spki));
  }
}
