package dev.sealkeep.policy.generated;

import dev.sealkeep.policy.claim.ClaimValue;
import dev.sealkeep.policy.schema.Claim;
import dev.sealkeep.policy.schema.ClaimSchema;
import dev.sealkeep.policy.schema.ClaimSchemas;
import dev.sealkeep.policy.schema.ClaimType;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SequencedMap;
import java.util.stream.Stream;

/** The technologies, claims and values that generated policies and machines draw from. */
final class Vocabulary {
  /** The technologies: SNP, a vTPM with an event log, and TDX with its sets of words. */
  static final List<String> TECHNOLOGIES = List.of("amd-sev-snp", "azure-vtpm", "intel-tdx");

  /** The sets that generated policies may use. */
  static final List<String> SETS = List.of("payments/builds", "others");

  private static final int CLAIMS_OF_A_TYPE = 2;
  private static final Instant EPOCH = Instant.parse("2026-01-01T00:00:00Z");

  private Vocabulary() {}

  /** A few claims of each type, and one of another item. */
  static List<Claim> claims(String technology) {
    ClaimSchema schema = ClaimSchemas.forTechnology(technology).orElseThrow();
    Map<Class<?>, Integer> taken = new LinkedHashMap<>();
    Stream<Claim> own =
        schema.byName().values().stream()
            .filter(
                claim -> taken.merge(claim.type().getClass(), 1, Integer::sum) <= CLAIMS_OF_A_TYPE);
    Stream<Claim> others =
        Stream.of("tpm2.sha256.pcr7", "reported_tcb", "tcb.advisories")
            .flatMap(name -> schema.claim(name).stream());
    return Stream.concat(own, others).distinct().toList();
  }

  /** A value of a type; of most types one of three or four. */
  static ClaimValue value(ClaimType type, Random random) {
    int choice = random.nextInt(3);
    return switch (type) {
      case ClaimType.Bool _ -> new ClaimValue.Bool(choice == 0);
      case ClaimType.Int range ->
          new ClaimValue.Int(random.nextInt(4) == 0 ? range.max() : range.min() + choice % 2);
      case ClaimType.Symbol symbol ->
          new ClaimValue.Symbol(symbol.words().get(choice % symbol.words().size()));
      case ClaimType.Bytes bytes -> bytes(random.nextBoolean() ? bytes.min() : bytes.max(), choice);
      case ClaimType.Text _ ->
          new ClaimValue.Text(List.of("", "a \\ \"b\" é", "EV_IPL").get(choice));
      case ClaimType.Words _ ->
          new ClaimValue.Words(
              Stream.of("SA-1", "SA-2", "SA-3").filter(_ -> random.nextBoolean()).toList());
      case ClaimType.Span _ -> new ClaimValue.Span(Duration.ofHours(choice));
      case ClaimType.Time _ -> new ClaimValue.Time(EPOCH.plusMillis(choice));
      case ClaimType.Tcb tcb -> tcb(tcb, random);
      case ClaimType.Entries list -> entries(list, random);
    };
  }

  private static ClaimValue bytes(int length, int content) {
    byte[] octets = new byte[length];
    Arrays.fill(octets, (byte) (content * 0x5a));
    return ClaimValue.Bytes.of(octets);
  }

  /** A vector of a known product, with components of 0 to 2. */
  static ClaimValue.Tcb tcb(ClaimType.Tcb type, Random random) {
    List<String> products = List.copyOf(type.layouts().keySet());
    String product = products.get(random.nextInt(products.size()));
    SequencedMap<String, Integer> components = new LinkedHashMap<>();
    type.layout(product).orElseThrow().forEach(name -> components.put(name, random.nextInt(3)));
    return new ClaimValue.Tcb(product, components);
  }

  private static ClaimValue entries(ClaimType.Entries list, Random random) {
    return new ClaimValue.Entries(
        Stream.generate(() -> entry(list, random)).limit(random.nextInt(4)).toList());
  }

  private static Map<String, ClaimValue> entry(ClaimType.Entries list, Random random) {
    Map<String, ClaimValue> entry = new LinkedHashMap<>();
    for (Claim field : list.fields()) {
      machineValue(field.type(), random).ifPresent(value -> entry.put(field.name(), value));
    }
    return entry;
  }

  /** What a machine says: mostly a value of the type, now and then nothing or something else. */
  static Optional<ClaimValue> machineValue(ClaimType type, Random random) {
    return switch (random.nextInt(24)) {
      case 0 -> Optional.empty();
      case 1 -> Optional.of(outside(type, random));
      default -> Optional.of(value(type, random));
    };
  }

  /** A value that is not one of the type. */
  private static ClaimValue outside(ClaimType type, Random random) {
    if (random.nextInt(3) == 0) {
      return type instanceof ClaimType.Bool
          ? new ClaimValue.Int(1)
          : new ClaimValue.Bool(random.nextBoolean());
    }
    return switch (type) {
      case ClaimType.Bool _ -> new ClaimValue.Text("true");
      case ClaimType.Int range when range.max() != -1 -> new ClaimValue.Int(range.max() + 1);
      case ClaimType.Int _ -> new ClaimValue.Symbol("1");
      case ClaimType.Symbol _ -> new ClaimValue.Symbol("unheard-of");
      case ClaimType.Bytes bytes -> bytes(bytes.max() + 1, 0);
      case ClaimType.Text _ -> new ClaimValue.Text("\u001b[2J");
      case ClaimType.Words _ -> new ClaimValue.Words(List.of("SA-1", "\u202e"));
      case ClaimType.Span _ -> new ClaimValue.Span(Duration.ofMillis(-1));
      case ClaimType.Time _ -> new ClaimValue.Span(Duration.ZERO);
      case ClaimType.Tcb tcb -> damaged(tcb(tcb, random), random);
      case ClaimType.Entries list ->
          new ClaimValue.Entries(
              Stream.generate(Map::<String, ClaimValue>of).limit(list.maxEntries() + 1L).toList());
    };
  }

  private static ClaimValue.Tcb damaged(ClaimValue.Tcb tcb, Random random) {
    SequencedMap<String, Integer> components = new LinkedHashMap<>(tcb.components());
    String first = components.firstEntry().getKey();
    switch (random.nextInt(4)) {
      case 0 -> components.remove(first);
      case 1 -> components.put(first, 256);
      case 2 -> components.put("unheard-of", 1);
      default -> {
        return new ClaimValue.Tcb("unheard-of", components);
      }
    }
    return new ClaimValue.Tcb(tcb.product(), components);
  }
}
