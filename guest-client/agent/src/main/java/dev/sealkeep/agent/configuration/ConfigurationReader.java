package dev.sealkeep.agent.configuration;

import dev.sealkeep.agent.configuration.ConfigurationOutcome.Invalid;
import dev.sealkeep.agent.configuration.ConfigurationOutcome.Valid;
import dev.sealkeep.protocol.log.Digest;
import dev.sealkeep.protocol.log.LogVerifierKey;
import dev.sealkeep.protocol.message.MessageLimits;
import dev.sealkeep.protocol.name.Kem;
import dev.sealkeep.protocol.name.Name;
import dev.sealkeep.protocol.wire.LowerHex;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Turns a properties file into a configuration, or into all that is wrong with it. */
public final class ConfigurationReader {
  private static final int MAX_ENDPOINTS = 16;
  private static final Duration LONGEST_DEADLINE = Duration.ofMinutes(60);

  private final Path directory;
  private final PropertyReader reader;

  /** What a boot waits for the escrow where the processor opens the disk next. */
  private static final Duration BEFORE_FALLBACK = Duration.ofSeconds(15);

  private ConfigurationReader(PropertyReader reader, Path directory) {
    this.directory = directory;
    this.reader = reader;
  }

  /**
   * Reads a file, unless it is {@link HostServed}. A relative path in it starts at its directory.
   *
   * @param options what the command line says instead, by the keys' spellings
   */
  public static ConfigurationOutcome read(Path file, Map<String, String> options) {
    List<String> problems = new ArrayList<>();
    return open(file, options, problems)
        .map(ConfigurationReader::outcome)
        .orElseGet(() -> new Invalid(problems));
  }

  /**
   * Opens a file for whoever reads more of it than {@link #read} does.
   *
   * @param problems takes what keeps the file from being read
   * @return empty if there is something
   */
  public static Optional<ConfigurationReader> open(
      Path file, Map<String, String> options, List<String> problems) {
    Path directory = file.toAbsolutePath().getParent();
    HostServed.problem(file).ifPresent(problems::add);
    return PropertiesText.load(file, problems::add)
        .filter(_ -> problems.isEmpty())
        .map(text -> of(text, options, directory == null ? file : directory));
  }

  /** Reads the text of a file that stands in {@code directory}. */
  public static ConfigurationOutcome parse(
      String text, Map<String, String> options, Path directory) {
    return of(text, options, directory).outcome();
  }

  /** A reader of the text of a file that stands in {@code directory}. */
  public static ConfigurationReader of(String text, Map<String, String> options, Path directory) {
    return new ConfigurationReader(
        PropertyReader.of(text, options, Arrays.asList(ConfigurationKey.values())), directory);
  }

  /** Reads where the devices are from a command line alone, or notes what is wrong. */
  public static Optional<DeviceSettings> devices(PropertyReader reader) {
    return new ConfigurationReader(reader, Path.of("").toAbsolutePath()).devices();
  }

  /** What reads the values one by one. */
  public PropertyReader properties() {
    return reader;
  }

  private ConfigurationOutcome outcome() {
    Optional<KeyMode> mode = mode();
    if (mode.isPresent() && !mode.get().asksEscrow()) {
      reader.problem("`mode` is `derived`, which asks no escrow: only disks are opened with it");
      return new Invalid(reader.problems());
    }
    Optional<GuestConfiguration> escrow = escrow(mode.orElse(KeyMode.ESCROW));
    Optional<DeviceSettings> devices = devices();
    return escrow.isPresent() && devices.isPresent() && reader.problems().isEmpty()
        ? new Valid(escrow.get(), devices.get())
        : new Invalid(reader.problems());
  }

  /**
   * Where keys come from, or empty after noting what is wrong, such as settings of derivations
   * where nothing is derived.
   */
  public Optional<KeyMode> mode() {
    Optional<KeyMode> mode = value(ConfigurationKey.MODE, KeyMode::parse);
    if (mode.isPresent() && !mode.get().derives()) {
      refuse(ConfigurationKey.DERIVATION, mode.get().spelling());
    }
    return mode;
  }

  /** Who writes a key believes that it does something. */
  public void refuse(List<ConfigurationKey> keys, String mode) {
    for (ConfigurationKey key : keys) {
      if (reader.text(key).isPresent()) {
        reader.problem(
            "`%s` means nothing under `mode = %s`: remove it".formatted(key.spelling(), mode));
      }
    }
  }

