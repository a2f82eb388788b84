package dev.sealkeep.simulator;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/**
 * A guest described beside an installation, in {@code guest.properties}: a Java properties file in
 * UTF-8 in which unknown keys are refused.
 *
 * <table>
 *   <caption>Keys</caption>
 *   <tr><th>key</th><th>value</th><th>default</th></tr>
 *   <tr><td>{@code format}</td><td>1</td><td>required</td></tr>
 *   <tr><td>{@code chip}</td><td>the number of the chip, 0 or more</td><td>0</td></tr>
 *   <tr><td>{@code tcb}</td><td>16 hex digits: current, committed and reported TCB in the byte order
 *       of the report</td><td>{@link Product#initialTcb()}</td></tr>
 *   <tr><td>{@code report_version}</td><td>2 to 5</td><td>3</td></tr>
 *   <tr><td>{@code vlek}</td><td>the CSP id of a loaded VLEK, which then signs</td><td>none</td></tr>
 *   <tr><td>{@code mask_chip_id}</td><td>{@code true} or {@code false}</td><td>false</td></tr>
 *   <tr><td>{@code vmpl}</td><td>the VMPL of requests, 0 to 3</td><td>0</td></tr>
 *   <tr><td>{@code vmpck}</td><td>the VMPCK of the guest, so the lowest VMPL it may name</td>
 *       <td>0</td></tr>
 *   <tr><td>{@code measurement}</td><td>96 hex digits</td><td>required</td></tr>
 *   <tr><td>{@code policy}</td><td>16 hex digits, most significant first</td><td>0000000000030000
 *       </td></tr>
 *   <tr><td>{@code guest_svn}</td><td>decimal</td><td>0</td></tr>
 *   <tr><td>{@code family_id}, {@code image_id}</td><td>32 hex digits</td><td>zeros</td></tr>
 *   <tr><td>{@code host_data}</td><td>64 hex digits</td><td>zeros</td></tr>
 *   <tr><td>{@code id_key_digest}, {@code author_key_digest}</td><td>96 hex digits</td><td>zeros</td>
 *       </tr>
 * </table>
 *
 * @param chip the number of the chip
 * @param tcb its TCB, or empty for the product's initial one
 * @param reportVersion the version of its reports
 * @param vlek the CSP id of the loaded VLEK
 * @param chipIdMasked whether reports hide the chip's id
 * @param vmpl the VMPL of requests
 * @param configuration what the guest is launched with
 */
