package dev.sealkeep.evidence.snp;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/**
 * A product line, which names the roots and the layout of TCB_VERSION (AMD 56860, TCB_VERSION
 * tables). Bergamo and Siena use the chain of Genoa.
 */
public enum Product {
  /** Family 19h, models 00h to 0Fh. */
  MILAN("milan", "Milan"),
  /** Family 19h, models 10h to 1Fh and A0h to AFh. */
  GENOA("genoa", "Genoa"),
  /** Family 1Ah, models 00h to 11h. */
  TURIN("turin", "Turin");

  /**
   * Which byte of TCB_VERSION holds which component.
   *
   * @param bytes component name to byte index, in the order of display
   */
  public record TcbLayout(SequencedMap<String, Integer> bytes) {
    static final TcbLayout BEFORE_TURIN =
        of(List.of("bootloader", "tee", "snp", "microcode"), List.of(0, 1, 6, 7));
    static final TcbLayout TURIN =
        of(List.of("fmc", "bootloader", "tee", "snp", "microcode"), List.of(0, 1, 2, 3, 7));

    private static TcbLayout of(List<String> names, List<Integer> indexes) {
      SequencedMap<String, Integer> bytes = new LinkedHashMap<>();
      for (int i = 0; i < names.size(); i++) {
        bytes.put(names.get(i), indexes.get(i));
      }
      return new TcbLayout(Collections.unmodifiableSequencedMap(bytes));
    }
  }

  private static final Set<String> GENOA_VARIANTS = Set.of("Bergamo", "Siena");

  private final String tag;
  private final String line;

  Product(String tag, String line) {
    this.tag = tag;
    this.line = line;
  }

  /** The word used in claims and policies, such as {@code genoa}. */
  public String tag() {
    return tag;
  }

  /** The word used in certificates, such as {@code Genoa}. */
  public String line() {
    return line;
  }

  /** The layout of this line's TCB_VERSION. */
  public TcbLayout tcbLayout() {
    return this == TURIN ? TcbLayout.TURIN : TcbLayout.BEFORE_TURIN;
  }

  /** Bytes of hwID in this line's VCEK: 64, or 8 on Turin. */
  public int hardwareIdBytes() {
    return this == TURIN ? 8 : 64;
  }

  /** The product of combined CPUID family and model, or empty if it is not supported. */
  public static Optional<Product> ofCpuid(int family, int model) {
    if (family == 0x19) {
      if (model <= 0x0F) {
        return Optional.of(MILAN);
      }
      boolean genoa = model <= 0x1F || (model >= 0xA0 && model <= 0xAF);
      return genoa ? Optional.of(GENOA) : Optional.empty();
    }
    return family == 0x1A && model <= 0x11 ? Optional.of(TURIN) : Optional.empty();
  }

  /** The product of a line's name in a certificate, such as {@code Milan}. */
  public static Optional<Product> ofLine(String line) {
    for (Product product : values()) {
      if (product.line.equals(line)) {
        return Optional.of(product);
      }
    }
    return Optional.empty();
  }

  /**
   * The product of a certificate's productName1, such as {@code Milan-B0}. The stepping after the
   * dash is not compared: {@code Milan-B0} also stands in certificates of other steppings. Siena
   * and Bergamo belong to the line of Genoa.
   */
  public static Optional<Product> ofProductName(String name) {
    int dash = name.indexOf('-');
    String line = dash < 0 ? name : name.substring(0, dash);
    return GENOA_VARIANTS.contains(line) ? Optional.of(GENOA) : ofLine(line);
  }
}
