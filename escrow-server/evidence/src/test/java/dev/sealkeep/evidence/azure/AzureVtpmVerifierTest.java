package dev.sealkeep.evidence.azure;

import static dev.sealkeep.evidence.EndorsedClaims.assertEndorsed;
import static dev.sealkeep.evidence.azure.AzureMachine.BINDING;
import static dev.sealkeep.evidence.azure.AzureMachine.EXTRA_DATA;
import static dev.sealkeep.evidence.azure.AzureMachine.RUNTIME;
import static dev.sealkeep.evidence.azure.AzureMachine.TRANSCRIPT;
import static dev.sealkeep.evidence.azure.AzureMachine.codes;
import static dev.sealkeep.evidence.azure.AzureMachine.context;
import static dev.sealkeep.evidence.azure.AzureMachine.flipped;
import static dev.sealkeep.evidence.azure.AzureMachine.form;
import static dev.sealkeep.evidence.azure.AzureMachine.good;
import static dev.sealkeep.evidence.azure.AzureMachine.hcl;
import static dev.sealkeep.evidence.azure.AzureMachine.json;
import static dev.sealkeep.evidence.azure.AzureMachine.parts;
import static dev.sealkeep.evidence.azure.AzureMachine.quote;
import static dev.sealkeep.evidence.azure.AzureMachine.utf8;
import static dev.sealkeep.evidence.azure.AzureMachine.verified;
import static dev.sealkeep.evidence.azure.AzureMachine.verifier;
import static dev.sealkeep.evidence.azure.AzureMachine.verify;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.evidence.Appraisal;
import dev.sealkeep.evidence.Binding;
import dev.sealkeep.evidence.Evidence;
import dev.sealkeep.evidence.EvidenceVerifier.Role;
import dev.sealkeep.evidence.Parsed;
import dev.sealkeep.evidence.Reason;
import dev.sealkeep.evidence.signature.SignatureChecks;
import dev.sealkeep.evidence.snp.SnpVerifier;
import dev.sealkeep.evidence.vtpm.QuoteParts;
import dev.sealkeep.evidence.vtpm.VtpmMachine;
import dev.sealkeep.policy.claim.ClaimSet;
import dev.sealkeep.policy.claim.ClaimValue;
import dev.sealkeep.policy.schema.ClaimSchema;
import dev.sealkeep.policy.schema.ClaimSchemas;
import dev.sealkeep.simulator.ExtendedReport;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AzureVtpmVerifierTest {
  private static final ClaimValue TRUE = new ClaimValue.Bool(true);
  private static final ClaimValue FALSE = new ClaimValue.Bool(false);
  private static final String FRESH_RUNTIME =
      HclBuilder.runtimeData(
          VtpmMachine.key(), HexFormat.of().withUpperCase().formatHex(TRANSCRIPT));

  private static ClaimSet claims(Evidence evidence, Optional<Binding> binding) {
    return verified(verifier().verify(evidence, context(binding))).claims();
  }

  @Test
  void everyFormOfOneVmVerifies() {
    ExtendedReport hcl = hcl(RUNTIME);
    QuoteParts quote = quote();
    assertThat(codes(parts(hcl, quote))).isEmpty();
    assertThat(codes(Evidence.of(utf8(form(hcl, quote)), hcl.certificates()))).isEmpty();
    assertThat(
            codes(
                new Evidence(
                    hcl.report(),
                    List.of(
                        AzureMachine.concatenated(quote.pcrs()),
                        quote.signature(),
                        hcl.certificates(),
                        quote.message()),
                    List.of())))
        .isEmpty();
    String listed =
        "{\"quote\":{\"message\":%s,\"signature\":%s,\"pcrs\":%s},\"report\":%s}"
            .formatted(
                list(quote.message()),
                list(quote.signature()),
                quote.pcrs().stream().map(AzureVtpmVerifierTest::list).toList(),
                list(hcl.report()));
    assertThat(codes(Evidence.of(utf8(listed), hcl.certificates()))).isEmpty();
  }

  private static String list(byte[] bytes) {
    List<Integer> values = new ArrayList<>();
    for (byte b : bytes) {
      values.add(b & 0xFF);
    }
    return values.toString();
  }

  @Test
  void blobsAreRecognisedByContent() {
    ExtendedReport hcl = hcl(RUNTIME);
    assertThat(verifier().role(hcl.report())).isEqualTo(Role.EVIDENCE);
    assertThat(verifier().role(utf8(form(hcl, quote())))).isEqualTo(Role.EVIDENCE);
    assertThat(verifier().role(utf8("{\"report\":[],\"quote\":{}}"))).isEqualTo(Role.EVIDENCE);
    for (byte[] beside :
        List.of(
            hcl.certificates(),
            quote().message(),
            quote().signature(),
            utf8(json(quote())),
            AzureMachine.concatenated(quote().pcrs()),
            HexFormat.of().parseHex("0400020081000000"))) {
      assertThat(verifier().role(beside)).isEqualTo(Role.AUXILIARY);
    }
    assertThat(verifier().role(utf8("{\"tcbInfo\":{}}"))).isEqualTo(Role.NONE);
    assertThat(verifier().role(new byte[0])).isEqualTo(Role.NONE);
  }

  /** Evidence that one check alone refuses, with its reason. */
  static Stream<Arguments> refused() {
    ExtendedReport good = hcl(RUNTIME);
    QuoteParts quote = quote();
    HclBuilder plain = HclBuilder.snp(RUNTIME);
    byte[] longer = plain.reportData();
    longer[63] = 1;
    List<byte[]> otherPcrs = new ArrayList<>(quote.pcrs());
    otherPcrs.set(7, new byte[32]);
    List<byte[]> fewerPcrs = quote.pcrs().subList(0, 23);
    List<byte[]> shortPcr = new ArrayList<>(quote.pcrs());
    shortPcr.set(7, new byte[31]);
    String otherAk = HclBuilder.jwk("HCLTransferKey", VtpmMachine.key());
    String weakAk = HclBuilder.jwk("HCLAkPub", VtpmMachine.rsaKey(1024));
    return Stream.of(
        Arguments.of("no report", Evidence.of(new byte[2600]), "azure.evidence.malformed"),
        Arguments.of(
            "a version of the form",
            Evidence.of(
                utf8(form(good, quote).replace("\"version\":1", "\"version\":3")),
                good.certificates()),
            "azure.evidence.version_unsupported"),
        Arguments.of(
            "a quote that is no quote",
            Evidence.of(
                utf8(form(good, quote).replace("\"message\":\"", "\"message\":\"x")),
                good.certificates()),
            "azure.evidence.malformed"),
        Arguments.of(
            "another magic",
            parts(new ExtendedReport(flipped(good.report(), 0), good.certificates()), quote),
            "azure.evidence.malformed"),
        Arguments.of(
            "padding",
            parts(new ExtendedReport(flipped(good.report(), 8 * 2599), good.certificates()), quote),
            "azure.hcl.malformed"),
        Arguments.of(
            "a report over something else",
            parts(hcl(plain, TRANSCRIPT, 0), quote),
            "azure.runtime_data.mismatch"),
        Arguments.of(
            "report data with more behind the hash",
            parts(hcl(plain, longer, 0), quote),
            "azure.runtime_data.mismatch"),
        Arguments.of(
            "a report of the guest's",
            parts(hcl(plain, plain.reportData(), 1), quote),
            "azure.snp.vmpl_not_zero"),
        Arguments.of(
            "runtime data with a member twice",
            parts(hcl(RUNTIME.replace("{\"keys\":", "{\"keys\":[],\"keys\":")), quote),
            "azure.runtime_data.malformed"),
        Arguments.of(
            "no key of that name",
            parts(hcl(HclBuilder.runtimeData(otherAk, "")), quote),
            "azure.ak.missing"),
        Arguments.of(
            "a key that is too short",
            parts(hcl(HclBuilder.runtimeData(weakAk, "")), quote),
            "azure.ak.missing"),
        Arguments.of(
            "no quote",
            new Evidence(good.report(), List.of(good.certificates()), List.of()),
            "azure.quote.missing,azure.binding.mismatch"),
        Arguments.of(
            "a quote by another key",
            parts(good, VtpmMachine.quote(EXTRA_DATA, VtpmMachine.rsaKey(3072))),
            "tpm.signature.invalid"),
        Arguments.of(
            "another PCR value",
            parts(good, new QuoteParts(quote.message(), quote.signature(), otherPcrs)),
            "tpm.pcrs.digest_mismatch"),
        Arguments.of(
            "too few PCR values",
            parts(good, new QuoteParts(quote.message(), quote.signature(), fewerPcrs)),
            "tpm.pcrs.missing"),
        Arguments.of(
            "a PCR value of another size",
            parts(good, new QuoteParts(quote.message(), quote.signature(), shortPcr)),
            "tpm.pcrs.malformed,tpm.pcrs.missing"),
        Arguments.of(
            "a quote of another request",
            parts(good, VtpmMachine.quote(new byte[32], VtpmMachine.key())),
            "azure.binding.mismatch"),
        Arguments.of(
            "a transcript that is not shortened",
            parts(good, VtpmMachine.quote(TRANSCRIPT, VtpmMachine.key())),
            "azure.binding.mismatch"),
        Arguments.of(
            "no certificates",
            new Evidence(good.report(), List.of(utf8(json(quote))), List.of()),
            "snp.chain.incomplete"),
        Arguments.of(
            "another hardware report",
            parts(
                new ExtendedReport(flipped(good.report(), 8 * (0x20 + 0x90)), good.certificates()),
                quote),
            "snp.signature.invalid"),
        Arguments.of(
            "a TDREPORT of nothing, without a TD quote",
            parts(new ExtendedReport(HclBuilder.tdx(RUNTIME).build(), new byte[0]), quote),
            "azure.tdreport.malformed,azure.runtime_data.mismatch,azure.td_quote.missing"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void evidenceIsRefusedFor(String what, Evidence evidence, String expected) {
    List<String> wanted = new ArrayList<>(List.of(expected.split(",", -1)));
    boolean unread = expected.startsWith("azure.ak") || expected.contains("runtime_data.malformed");
    if (unread) {
      wanted.add("azure.binding.mismatch");
    }
    assertThat(codes(evidence)).as(what).containsExactlyElementsOf(wanted);
  }

  @Test
  void quoteThatCarriesTheTranscriptIsFreshButItsHardwareIsNot() {
    ClaimSet claims = claims(good(), Optional.of(BINDING));
    assertThat(claims.get("hardware.fresh")).contains(FALSE);
    assertThat(claims.get("sha256.pcr7")).contains(ClaimValue.Bytes.of(VtpmMachine.pcrs().get(7)));
    assertThat(claims.get("tpm.ak_bound_by")).contains(new ClaimValue.Symbol("hardware_vmpl0"));
    assertThat(claims.get("tpm.reset_count")).contains(new ClaimValue.Int(5));
  }

  @Test
  void userDataThatCarriesTheTranscriptMakesTheHardwareFresh() {
    ClaimSet claims = claims(parts(hcl(FRESH_RUNTIME), quote()), Optional.of(BINDING));
    assertThat(claims.get("hardware.fresh")).contains(TRUE);
    assertThat(claims.get("user_data")).contains(ClaimValue.Bytes.of(TRANSCRIPT));
    assertThat(claims.get("sha256.pcr7")).isPresent();
  }

  @Test
  void quoteOlderThanTheUserDataMakesNoClaim() {
    QuoteParts old = VtpmMachine.quote(new byte[32], VtpmMachine.key());
    ClaimSet claims = claims(parts(hcl(FRESH_RUNTIME), old), Optional.of(BINDING));
    assertThat(claims.get("hardware.fresh")).contains(TRUE);
    assertThat(claims.claims().keySet())
        .contains("snp.measurement")
        .doesNotContain("tpm.ak_bound_by", "tpm.clock", "tpm.reset_count", "tpm.qualified_signer")
        .noneMatch(name -> name.startsWith("sha256."));
  }

  @Test
  void withoutAnExpectedValueFreshnessIsNotClaimed() {
    ClaimSet claims = claims(good(), Optional.empty());
    assertThat(claims.get("hardware.fresh")).isEmpty();
    assertThat(claims.get("sha256.pcr0")).isPresent();
  }

  @Test
  void exactBytesMayBeInQualifyingDataOrInUserData() {
    byte[] challenge = utf8("challenge");
    Evidence quoted = parts(hcl(RUNTIME), VtpmMachine.quote(challenge, VtpmMachine.key()));
    String runtime = HclBuilder.runtimeData(VtpmMachine.key(), HexFormat.of().formatHex(challenge));
    Evidence written = parts(hcl(runtime), quote());
    for (Evidence evidence : List.of(quoted, written)) {
      assertThat(codes(verifier().verify(evidence, context(exact(challenge))))).isEmpty();
      assertThat(codes(verifier().verify(evidence, context(exact(utf8("challengf"))))))
          .containsExactly("azure.binding.mismatch");
    }
  }

  private static Optional<Binding> exact(byte[] value) {
    return Optional.of(new Binding.Exact(value));
  }

  @Test
  void simulatedRootGivesASimulatedTagAlone() {
    Appraisal simulated = verify(good());
    assertThat(simulated.technology()).isEqualTo("simulated-azure-vtpm");
    assertThat(verified(simulated).claims().technology()).isEqualTo("simulated-azure-vtpm");
    AzureVtpmVerifier taken =
        new AzureVtpmVerifier(
            new SnpVerifier(VtpmMachine.anchorsTakenForReal()),
            AzureMachine.tdxVerifier(),
            SignatureChecks.fastest());
    assertThat(verified(taken.verify(good(), context(Optional.of(BINDING)))).technology())
        .isEqualTo("azure-vtpm");
    assertThat(
            verify(parts(hcl(RUNTIME), VtpmMachine.quote(EXTRA_DATA, VtpmMachine.rsaKey(3072))))
                .technology())
        .isEqualTo("simulated-azure-vtpm");
  }

  @Test
  void everyClaimIsOneOfTheSchema() {
    ClaimSet claims = claims(parts(hcl(FRESH_RUNTIME), quote()), Optional.of(BINDING));
    ClaimSchema schema = ClaimSchemas.forTechnology(claims.technology()).orElseThrow();
    claims
        .claims()
        .forEach(
            (name, value) ->
                assertThat(schema.claim(name).filter(c -> c.type().admits(value)))
                    .as("%s = %s", name, value)
                    .isPresent());
    Appraisal appraisal = verify(parts(hcl(FRESH_RUNTIME), quote()));
    assertThat(assertEndorsed(appraisal, VtpmMachine.AT)).as("the hardware's").hasSize(3);
    assertThat(claims.claims().keySet())
        .doesNotContain("snp.certificates", "snp.verified_at")
        .contains(
            "snp.vmpl",
            "snp.reported_tcb",
            "snp.product",
            "vm_configuration.secure_boot",
            "vm_configuration.tpm_enabled",
            "vm_configuration.tpm_persisted",
            "vm_configuration.console_enabled",
            "vm_configuration.vm_unique_id",
            "vm_configuration.root_cert_thumbprint",
            "tpm.safe",
            "tpm.clock",
            "tpm.restart_count",
            "tpm.firmware_version",
            "tpm.qualified_signer",
            "sha256.pcr23");
  }

  @Test
  void everyBitOfTheRuntimeDataIsBound() {
    ExtendedReport hcl = hcl(RUNTIME);
    for (int bit = 8 * 0x4D4; bit < 8 * (0x4D4 + RUNTIME.length()); bit += 3) {
      ExtendedReport changed = new ExtendedReport(flipped(hcl.report(), bit), hcl.certificates());
      assertThat(codes(parts(changed, quote())))
          .as("bit %d", bit)
          .contains("azure.runtime_data.mismatch");
    }
  }

  @Test
  void everyBitOfTheHardwareReportIsSigned() {
    ExtendedReport hcl = hcl(RUNTIME);
    for (int bit = 8 * 0x20; bit < 8 * (0x20 + 0x2A0); bit += 5) {
      ExtendedReport changed = new ExtendedReport(flipped(hcl.report(), bit), hcl.certificates());
      assertThat(codes(parts(changed, quote())))
          .as("bit %d", bit)
          .containsAnyOf(
              "snp.signature.invalid",
              // The version and the kind of key say how to read a signature.
              "snp.report.version_unsupported",
              "snp.report.signing_key_reserved",
              "snp.report.unsigned",
              "snp.report.chip_key_masked",
              "snp.chain.incomplete");
    }
  }

  @Test
  void everyBitOfTheQuoteIsSigned() {
    ExtendedReport hcl = hcl(RUNTIME);
    QuoteParts quote = quote();
    for (int bit = 0; bit < 8 * quote.message().length; bit++) {
      QuoteParts changed =
          new QuoteParts(flipped(quote.message(), bit), quote.signature(), quote.pcrs());
      assertThat(codes(parts(hcl, changed))).as("bit %d", bit).contains("tpm.signature.invalid");
    }
    for (int bit = 0; bit < 8 * quote.signature().length; bit += 7) {
      QuoteParts changed =
          new QuoteParts(quote.message(), flipped(quote.signature(), bit), quote.pcrs());
      assertThat(codes(parts(hcl, changed)))
          .as("bit %d", bit)
          .containsExactly("tpm.signature.invalid");
    }
  }

  @Test
  void fieldsShowWhatWasFound() {
    Map<String, Object> fields = verify(good()).fields();
    assertThat(fields)
        .containsEntry("hcl_version", 1)
        .containsEntry("hcl_report_type", 2)
        .containsEntry("var_data_size", RUNTIME.length())
        .containsEntry("var_data_bound_to_report_data", true)
        .containsEntry("tpm_signature", "PKCS1v15")
        .containsEntry("tpm_extra_data", HexFormat.of().formatHex(EXTRA_DATA))
        .containsEntry("pcr_digest_ok", true)
        .containsEntry("snp_signature_ok", true)
        .containsEntry("keys", List.of("HCLAkPub", "HCLEkPub"))
        .containsEntry("user_data", HclBuilder.NO_USER_DATA)
        .containsKeys("snp", "vcek", "pcr0", "pcr23", "vm_configuration");
    Map<String, Object> broken =
        verify(
                parts(
                    new ExtendedReport(
                        flipped(hcl(RUNTIME).report(), 8 * (0x20 + 0x90)),
                        hcl(RUNTIME).certificates()),
                    quote()))
            .fields();
    assertThat(broken).containsEntry("snp_signature_ok", false);
  }

  @Test
  void showingNeedsNoKeyAndNoCertificate() {
    Evidence bare = new Evidence(hcl(RUNTIME).report(), List.of(utf8(json(quote()))), List.of());
    Map<String, Object> shown =
        switch (verifier().show(bare)) {
          case Parsed.Accepted<SequencedMap<String, Object>>(var fields) -> fields;
          case Parsed.Refused<SequencedMap<String, Object>>(Reason reason) ->
              throw new AssertionError(reason);
        };
    assertThat(shown)
        .containsKeys("hcl_version", "keys", "vm_configuration", "user_data", "tpm_quote", "snp")
        .doesNotContainKeys("bound", "tpm_signature", "snp_signature_ok");
    assertThat(verifier().show(Evidence.of(new byte[9]))).isInstanceOf(Parsed.Refused.class);
  }

  @Test
  void revocationListOfTheSizeOfASignatureIsNotTakenForOne() {
    byte[] der = new byte[512];
    der[0] = 0x30;
    der[1] = (byte) 0x82;
    der[2] = 1;
    der[3] = (byte) 0xFC;
    assertThat(verifier().role(der)).isEqualTo(Role.NONE);
    der[3] = (byte) 0xFB;
    assertThat(verifier().role(der)).isEqualTo(Role.AUXILIARY);
  }

  @Test
  void collateralThatIsNeededIsTheHardwares() {
    assertThat(verifier().needs(good()))
        .isEqualTo(
            new SnpVerifier(VtpmMachine.anchors())
                .needs(
                    new Evidence(
                        Arrays.copyOfRange(good().blob(), 0x20, 0x4C0),
                        good().auxiliary(),
                        List.of())))
        .isNotEmpty();
    assertThat(verifier().needs(Evidence.of(new byte[9]))).isEmpty();
  }
}
