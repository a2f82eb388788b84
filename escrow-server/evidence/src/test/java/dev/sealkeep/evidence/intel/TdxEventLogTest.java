package dev.sealkeep.evidence.intel;

import static dev.sealkeep.evidence.EndorsedClaims.assertEndorsed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.evidence.Appraisal;
import dev.sealkeep.evidence.AppraisalContext;
import dev.sealkeep.evidence.Binding;
import dev.sealkeep.evidence.Collateral;
import dev.sealkeep.evidence.Evidence;
import dev.sealkeep.evidence.TrustAnchors;
import dev.sealkeep.evidence.Vectors;
import dev.sealkeep.evidence.eventlog.EventType;
import dev.sealkeep.evidence.eventlog.LogBuilder;
import dev.sealkeep.evidence.eventlog.Registers;
import dev.sealkeep.evidence.eventlog.TcgHash;
import dev.sealkeep.evidence.signature.SignatureChecks;
import dev.sealkeep.evidence.tdx.TdxVerifier;
import dev.sealkeep.policy.claim.ClaimSet;
import dev.sealkeep.policy.claim.ClaimValue;
import dev.sealkeep.policy.schema.ClaimSchema;
import dev.sealkeep.policy.schema.ClaimSchemas;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A CCEL beside the quote whose RTMRs it replays to. */
class TdxEventLogTest {
  private static final String GLOBAL = "61dfe48bca93d211aa0d00e098032b8c";
  private static final int REGISTER_BYTES = 48;

  /** A log that speaks of RTMR0 to RTMR3, which it counts from 1. */
  private static LogBuilder log() {
    return new LogBuilder(TcgHash.SHA384)
        .variable(1, GLOBAL, "SecureBoot", new byte[] {1})
        .separator(1)
        .add(2, EventType.EV_EFI_BOOT_SERVICES_APPLICATION, new byte[8], ascii("kernel"))
        .add(3, EventType.EV_EVENT_TAG, ascii("options"))
        .add(4, EventType.EV_IPL, ascii("workload"));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** A TD whose RTMRs are what a log makes. */
  private static Machine machine(LogBuilder log) {
    Machine machine = Machine.tdx();
    log.registers(Registers.Kind.RTMR)
        .values()
        .forEach(
            (register, value) ->
                System.arraycopy(
                    value, 0, machine.rtmrs, register * REGISTER_BYTES, REGISTER_BYTES));
    machine.eventLogs.add(log.bytes());
    return machine;
  }

  private static ClaimSet claims(Machine machine) {
    assertThat(machine.codes()).isEmpty();
    return ((Appraisal.Verified) machine.verify()).claims();
  }

  private static void assertOfTheSchema(ClaimSet claims) {
    ClaimSchema schema = ClaimSchemas.forTechnology("intel-tdx").orElseThrow();
    claims
        .claims()
        .forEach(
            (name, value) ->
                assertThat(schema.claim(name).filter(c -> c.type().admits(value)))
                    .as("%s = %s", name, value)
                    .isPresent());
  }

  @Test
  void logThatReplaysToTheRegistersIsRead() {
    ClaimSet claims = claims(machine(log()));
    assertOfTheSchema(claims);
    assertThat(claims.claims())
        .containsEntry("event_log.replayed", new ClaimValue.Bool(true))
        .containsEntry("event_log.secure_boot", new ClaimValue.Bool(true))
        .containsEntry("event_log.kernel", ClaimValue.Bytes.of(TcgHash.SHA384.of(ascii("kernel"))));
    List<Map<String, ClaimValue>> events =
        ((ClaimValue.Entries) claims.get("event_log.events").orElseThrow()).entries();
    assertThat(events)
        .extracting(event -> event.get("register"))
        .as("indexes of RTMRs, not those of the CCEL")
        .containsExactly(
            new ClaimValue.Int(0),
            new ClaimValue.Int(0),
            new ClaimValue.Int(1),
            new ClaimValue.Int(2),
            new ClaimValue.Int(3));
    assertThat(events.getLast())
        .containsEntry("type", new ClaimValue.Text("EV_IPL"))
        .containsEntry("text", new ClaimValue.Text("workload"));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void logThatMissesOneRegisterSaysNothing(int register) {
    Machine machine = machine(log());
    machine.rtmrs[register * REGISTER_BYTES] ^= 1;
    assertThat(claims(machine).claims().keySet()).noneMatch(n -> n.startsWith("event_log."));
  }

  @Test
  void refusedQuoteMakesNoClaims() {
    Machine machine = machine(log());
    machine.anchors = TrustAnchors.none();
    assertThat(machine.verify()).isInstanceOf(Appraisal.Rejected.class);
  }

  @Test
  void realLogIsReadBesideItsQuote() {
    Path folder = Vectors.folder("eventlog/ccel-cos-113");
    Instant at = Instant.parse("2026-01-01T00:00:00Z");
    Collateral roots = Collateral.of(Vectors.blobs(Vectors.folder("roots/intel-sgx")));
    Appraisal appraisal =
        new TdxVerifier(TrustAnchors.vendors(), SignatureChecks.fastest())
            .verify(
                new Evidence(
                    Vectors.read(folder.resolve("tdx_quote.bin")),
                    List.of(),
                    List.of(Vectors.read(folder.resolve("eventlog.bin")))),
                new AppraisalContext(
                    roots,
                    at,
                    Optional.of(new Binding.Exact(Vectors.read(folder.resolve("nonce.bin"))))));
    assertThat(assertEndorsed(appraisal, at)).hasSize(3);
    ClaimSet claims = ((Appraisal.Verified) appraisal).claims();
    assertOfTheSchema(claims);
    assertThat(claims.claims())
        .containsEntry("event_log.replayed", new ClaimValue.Bool(true))
        .containsEntry("event_log.secure_boot", new ClaimValue.Bool(false))
        .containsEntry("event_log.boot_images", new ClaimValue.Int(2))
        .containsKeys("event_log.events", "tee_tcb", "sgx_tcb");
    assertThat(((ClaimValue.Entries) claims.get("event_log.events").orElseThrow()).entries())
        .hasSizeGreaterThan(40)
        .anySatisfy(
            event ->
                assertThat(event)
                    .containsEntry("text", new ClaimValue.Text("Exit Boot Services Invocation"))
                    .containsEntry("register", new ClaimValue.Int(1)));
  }
}