  /** How the escrow is asked in that mode, or empty after noting what is wrong. */
  public Optional<GuestConfiguration> escrow(KeyMode mode) {
    Optional<List<URI>> endpoints = value(ConfigurationKey.ENDPOINTS, this::endpoints);
    Optional<Path> ca = value(ConfigurationKey.CA, this::path);
    ca.flatMap(HostServed::problem).ifPresent(reader::problem);
    Optional<LogVerifierKey> logRoot =
        value(ConfigurationKey.LOG_ROOT, text -> LogVerifierKey.parse(text).toOptional());
    Optional<Name> tenant = value(ConfigurationKey.TENANT, Name::parse);
    Optional<Digest> pin = value(ConfigurationKey.TENANT_PIN, ConfigurationReader::sha256);
    Optional<Name> key = value(ConfigurationKey.KEY, Name::parse);
    Optional<String> volume = value(ConfigurationKey.VOLUME, ConfigurationReader::volume);
    Optional<Kem> kem = value(ConfigurationKey.MIN_KEM, Kem::parseLabel);
    Optional<List<Attesters>> technologies =
        value(ConfigurationKey.TECHNOLOGIES, this::technologies);
    Optional<Duration> deadline =
        mode.fallsBack() && reader.text(ConfigurationKey.DEADLINE).isEmpty()
            ? Optional.of(BEFORE_FALLBACK)
            : value(ConfigurationKey.DEADLINE, ConfigurationReader::duration);
    if (!reader.problems().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new GuestConfiguration(
            endpoints.orElseThrow(),
            ca.orElseThrow(),
            logRoot.orElseThrow(),
            tenant.orElseThrow(),
            pin.orElseThrow(),
            key.orElseThrow(),
            volume.flatMap(Name::parse),
            kem.orElseThrow(),
            technologies.orElseThrow(),
            deadline.orElseThrow()));
  }

  /** Where the devices are, or empty after noting what is wrong. */
  public Optional<DeviceSettings> devices() {
    Optional<DeviceChoice> choice = value(ConfigurationKey.DEVICE, DeviceChoice::parse);
    Optional<Path> tsm = value(ConfigurationKey.TSM_PATH, this::path);
    Optional<Path> sevGuest = value(ConfigurationKey.SEV_GUEST_PATH, this::path);
    Optional<TpmSettings> tpm = tpm();
    Optional<Path> gramine = value(ConfigurationKey.GRAMINE_PATH, this::path);
    Optional<URI> azureMetadata =
        value(ConfigurationKey.AZURE_METADATA, ConfigurationReader::service);
    Optional<LogChoice> logs = value(ConfigurationKey.EVENT_LOGS, this::logs);
    Optional<Optional<Register>> extend = value(ConfigurationKey.EXTEND, this::register);
    return choice.isPresent()
            && tsm.isPresent()
            && sevGuest.isPresent()
            && tpm.isPresent()
            && gramine.isPresent()
            && azureMetadata.isPresent()
            && logs.isPresent()
            && extend.isPresent()
        ? Optional.of(
            new DeviceSettings(
                choice.get(),
                tsm.get(),
                sevGuest.get(),
                tpm.get(),
                gramine.get(),
                azureMetadata.get(),
                logs.get(),
                extend.get()))
        : Optional.empty();
  }

  private Optional<TpmSettings> tpm() {
    Optional<Path> device = value(ConfigurationKey.TPM_PATH, this::path);
    Optional<AttestationKeyChoice> key =
        value(ConfigurationKey.TPM_AK, AttestationKeyChoice::parse);
    Optional<PcrSelection> pcrs = value(ConfigurationKey.TPM_PCRS, PcrSelection::parse);
    // No file at all is a choice as well.
    Optional<List<Path>> certificates =
        value(
            ConfigurationKey.TPM_EK_CERTIFICATES,
            text -> text.isEmpty() ? Optional.of(List.of()) : path(text).map(List::of));
    return device.isPresent() && key.isPresent() && pcrs.isPresent() && certificates.isPresent()
        ? Optional.of(
            new TpmSettings(
                device.get(), key.get(), pcrs.get(), certificates.get().stream().findFirst()))
        : Optional.empty();
  }

