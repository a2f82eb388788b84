package dev.sealkeep.service.collateral.vendor;

import dev.sealkeep.evidence.CollateralId;
import dev.sealkeep.evidence.CollateralId.AmdKey;
import dev.sealkeep.evidence.CollateralId.IntelTee;
import dev.sealkeep.evidence.snp.Product;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Ids of items to the vendors' own paths and back (AMD 57230, chapter 4; Intel PCS API v4). Reading
 * is strict: a path or query that is anything else than an item's is none, so that whatever a
 * client sends, only requests of a known form go on to a vendor.
 */
public final class VendorPaths {
  /** Where Intel publishes its root's revocation list, beside its other service. */
  public static final String INTEL_ROOT_LIST_HOME =
      "https://certificates.trustedservices.intel.com";

  /** A PCCS answers the root's revocation list in hexadecimal at this path. */
  static final String PCCS_ROOT_LIST = "/sgx/certification/v4/rootcacrl";

  private static final String INTEL_ROOT_LIST = "/IntelSGXRootCA.der";
  private static final int MAX_LENGTH = 512;
  private static final Pattern AMD_SHARED =
      Pattern.compile("/(vcek|vlek)/v1/([A-Za-z]{1,16})/(cert_chain|crl)");
  private static final Pattern AMD_VCEK =
      Pattern.compile("/vcek/v1/([A-Za-z]{1,16})/([0-9A-Fa-f]{16,128})");
  private static final Pattern INTEL =
      Pattern.compile("/(sgx|tdx)/certification/v4/(tcb|qe/identity|pckcrl)");
  private static final Pattern PARAMETER = Pattern.compile("([A-Za-z]{1,16})=([0-9A-Za-z]{1,16})");
  private static final Pattern LEVEL = Pattern.compile("[0-9]{1,3}");
  private static final List<String> LEVELS = List.of("blSPL", "teeSPL", "snpSPL", "ucodeSPL");
  private static final String FMC_LEVEL = "fmcSPL";

  /**
   * Where an item lies.
   *
   * @param path from the first slash
   * @param query without a question mark; may be empty
   */
  public record Target(Vendor vendor, String path, String query) {
    /** Path and query as they stand in a request. */
    public String text() {
      return query.isEmpty() ? path : path + "?" + query;
    }
  }

  private VendorPaths() {}

  /** Where an item lies at its vendor. */
  public static Target of(CollateralId id) {
    return switch (id) {
      case CollateralId.AmdVcek(String product, String hwId, String tcb) ->
          new Target(Vendor.AMD, "/vcek/v1/" + product + "/" + hwId, tcb);
      case CollateralId.AmdChain(AmdKey key, String product) ->
          new Target(Vendor.AMD, "/" + key.word() + "/v1/" + product + "/cert_chain", "");
      case CollateralId.AmdRevocationList(AmdKey key, String product) ->
          new Target(Vendor.AMD, "/" + key.word() + "/v1/" + product + "/crl", "");
      case CollateralId.IntelTcbInfo(IntelTee tee, String fmspc) ->
          intel(tee.word(), "tcb", "fmspc=" + fmspc);
      case CollateralId.IntelQeIdentity(IntelTee tee) -> intel(tee.word(), "qe/identity", "");
      case CollateralId.IntelPckRevocationList(String ca) ->
          intel("sgx", "pckcrl", "ca=" + ca + "&encoding=der");
      case CollateralId.IntelRootRevocationList() -> new Target(Vendor.INTEL, INTEL_ROOT_LIST, "");
    };
  }

  private static Target intel(String tee, String what, String query) {
    return new Target(Vendor.INTEL, "/" + tee + "/certification/v4/" + what, query);
  }

  /** The item's name in a database or a bundle: the vendor's word, path and query. */
  public static String name(CollateralId id) {
    Target target = of(id);
    return target.vendor().word() + target.text();
  }

  /** The item of a {@link #name}; empty for any other text. */
  public static Optional<CollateralId> ofName(String name) {
    int slash = name.indexOf('/');
    if (slash < 0) {
      return Optional.empty();
    }
    int question = name.indexOf('?');
    String path = name.substring(slash, question < 0 ? name.length() : question);
    return parse(path, question < 0 ? "" : name.substring(question + 1))
        .filter(id -> name(id).equals(name));
  }

