package dev.sealkeep.service.collateral;

import dev.sealkeep.evidence.CollateralId;
import dev.sealkeep.evidence.CollateralId.AmdKey;
import dev.sealkeep.evidence.CollateralId.IntelTee;
import dev.sealkeep.service.collateral.vendor.PublishedItem.Received;
import dev.sealkeep.service.harness.Simulation;
import dev.sealkeep.simulator.SigningKey;
import dev.sealkeep.simulator.SnpProcessor;
import dev.sealkeep.simulator.TcbVersion;
import java.math.BigInteger;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** What the two vendors would publish: AMD's by the simulator, Intel's in form alone. */
final class MadeUpItems {
  static final String FMSPC = "00806f050000";
  static final CollateralId CHAIN = new CollateralId.AmdChain(AmdKey.VCEK, "Genoa");
  static final CollateralId AMD_LIST = new CollateralId.AmdRevocationList(AmdKey.VCEK, "Genoa");
  static final CollateralId TCB_INFO = new CollateralId.IntelTcbInfo(IntelTee.TDX, FMSPC);
  static final CollateralId QE_IDENTITY = new CollateralId.IntelQeIdentity(IntelTee.TDX);
  static final CollateralId PCK_LIST = new CollateralId.IntelPckRevocationList("platform");
  static final CollateralId ROOT_LIST = new CollateralId.IntelRootRevocationList();

  private static final KeyPair KEYS = keys();

  private MadeUpItems() {}

  static Received received(CollateralId id, Instant issued, Instant until) {
    return switch (id) {
      case CollateralId.AmdVcek vcek -> throw new IllegalArgumentException("see vcek()");
      case CollateralId.AmdChain chain ->
          plain(pem(Simulation.genoa().ask(), Simulation.genoa().ark()));
      case CollateralId.AmdRevocationList list -> plain(amdList(issued, until));
      case CollateralId.IntelTcbInfo(IntelTee tee, String fmspc) ->
          signed(
              """
              {"tcbInfo":{"id":"%s","version":3,"issueDate":"%s","nextUpdate":"%s","fmspc":"%s"},\
              "signature":"00"}\
              """
                  .formatted(
                      tee.name(), seconds(issued), seconds(until), fmspc.toUpperCase(Locale.ROOT)));
      case CollateralId.IntelQeIdentity(IntelTee tee) ->
          signed(
              """
              {"enclaveIdentity":{"id":"%s","issueDate":"%s","nextUpdate":"%s"},"signature":"00"}\
              """
                  .formatted(
                      tee == IntelTee.TDX ? "TD_QE" : "QE", seconds(issued), seconds(until)));
      case CollateralId.IntelPckRevocationList(String ca) ->
          new Received(
              list(
                  "Intel SGX PCK " + (ca.equals("platform") ? "Platform" : "Processor") + " CA",
                  issued,
                  until),
              "application/pkix-crl",
              chain());
      case CollateralId.IntelRootRevocationList() ->
          plain(list("Intel SGX Root CA", issued, until));
    };
  }

  /** The key of a chip at its initial TCB. */
  static Received vcek(int chip) {
    return plain(Simulation.genoa().processor(chip).certificate(SigningKey.VCEK));
  }

  static CollateralId.AmdVcek vcekId(int chip) {
    SnpProcessor processor = Simulation.genoa().processor(chip);
    TcbVersion tcb = processor.state().reportedTcb();
    return new CollateralId.AmdVcek(
        "Genoa",
        HexFormat.of().formatHex(processor.chipId()),
        String.format(
            Locale.ROOT,
            "blSPL=%02d&teeSPL=%02d&snpSPL=%02d&ucodeSPL=%02d",
            tcb.bootloader(),
            tcb.tee(),
            tcb.snp(),
            tcb.microcode()));
  }

  static byte[] amdList(Instant issued, Instant until) {
    return Simulation.genoa()
        .crl(
            List.<BigInteger>of(),
            issued.truncatedTo(ChronoUnit.SECONDS),
            until.truncatedTo(ChronoUnit.SECONDS));
  }

  private static Received plain(byte[] body) {
    return new Received(body, "application/octet-stream", "");
  }

  private static Received signed(String json) {
    return new Received(json.getBytes(StandardCharsets.UTF_8), "application/json", chain());
  }

  private static String seconds(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  static String chain() {
    String pem = new String(pem(certificate()), StandardCharsets.US_ASCII);
    return URLEncoder.encode(pem, StandardCharsets.US_ASCII).replace("+", "%20");
  }

  private static byte[] pem(byte[]... certificates) {
    StringBuilder text = new StringBuilder();
    Base64.Encoder lines = Base64.getMimeEncoder(64, new byte[] {'\n'});
    for (byte[] der : certificates) {
      text.append("-----BEGIN CERTIFICATE-----\n")
          .append(lines.encodeToString(der))
          .append("\n-----END CERTIFICATE-----\n");
    }
    return text.toString().getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] certificate() {
    X500Name name = new X500Name("CN=Made-up TCB Signing");
    Instant from = Instant.parse("2025-01-01T00:00:00Z");
    try {
      return new JcaX509v3CertificateBuilder(
              name,
              BigInteger.ONE,
              Date.from(from),
              Date.from(from.plus(Duration.ofDays(3650))),
              name,
              KEYS.getPublic())
          .build(signer())
          .getEncoded();
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] list(String issuer, Instant issued, Instant until) {
    try {
      return new X509v2CRLBuilder(new X500Name("CN=" + issuer), Date.from(issued))
          .setNextUpdate(Date.from(until))
          .build(signer())
          .getEncoded();
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }

  private static ContentSigner signer() {
    try {
      return new JcaContentSignerBuilder("SHA256withECDSA").build(KEYS.getPrivate());
    } catch (OperatorCreationException e) {
      throw new AssertionError(e);
    }
  }

  private static KeyPair keys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
