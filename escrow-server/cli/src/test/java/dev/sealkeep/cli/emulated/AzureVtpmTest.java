package dev.sealkeep.cli.emulated;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.evidence.Appraisal;
import dev.sealkeep.evidence.AppraisalContext;
import dev.sealkeep.evidence.Binding;
import dev.sealkeep.evidence.Collateral;
import dev.sealkeep.evidence.Reason;
import dev.sealkeep.evidence.TrustAnchors;
import dev.sealkeep.evidence.azure.AzureVtpmVerifier;
import dev.sealkeep.evidence.signature.SignatureChecks;
import dev.sealkeep.evidence.snp.SnpVerifier;
import dev.sealkeep.evidence.tdx.TdxVerifier;
import dev.sealkeep.policy.claim.ClaimValue;
import dev.sealkeep.simulator.SigningKey;
import dev.sealkeep.simulator.SnpGuest;
import dev.sealkeep.simulator.emulate.FrontEnd.Ended;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The agent with a software TPM that is made to look like the one of Azure's paravisor: its key at
 * 0x81000003, and in NV index 0x01400001 a report of a simulated processor that binds this key.
 */
@Timeout(300)
final class AzureVtpmTest {
  private static final int RUNTIME_AT = 0x4D4;

  private final List<byte[]> certificates = new ArrayList<>();
  @TempDir private Path work = Path.of("");

  @Test
  void reportAndQuoteVerifyTogetherOverTheDataAlone() throws Exception {
    EmulatedMachine machine = EmulatedMachine.make(work.resolve("machine"), 0);
    EmulatedTpm tpm = EmulatedTpm.make(work.resolve("tpm"));
    Path folder = work.resolve("evidence");
    makeParavisor(tpm, machine.launch().guest());

    Ended ended =
        tpm.run(
            Agent.line(
                Evidence.into(
                    folder,
                    "--technology",
                    "azure-vtpm",
                    "--tpm-path",
                    tpm.socket().toString(),
                    "--tpm-pcrs",
                    "sha256:0-23")));

    assertThat(ended.status()).as(ended.err()).isZero();
    byte[] reportData = HexFormat.of().parseHex(Evidence.REPORT_DATA);
    Appraisal appraisal = appraise(folder, new Binding.Transcript(reportData));
    assertThat(appraisal).isInstanceOf(Appraisal.Verified.class);
    Appraisal.Verified verified = (Appraisal.Verified) appraisal;
    assertThat(verified.technology()).isEqualTo("simulated-azure-vtpm");
    assertThat(verified.claims().get("tpm.ak_bound_by"))
        .contains(new ClaimValue.Symbol("hardware_vmpl0"));
    assertThat(verified.claims().get("hardware.fresh")).contains(new ClaimValue.Bool(false));
    reportData[0] ^= 1;
    assertThat(appraise(folder, new Binding.Transcript(reportData)))
        .isInstanceOfSatisfying(
            Appraisal.Rejected.class,
            rejected ->
                assertThat(rejected.reasons())
                    .extracting(Reason::code)
                    .containsExactly("azure.binding.mismatch"));
    Ended userData = tpm.run("tpm2_nvread -C o 0x01400002 | od -An -v -tx1 | tr -d ' \\n'");
    assertThat(userData.out()).as("what the next report is to bind").endsWith(Evidence.REPORT_DATA);
  }

  /** As a server does that accepts the simulated root. */
  private Appraisal appraise(Path folder, Binding binding) throws Exception {
    TrustAnchors anchors =
        TrustAnchors.none()
            .withSimulated(HexFormat.of().parseHex(EmulatedMachine.rootSpkiSha256()));
    SignatureChecks checks = SignatureChecks.fastest();
    Collateral.Builder collateral = new Collateral.Builder();
    certificates.forEach(collateral::add);
    return new AzureVtpmVerifier(new SnpVerifier(anchors), new TdxVerifier(anchors, checks), checks)
        .verify(
            dev.sealkeep.evidence.Evidence.of(Files.readAllBytes(folder.resolve("report.bin"))),
            new AppraisalContext(collateral.build(), Instant.now(), Optional.of(binding)));
  }

  private void makeParavisor(EmulatedTpm tpm, SnpGuest guest) throws Exception {
    Path key = work.resolve("ak.der");
    assertThat(
            tpm.run(
                """
                cd '%s' &&
                tpm2_createek -Q -G rsa -c ek.ctx -u ek.pub &&
                tpm2_createak -Q -C ek.ctx -c ak.ctx -G rsa -g sha256 -s rsassa &&
                tpm2_flushcontext -t &&
                tpm2_evictcontrol -Q -C o -c ak.ctx 0x81000003 &&
                tpm2_flushcontext -t &&
                tpm2_readpublic -Q -c 0x81000003 -f der -o '%s'
                """
                    .formatted(work, key)))
        .extracting(Ended::status)
        .isEqualTo(0);
    byte[] report = hclReport(guest, Files.readAllBytes(key));
    Path file = Files.write(work.resolve("hcl"), report);
    assertThat(
            tpm.run(
                """
                tpm2_nvdefine -Q -C o -s %d -a 'ownerread|ownerwrite|authread' 0x01400001 &&
                tpm2_nvwrite -Q -C o -i '%s' 0x01400001
                """
                    .formatted(report.length, file)))
        .extracting(Ended::status)
        .isEqualTo(0);
    guest
        .processor()
        .certificateTable(SigningKey.VCEK)
        .entries()
        .forEach(entry -> certificates.add(entry.content()));
  }

  /** As docs/reference/evidence-azure-vtpm.md and the verifier have it, little-endian. */
  private static byte[] hclReport(SnpGuest guest, byte[] spki) throws Exception {
    RSAPublicKey key =
        (RSAPublicKey) KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(spki));
    byte[] runtime =
        """
        {"keys":[{"kid":"HCLAkPub","kty":"RSA","e":"%s","n":"%s"}],"vm-configuration":{}}\
        """
            .formatted(jwk(key.getPublicExponent()), jwk(key.getModulus()))
            .getBytes(US_ASCII);
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(runtime);
    byte[] hardware = guest.report(Arrays.copyOf(digest, 64));
    return ByteBuffer.allocate(RUNTIME_AT + runtime.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put("HCLA".getBytes(US_ASCII))
        .putInt(1)
        .putInt(RUNTIME_AT + runtime.length)
        .putInt(2)
        .put(0x20, hardware)
        .putInt(0x4C0, 20 + runtime.length)
        .putInt(0x4C4, 1)
        .putInt(0x4C8, 2)
        .putInt(0x4CC, 1)
        .putInt(0x4D0, runtime.length)
        .put(RUNTIME_AT, runtime)
        .array();
  }

  private static String jwk(BigInteger number) {
    byte[] bytes = number.toByteArray();
    int from = bytes[0] == 0 ? 1 : 0;
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(Arrays.copyOfRange(bytes, from, bytes.length));
  }
}
