package dev.sealkeep.simulator;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;

/**
 * What the host has done to the firmware of a machine since, in {@code firmware.properties} beside
 * {@code guest.properties}: exactly the keys {@code current}, {@code committed} and {@code
 * reported}, each a TCB in 16 hex digits in the byte order of the report. A running {@link Machine}
 * follows the file.
 *
 * @param current CURRENT_TCB
 * @param committed COMMITTED_TCB, at most {@code current}
 * @param reported REPORTED_TCB, at most {@code committed}
 */
public record FirmwareFile(TcbVersion current, TcbVersion committed, TcbVersion reported) {
  /** The name of the file in the machine's directory. */
  public static final String FILE_NAME = "firmware.properties";

  private static final Set<String> KEYS = Set.of("current", "committed", "reported");

  /** Holds the order that firmware keeps; throws {@link IllegalArgumentException} for another. */
  public FirmwareFile {
    if (!committed.atMost(current)) {
      throw new IllegalArgumentException("the committed TCB is above the current TCB");
    }
    if (!reported.atMost(committed)) {
      throw new IllegalArgumentException("the reported TCB is above the committed TCB");
    }
  }

  /** One TCB for all three. */
  public static FirmwareFile of(TcbVersion tcb) {
    return new FirmwareFile(tcb, tcb, tcb);
  }

  /** Newer or older firmware, not committed. */
  public FirmwareFile withCurrent(TcbVersion value) {
    return new FirmwareFile(value, committed, reported);
  }

  /** SNP_COMMIT. */
  public FirmwareFile withCommit() {
    return of(current);
  }

  /** SNP_CONFIG. */
  public FirmwareFile withReported(TcbVersion value) {
    return new FirmwareFile(current, committed, value);
  }

  /** Replaces the file whole, so that a running machine never reads half of it. */
  public void write(Path directory) throws IOException {
    HexFormat hex = HexFormat.of();
    Path fresh = directory.resolve(FILE_NAME + ".new");
    Files.writeString(
        fresh,
        "current = %s\ncommitted = %s\nreported = %s\n"
            .formatted(
                hex.formatHex(current.encode()),
                hex.formatHex(committed.encode()),
                hex.formatHex(reported.encode())));
    Files.move(
        fresh,
        directory.resolve(FILE_NAME),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  /**
   * Reads the file, if there is one.
   *
   * @throws IOException if it is wrong; the message names the file and the fault
   */
  public static Optional<FirmwareFile> read(Path directory, Product product) throws IOException {
    Path file = directory.resolve(FILE_NAME);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(Files.readString(file)));
      if (!properties.stringPropertyNames().equals(KEYS)) {
        throw new IllegalArgumentException("the keys are current, committed and reported");
      }
      return Optional.of(
          new FirmwareFile(
              tcb(properties, "current", product),
              tcb(properties, "committed", product),
              tcb(properties, "reported", product)));
    } catch (IllegalArgumentException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  /** Brings a chip to this state by the host's commands, which refuse what firmware refuses. */
  void applyTo(SnpProcessor processor) {
    FirmwareState state = processor.state();
    if (!committed.equals(state.committedTcb())) {
      processor.updateFirmware(committed, state.currentVersion());
      processor.commit();
    }
    processor.updateFirmware(current, state.currentVersion());
    processor.setReportedTcb(reported);
  }

  private static TcbVersion tcb(Properties properties, String key, Product product) {
    return TcbVersion.decode(
        product, HexFormat.of().parseHex(properties.getProperty(key, "").strip()));
  }
}
