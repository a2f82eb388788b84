package dev.sealkeep.bench.evidence;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** What the rounds measured; a figure is the median over the rounds. */
final class Results {
  private final Map<Subject, Map<Operation, List<Operation.Cost>>> costs =
      new EnumMap<>(Subject.class);
  private final Map<Integer, List<Double>> openssl = new TreeMap<>();

  /** Adds what a fork measured. */
  void add(Subject subject, Operation operation, Operation.Cost cost) {
    costs
        .computeIfAbsent(subject, s -> new EnumMap<>(Operation.class))
        .computeIfAbsent(operation, o -> new ArrayList<>())
        .add(cost);
  }

  /** Adds what OpenSSL measured of itself. */
  void addOpenssl(int bits, double verificationsPerSecond) {
    openssl.computeIfAbsent(bits, b -> new ArrayList<>()).add(verificationsPerSecond);
  }

  /**
   * The results of one run.
   *
   * @param provider the signature provider of the verifier
   * @param rounds how many rounds of one fork each
   * @param measurements one for each subject and operation
   * @param ratios one for each subject
   * @param openssl one for each curve; empty if it is not installed
   */
  record Summary(
      String provider,
      int rounds,
      List<Measurement> measurements,
      List<Ratio> ratios,
      List<Reference> openssl) {}

  /**
   * The median cost of one operation.
   *
   * @param micros the median of {@code roundMicros}
   * @param bytes bytes allocated
   * @param roundMicros the median of each round's fork, in order
   */
  record Measurement(
      String subject,
      String operation,
      double micros,
      double perSecond,
      double bytes,
      List<Double> roundMicros) {}

  /**
   * A verification with its chain cached, over the bare verification of the same round.
   *
   * @param median the median of the rounds' ratios
   * @param rounds the rounds' ratios, in order
   */
  record Ratio(String subject, double median, List<Double> rounds) {}

  /**
   * OpenSSL's own ECDSA verification.
   *
   * @param version its name and version
   * @param bits the curve: 256 is P-256, 384 is P-384
   */
  record Reference(String version, int bits, double micros, double perSecond) {}

  Summary summary(String provider, Optional<String> opensslVersion) {
    List<Measurement> measurements = new ArrayList<>();
    List<Ratio> ratios = new ArrayList<>();
    int rounds = 0;
    for (Map.Entry<Subject, Map<Operation, List<Operation.Cost>>> one : costs.entrySet()) {
      for (Map.Entry<Operation, List<Operation.Cost>> cost : one.getValue().entrySet()) {
        measurements.add(measurement(one.getKey(), cost.getKey(), cost.getValue()));
        rounds = cost.getValue().size();
      }
      ratios.add(ratio(one.getKey(), one.getValue()));
    }
    List<Reference> references = new ArrayList<>();
    opensslVersion.ifPresent(
        version ->
            openssl.forEach(
                (bits, rates) ->
                    references.add(
                        new Reference(version, bits, 1e6 / median(rates), median(rates)))));
    return new Summary(provider, rounds, measurements, ratios, references);
  }

  private static Measurement measurement(
      Subject subject, Operation operation, List<Operation.Cost> costs) {
    List<Double> micros = costs.stream().map(Operation.Cost::micros).toList();
    double median = median(micros);
    return new Measurement(
        subject.toString(),
        operation.name().toLowerCase(Locale.ROOT),
        median,
        1e6 / median,
        median(costs.stream().map(Operation.Cost::bytes).toList()),
        micros);
  }

  private static Ratio ratio(Subject subject, Map<Operation, List<Operation.Cost>> costs) {
    List<Operation.Cost> verify = costs.getOrDefault(Operation.VERIFY_CACHED, List.of());
    List<Operation.Cost> bare = costs.getOrDefault(Operation.BARE_VERIFY, List.of());
    List<Double> rounds =
        IntStream.range(0, verify.size())
            .mapToObj(i -> verify.get(i).micros() / bare.get(i).micros())
            .toList();
    return new Ratio(subject.toString(), median(rounds), rounds);
  }

  /** The middle value, or the mean of the two in the middle. */
  static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int middle = sorted.length / 2;
    return Arrays.stream(sorted, (sorted.length - 1) / 2, middle + 1).average().orElseThrow();
  }
}