public record SimulatedGuestFile(
    int chip,
    Optional<TcbVersion> tcb,
    int reportVersion,
    Optional<String> vlek,
    boolean chipIdMasked,
    int vmpl,
    GuestConfiguration configuration) {
  /** Checks the ranges; throws {@link IllegalArgumentException} for a value outside. */
  public SimulatedGuestFile {
    if (reportVersion < 2 || reportVersion > 5) {
      throw new IllegalArgumentException("report_version is 2 to 5, not " + reportVersion);
    }
    if (vmpl < 0 || vmpl > 3) {
      throw new IllegalArgumentException("vmpl is 0 to 3, not " + vmpl);
    }
    if (vlek.isPresent() && !vlek.get().matches("[ -\\[\\]-~]+")) {
      throw new IllegalArgumentException("a CSP id is printable ASCII without a backslash");
    }
  }

  /** The name of the file in the installation's directory. */
  public static final String FILE_NAME = "guest.properties";

  /** The name of a DER CRL that, if present, stands in the certificate table. */
  public static final String CRL_FILE_NAME = "crl.der";

  private static final Set<String> KEYS =
      Set.of(
          "format",
          "chip",
          "tcb",
          "report_version",
          "vlek",
          "mask_chip_id",
          "vmpl",
          "vmpck",
          "measurement",
          "policy",
          "guest_svn",
          "family_id",
          "image_id",
          "host_data",
          "id_key_digest",
          "author_key_digest");

  /** A guest on chip 0 at the initial TCB, with everything else at its default. */
  public static SimulatedGuestFile of(GuestConfiguration configuration) {
    return new SimulatedGuestFile(
        0, Optional.empty(), 3, Optional.empty(), false, configuration.vmpck(), configuration);
  }

  /** The same guest on another chip. */
  public SimulatedGuestFile withChip(int value) {
    return new SimulatedGuestFile(
        value, tcb, reportVersion, vlek, chipIdMasked, vmpl, configuration);
  }

  /** The same guest at another TCB. */
  public SimulatedGuestFile withTcb(TcbVersion value) {
    return new SimulatedGuestFile(
        chip, Optional.of(value), reportVersion, vlek, chipIdMasked, vmpl, configuration);
  }

  /** The same guest on a chip with the VLEK of that provider. */
  public SimulatedGuestFile withVlek(String cspId) {
    return new SimulatedGuestFile(
        chip, tcb, reportVersion, Optional.of(cspId), chipIdMasked, vmpl, configuration);
  }

  /** The same guest with reports of another version. */
  public SimulatedGuestFile withReportVersion(int value) {
    return new SimulatedGuestFile(chip, tcb, value, vlek, chipIdMasked, vmpl, configuration);
  }

  /** Writes {@code guest.properties} into {@code directory}, over an older one. */
  public void write(Path directory) throws IOException {
    StringBuilder text = new StringBuilder("format = 1\n");
    put(text, "chip", Integer.toString(chip));
    tcb.ifPresent(value -> put(text, "tcb", hex(value.encode())));
    put(text, "report_version", Integer.toString(reportVersion));
    vlek.ifPresent(value -> put(text, "vlek", value));
    put(text, "mask_chip_id", Boolean.toString(chipIdMasked));
    put(text, "vmpl", Integer.toString(vmpl));
    put(text, "vmpck", Integer.toString(configuration.vmpck()));
    put(text, "measurement", hex(configuration.measurement()));
    put(text, "policy", HexFormat.of().toHexDigits(configuration.policy()));
    put(text, "guest_svn", Integer.toUnsignedString(configuration.guestSvn()));
    put(text, "family_id", hex(configuration.familyId()));
    put(text, "image_id", hex(configuration.imageId()));
    put(text, "host_data", hex(configuration.hostData()));
    put(text, "id_key_digest", hex(configuration.idKeyDigest()));
    put(text, "author_key_digest", hex(configuration.authorKeyDigest()));
    Files.writeString(directory.resolve(FILE_NAME), text);
  }

  /**
   * Reads {@code guest.properties} from {@code directory}.
   *
   * @throws IOException if it is absent or wrong; the message names the file and the fault
   */
  public static SimulatedGuestFile read(Path directory, Product product) throws IOException {
    Path file = directory.resolve(FILE_NAME);
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(Files.readString(file)));
      return parse(properties, product);
    } catch (IllegalArgumentException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  /**
   * Makes the chip in that state and launches the guest on it.
   *
   * @throws IllegalArgumentException if the installation's product cannot have that state
   */
  public SnpGuest launch(SnpInstallation installation, SecureRandom random) {
    return processor(installation).launch(configuration, random);
  }

  SnpProcessor processor(SnpInstallation installation) {
    SnpProcessor processor =
        installation.processor(chip, tcb.orElse(installation.product().initialTcb()));
    processor.setReportVersion(reportVersion);
    processor.maskChipId(chipIdMasked);
    vlek.ifPresent(processor::loadVlek);
    return processor;
  }

  private static SimulatedGuestFile parse(Properties properties, Product product) {
    Set<String> unknown = new TreeSet<>(properties.stringPropertyNames());
    unknown.removeAll(KEYS);
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException("unknown keys " + unknown);
    }
    if (!required(properties, "format").equals("1")) {
      throw new IllegalArgumentException("format is not 1");
    }
    return new SimulatedGuestFile(
        number(properties, "chip", 0),
        Optional.ofNullable(properties.getProperty("tcb"))
            .map(hex -> TcbVersion.decode(product, HexFormat.of().parseHex(hex))),
        number(properties, "report_version", 3),
        Optional.ofNullable(properties.getProperty("vlek")),
        flag(properties, "mask_chip_id"),
        number(properties, "vmpl", 0),
        configuration(properties));
  }

  private static GuestConfiguration configuration(Properties properties) {
    GuestConfiguration.Builder builder =
        GuestConfiguration.of(HexFormat.of().parseHex(required(properties, "measurement")));
    builder.policy(
        HexFormat.fromHexDigitsToLong(properties.getProperty("policy", "0000000000030000")));
    builder.guestSvn(number(properties, "guest_svn", 0));
    builder.vmpck(number(properties, "vmpck", 0));
    bytes(properties, "family_id").ifPresent(builder::familyId);
    bytes(properties, "image_id").ifPresent(builder::imageId);
    bytes(properties, "host_data").ifPresent(builder::hostData);
    bytes(properties, "id_key_digest").ifPresent(builder::idKeyDigest);
    bytes(properties, "author_key_digest").ifPresent(builder::authorKeyDigest);
    return builder.build();
  }

  private static String required(Properties properties, String key) {
    String value = properties.getProperty(key);
    if (value == null) {
      throw new IllegalArgumentException(key + " is missing");
    }
    return value;
  }

  private static int number(Properties properties, String key, int fallback) {
    String value = properties.getProperty(key);
    try {
      return value == null ? fallback : Integer.parseUnsignedInt(value.strip());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(key + " is not a number: " + value, e);
    }
  }

  private static boolean flag(Properties properties, String key) {
    return switch (properties.getProperty(key, "false").strip()) {
      case "true" -> true;
      case "false" -> false;
      case String other -> throw new IllegalArgumentException(key + " is not a flag: " + other);
    };
  }

  private static Optional<byte[]> bytes(Properties properties, String key) {
    return Optional.ofNullable(properties.getProperty(key)).map(HexFormat.of()::parseHex);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static void put(StringBuilder text, String key, String value) {
    text.append(key).append(" = ").append(value).append('\n');
  }
}