  private Optional<Optional<Register>> register(String text) {
    Optional<Register> register = Register.parse(text);
    return text.isEmpty() || register.isPresent() ? Optional.of(register) : Optional.empty();
  }

  private Optional<LogChoice> logs(String text) {
    return switch (text) {
      case "auto" -> Optional.of(new LogChoice.Usual());
      case "none" -> Optional.of(new LogChoice.Named(List.of()));
      default -> {
        List<Path> files = items(text).stream().flatMap(item -> path(item).stream()).toList();
        yield files.isEmpty()
                || files.size() != items(text).size()
                || files.size() > MessageLimits.EVENT_LOGS
            ? Optional.empty()
            : Optional.of(new LogChoice.Named(files));
      }
    };
  }

  private <T> Optional<T> value(ConfigurationKey key, Function<String, Optional<T>> parser) {
    return reader.value(key, parser);
  }

  private Optional<List<URI>> endpoints(String text) {
    List<URI> endpoints = new ArrayList<>();
    for (String item : items(text)) {
      Optional<URI> endpoint = endpoint(item);
      if (endpoint.isEmpty()) {
        reader.problem(
            "`endpoints` has `%s`, which is no https URL of a host: write https://host[:port]"
                .formatted(item));
        return Optional.empty();
      }
      endpoints.add(endpoint.get());
    }
    return endpoints.isEmpty() || endpoints.size() > MAX_ENDPOINTS
        ? Optional.empty()
        : Optional.of(endpoints);
  }

  private static Optional<URI> endpoint(String text) {
    return uri(text, "https");
  }

  /** A service of this machine's host, which has no certificate. */
  private static Optional<URI> service(String text) {
    return uri(text, "http").filter(uri -> uri.getPath().isEmpty() || uri.getPath().equals("/"));
  }

  private static Optional<URI> uri(String text, String scheme) {
    try {
      URI uri = new URI(text);
      boolean usable =
          scheme.equals(uri.getScheme())
              && uri.getHost() != null
              && uri.getUserInfo() == null
              && uri.getQuery() == null
              && uri.getFragment() == null;
      return usable ? Optional.of(uri) : Optional.empty();
    } catch (URISyntaxException malformed) {
      return Optional.empty();
    }
  }

  private Optional<Path> path(String text) {
    return text.isEmpty() || text.indexOf('\0') >= 0
        ? Optional.empty()
        : Optional.of(directory.resolve(text));
  }

  private Optional<List<Attesters>> technologies(String text) {
    List<Attesters> alternatives = new ArrayList<>();
    for (String item : items(text)) {
      Optional<Attesters> attesters =
          Attesters.parse(item, problem -> reader.problem("`technologies`: " + problem));
      if (attesters.isEmpty()) {
        return Optional.empty();
      }
      alternatives.add(attesters.get());
    }
    return alternatives.isEmpty() ? Optional.empty() : Optional.of(alternatives);
  }

  private static List<String> items(String text) {
    return Arrays.stream(text.split(",", -1)).map(String::strip).filter(s -> !s.isEmpty()).toList();
  }

  private static Optional<Digest> sha256(String hex) {
    return LowerHex.decode(hex)
        .filter(bytes -> bytes.length == Digest.SHA256_BYTES)
        .flatMap(Digest::parse);
  }

  /** A volume's name, or nothing for none. */
  public static Optional<String> volume(String text) {
    return text.isEmpty() ? Optional.of(text) : Name.parse(text).map(Name::value);
  }

  private static Optional<Duration> duration(String text) {
    int digits = 0;
    while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
      digits++;
    }
    if (digits == 0 || digits > 9) {
      return Optional.empty();
    }
    long number = Long.parseLong(text.substring(0, digits));
    return switch (text.substring(digits)) {
      case "ms" -> bounded(Duration.ofMillis(number));
      case "s" -> bounded(Duration.ofSeconds(number));
      case "m" -> bounded(Duration.ofMinutes(number));
      case String other -> Optional.empty();
    };
  }

  private static Optional<Duration> bounded(Duration duration) {
    return duration.isPositive() && duration.compareTo(LONGEST_DEADLINE) <= 0
        ? Optional.of(duration)
        : Optional.empty();
  }
}
