package dev.sealkeep.evidence.snp;

import dev.sealkeep.evidence.CollateralId;
import dev.sealkeep.evidence.CollateralId.AmdKey;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/** What AMD publishes for the appraisal of a report (AMD 57230, chapter 4). */
final class SnpNeeds {
  /** The names of TCB_VERSION's components in queries, in AMD's order. */
  private static final SequencedMap<String, String> SPLS = splNames();

  private SnpNeeds() {}

  /** The needs of a report beside which the host gave {@code conveyed}; not verified. */
  static List<CollateralId> of(SnpReport report, CandidatePool conveyed) {
    Optional<SigningKey> kind = report.keyInfo().signingKey();
    if (kind.isEmpty() || report.keyInfo().chipKeyMasked()) {
      return List.of();
    }
    EndorsementMatch match = new EndorsementMatch(report);
    List<EndorsementKey> fitting =
        conveyed.endorsementKeys().stream()
            .filter(key -> key.kind() == kind.get())
            .filter(key -> match.reasons(key).isEmpty())
            .toList();
    List<Product> certified =
        fitting.stream().flatMap(key -> key.issuerProduct().stream()).distinct().toList();
    List<CollateralId> needs = new ArrayList<>();
    for (Product product : certified.isEmpty() ? products(report) : certified) {
      if (kind.get() == SigningKey.VCEK && fitting.isEmpty()) {
        vcek(report, product).ifPresent(needs::add);
      }
      AmdKey key = amdKey(kind.get());
      needs.add(new CollateralId.AmdChain(key, product.line()));
      needs.add(new CollateralId.AmdRevocationList(key, product.line()));
    }
    return List.copyOf(needs);
  }

  private static AmdKey amdKey(SigningKey kind) {
    return switch (kind) {
      case VCEK -> AmdKey.VCEK;
      case VLEK -> AmdKey.VLEK;
    };
  }

  /** Reports of version 2 do not name the product: the length of the chip's id narrows it down. */
  private static List<Product> products(SnpReport report) {
    if (report.cpuid().isPresent()) {
      return report.cpuid().flatMap(c -> Product.ofCpuid(c.family(), c.model())).stream().toList();
    }
    if (report.chipIdMasked()) {
      return List.of(Product.MILAN, Product.GENOA, Product.TURIN);
    }
    return isShort(report.chipId())
        ? List.of(Product.TURIN)
        : List.of(Product.MILAN, Product.GENOA);
  }

  private static boolean isShort(byte[] chipId) {
    for (int i = Product.TURIN.hardwareIdBytes(); i < chipId.length; i++) {
      if (chipId[i] != 0) {
        return false;
      }
    }
    return true;
  }

  private static Optional<CollateralId> vcek(SnpReport report, Product product) {
    if (report.chipIdMasked()) {
      return Optional.empty();
    }
    String hwId = HexFormat.of().formatHex(report.chipId(), 0, product.hardwareIdBytes());
    SequencedMap<String, Integer> tcb = report.reportedTcb().components(product);
    String query =
        SPLS.entrySet().stream()
            .filter(spl -> tcb.containsKey(spl.getKey()))
            .map(
                spl -> String.format(Locale.ROOT, "%s=%02d", spl.getValue(), tcb.get(spl.getKey())))
            .collect(Collectors.joining("&"));
    return Optional.of(new CollateralId.AmdVcek(product.line(), hwId, query));
  }

  private static SequencedMap<String, String> splNames() {
    SequencedMap<String, String> names = new LinkedHashMap<>();
    names.put("fmc", "fmcSPL");
    names.put("bootloader", "blSPL");
    names.put("tee", "teeSPL");
    names.put("snp", "snpSPL");
    names.put("microcode", "ucodeSPL");
    return names;
  }
}