  /**
   * The item at a path of its vendor; empty for any other path or query. The order of parameters,
   * the case of hexadecimal and leading zeros do not count.
   *
   * @param path as in the request, not decoded
   * @param query likewise, without a question mark; may be empty
   */
  public static Optional<CollateralId> parse(String path, String query) {
    if (path.length() > MAX_LENGTH || query.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    if (path.equals(INTEL_ROOT_LIST) || path.equals(PCCS_ROOT_LIST)) {
      return query.isEmpty()
          ? Optional.of(new CollateralId.IntelRootRevocationList())
          : Optional.empty();
    }
    Matcher shared = AMD_SHARED.matcher(path);
    if (shared.matches()) {
      return query.isEmpty() ? shared(shared) : Optional.empty();
    }
    return parameters(query).flatMap(parameters -> parse(path, parameters));
  }

  /** How a revocation list is asked for; other items have one form. */
  public enum Encoding {
    /** As it is kept. */
    PLAIN,
    /** Intel's default for PCK revocation lists, and {@code encoding=pem}. */
    PEM,
    /** The root's list as a PCCS answers it. */
    HEXADECIMAL
  }

  /** The encoding that a target for which {@link #parse} finds an item asks for. */
  public static Encoding encoding(String path, String query) {
    if (path.equals(PCCS_ROOT_LIST)) {
      return Encoding.HEXADECIMAL;
    }
    return path.endsWith("/pckcrl") && !query.contains("encoding=der")
        ? Encoding.PEM
        : Encoding.PLAIN;
  }

  private static Optional<CollateralId> parse(String path, Map<String, String> parameters) {
    Matcher vcek = AMD_VCEK.matcher(path);
    if (vcek.matches()) {
      return Product.ofLine(vcek.group(1))
          .flatMap(product -> vcek(product, vcek.group(2).toLowerCase(Locale.ROOT), parameters));
    }
    Matcher intel = INTEL.matcher(path);
    if (!intel.matches()) {
      return Optional.empty();
    }
    IntelTee tee = IntelTee.valueOf(intel.group(1).toUpperCase(Locale.ROOT));
    return switch (intel.group(2)) {
      case "tcb" -> tcbInfo(tee, parameters);
      case "qe/identity" ->
          takes(parameters, "update", "standard"::equals)
              ? none(parameters, new CollateralId.IntelQeIdentity(tee))
              : Optional.empty();
      default -> tee == IntelTee.SGX ? pckList(parameters) : Optional.empty();
    };
  }

  private static Optional<CollateralId> shared(Matcher path) {
    AmdKey key = AmdKey.valueOf(path.group(1).toUpperCase(Locale.ROOT));
    return Product.ofLine(path.group(2))
        .map(
            product ->
                path.group(3).equals("crl")
                    ? new CollateralId.AmdRevocationList(key, product.line())
                    : new CollateralId.AmdChain(key, product.line()));
  }

  private static Optional<CollateralId> vcek(
      Product product, String hwId, Map<String, String> parameters) {
    boolean turin = product == Product.TURIN;
    boolean complete =
        parameters.keySet().containsAll(LEVELS)
            && parameters.containsKey(FMC_LEVEL) == turin
            && parameters.size() == LEVELS.size() + (turin ? 1 : 0)
            && parameters.values().stream().allMatch(VendorPaths::isLevel);
    if (!complete || hwId.length() != 2 * product.hardwareIdBytes()) {
      return Optional.empty();
    }
    String levels =
        LEVELS.stream().map(name -> level(name, parameters)).collect(Collectors.joining("&"));
    String tcb = turin ? level(FMC_LEVEL, parameters) + "&" + levels : levels;
    return Optional.of(new CollateralId.AmdVcek(product.line(), hwId, tcb));
  }

  private static boolean isLevel(String value) {
    return LEVEL.matcher(value).matches() && Integer.parseInt(value) <= 255;
  }

  private static String level(String name, Map<String, String> parameters) {
    int value = Integer.parseInt(parameters.getOrDefault(name, "0"));
    return name + "=" + (value < 10 ? "0" : "") + value;
  }

  private static Optional<CollateralId> tcbInfo(IntelTee tee, Map<String, String> parameters) {
    String fmspc = parameters.getOrDefault("fmspc", "").toLowerCase(Locale.ROOT);
    return takes(parameters, "update", "standard"::equals)
            && parameters.remove("fmspc") != null
            && CollateralId.Form.FMSPC.fits(fmspc)
        ? none(parameters, new CollateralId.IntelTcbInfo(tee, fmspc))
        : Optional.empty();
  }

  private static Optional<CollateralId> pckList(Map<String, String> parameters) {
    String ca = parameters.getOrDefault("ca", "");
    return takes(parameters, "encoding", List.of("der", "pem")::contains)
            && parameters.remove("ca") != null
            && CollateralId.Form.PCK_CA.fits(ca)
        ? none(parameters, new CollateralId.IntelPckRevocationList(ca))
        : Optional.empty();
  }

  /** Takes an optional parameter; false if it has another value. */
  private static boolean takes(
      Map<String, String> parameters, String name, Predicate<String> accepted) {
    String value = parameters.remove(name);
    return value == null || accepted.test(value);
  }

  private static Optional<CollateralId> none(Map<String, String> rest, CollateralId id) {
    return rest.isEmpty() ? Optional.of(id) : Optional.empty();
  }

  /** Each parameter once; empty for a query that is not made of names and plain values. */
  private static Optional<Map<String, String>> parameters(String query) {
    Map<String, String> parameters = new LinkedHashMap<>();
    if (query.isEmpty()) {
      return Optional.of(parameters);
    }
    for (String part : query.split("&", -1)) {
      Matcher parameter = PARAMETER.matcher(part);
      if (!parameter.matches() || parameters.put(parameter.group(1), parameter.group(2)) != null) {
        return Optional.empty();
      }
    }
    return Optional.of(parameters);
  }
}
