package dev.sealkeep.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.policy.claim.ClaimSet;
import dev.sealkeep.policy.claim.ClaimValue;
import dev.sealkeep.policy.diagnostic.Diagnostic;
import dev.sealkeep.policy.evaluate.Evaluation;
import dev.sealkeep.policy.evaluate.Policy;
import dev.sealkeep.policy.reference.ReferenceReading;
import dev.sealkeep.policy.reference.ReferenceSet;
import dev.sealkeep.policy.schema.Claim;
import dev.sealkeep.policy.schema.ClaimSchemas;
import dev.sealkeep.policy.schema.ClaimType;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/** Claims, sets and policies that several tests share. */
public final class Samples {
  /** The tag most tests use. */
  public static final String SNP = "amd-sev-snp";

  /** A measurement. */
  public static final String MEASUREMENT = "5a".repeat(48);

  private Samples() {}

  /** A value for every claim of the schema: a Genoa machine as an owner would want it. */
  public static Map<String, ClaimValue> machine() {
    Map<String, ClaimValue> claims = new LinkedHashMap<>();
    for (Claim claim : ClaimSchemas.forTechnology(SNP).orElseThrow()) {
      claims.put(claim.name(), plain(claim));
    }
    claims.put("measurement", ClaimValue.Bytes.ofHex(MEASUREMENT));
    claims.put("product", new ClaimValue.Symbol("genoa"));
    claims.put("reported_tcb", genoa(9, 0, 23, 72));
    claims.put("collateral.age", new ClaimValue.Span(Duration.ofDays(3)));
    return claims;
  }

  /** The value of one claim of {@link #machine}. */
  public static ClaimValue value(String claim) {
    return Optional.ofNullable(machine().get(claim)).orElseThrow();
  }

  private static ClaimValue plain(Claim claim) {
    return switch (claim.type()) {
      case ClaimType.Bool _ -> new ClaimValue.Bool(false);
      case ClaimType.Int range -> new ClaimValue.Int(range.min());
      case ClaimType.Symbol symbol -> new ClaimValue.Symbol(symbol.words().getFirst());
      case ClaimType.Bytes bytes -> ClaimValue.Bytes.of(new byte[bytes.min()]);
      case ClaimType.Text _ -> new ClaimValue.Text("CN=cc-us-east-2.amazonaws.com");
      case ClaimType.Entries _ -> new ClaimValue.Entries(List.of());
      case ClaimType.Words _ -> new ClaimValue.Words(List.of());
      case ClaimType.Span _ -> new ClaimValue.Span(Duration.ZERO);
      case ClaimType.Time _ -> new ClaimValue.Time(Instant.parse("2030-01-01T00:00:00Z"));
      case ClaimType.Tcb _ -> genoa(1, 2, 3, 4);
    };
  }

  /** A Genoa vector. */
  public static ClaimValue.Tcb genoa(int bootloader, int tee, int snp, int microcode) {
    SequencedMap<String, Integer> components = new LinkedHashMap<>();
    components.put("bootloader", bootloader);
    components.put("tee", tee);
    components.put("snp", snp);
    components.put("microcode", microcode);
    return new ClaimValue.Tcb("genoa", components);
  }

  /** A Turin vector. */
  public static ClaimValue.Tcb turin(int fmc, int bootloader, int tee, int snp, int microcode) {
    SequencedMap<String, Integer> components = new LinkedHashMap<>();
    components.put("fmc", fmc);
    components.putAll(genoa(bootloader, tee, snp, microcode).components());
    return new ClaimValue.Tcb("turin", components);
  }

  /** The claims of {@link #machine} with some replaced. */
  public static ClaimSet claims(Map<String, ClaimValue> replaced) {
    Map<String, ClaimValue> claims = machine();
    claims.putAll(replaced);
    return new ClaimSet(SNP, claims);
  }

  /** The claims of {@link #machine} without one. */
  public static ClaimSet without(String claim) {
    Map<String, ClaimValue> claims = machine();
    claims.remove(claim);
    return new ClaimSet(SNP, claims);
  }

  /** Compiles a policy that must compile. */
  public static Policy policy(String source) {
    Compilation compilation = PolicyCompiler.compile(source);
    assertThat(compilation).as(source).isInstanceOf(Compilation.Compiled.class);
    return ((Compilation.Compiled) compilation).policy();
  }

  /** The diagnostics of a policy that must be rejected. */
  public static List<Diagnostic> rejected(String source) {
    Compilation compilation = PolicyCompiler.compile(source);
    assertThat(compilation).as(source).isInstanceOf(Compilation.Rejected.class);
    return ((Compilation.Rejected) compilation).diagnostics();
  }

  /**
   * A policy with one permit clause of these lines; {@code builds} and {@code others} are declared.
   */
  public static String permit(String... lines) {
    return "sealkeep 1\npolicy p {\n"
        + "reference builds = set \"payments/builds\"\nreference others = set \"others\"\n"
        + "permit amd-sev-snp {\n"
        + String.join("\n", lines)
        + "\n}\n}\n";
  }

  /** A set that must be read. */
  public static ReferenceSet set(String name, String text) {
    ReferenceReading reading = ReferenceSet.parse(name, text);
    assertThat(reading).as(text).isInstanceOf(ReferenceReading.Parsed.class);
    return ((ReferenceReading.Parsed) reading).set();
  }

  /** The sets by name. */
  public static Map<String, ReferenceSet> sets(ReferenceSet... sets) {
    Map<String, ReferenceSet> byName = new LinkedHashMap<>();
    for (ReferenceSet set : sets) {
      byName.put(set.name(), set);
    }
    return byName;
  }

  /** Evaluates a single condition over some replaced claims. */
  public static Evaluation evaluate(String condition, Map<String, ClaimValue> replaced) {
    return policy(permit(condition)).evaluate(claims(replaced), Map.of());
  }
}
