package dev.sealkeep.agent;

import dev.sealkeep.agent.configuration.ConfigurationKey;
import dev.sealkeep.agent.derive.DeriveKey;
import dev.sealkeep.agent.measurement.VirtualCpus;
import dev.sealkeep.protocol.log.NextBoot;
import dev.sealkeep.protocol.name.Name;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** What the command line asks for. */
sealed interface CommandLine {
  /**
   * Fetch a key.
   *
   * @param keyVersion which version; the current one if empty
   * @param jwk the label of a wrapping key that is made of the key and written in its place
   * @param devices what is said about devices, by the spellings of {@link ConfigurationKey}
   */
  record Get(
      String config,
      String output,
      OptionalInt keyVersion,
      Optional<Name> jwk,
      Optional<String> evidence,
      Map<String, String> devices)
      implements CommandLine {}

  /**
   * Hand the key to whoever connects to a socket.
   *
   * @param socket the path to bind; a socket on standard input if empty
   * @param keyVersion which version; the current one if empty
   * @param devices what is said about devices, by the spellings of {@link ConfigurationKey}
   */
  record Listen(
      String config, Optional<String> socket, OptionalInt keyVersion, Map<String, String> devices)
      implements CommandLine {}

  /**
   * Serve a request of the kernel for a key.
   *
   * @param key the serial number of the key under construction
   * @param directory the folder of the configurations
   * @param allowed the uids that are served
   * @param devices what is said about devices, by the spellings of {@link ConfigurationKey}
   */
  record RequestKey(int key, String directory, Set<Long> allowed, Map<String, String> devices)
      implements CommandLine {}

  /**
   * Derive a key.
   *
   * @param request what is said of the request, by the spellings of {@link DeriveKey}
   * @param devices what is said about devices, by the spellings of {@link ConfigurationKey}
   */
  record Derive(
      Optional<String> input,
      Map<String, String> request,
      String output,
      Map<String, String> devices)
      implements CommandLine {}

  /** Say what a derived key would be bound to. */
  record Explain(Optional<String> input, Map<String, String> request, Format format)
      implements CommandLine {}

  /**
   * Obtain evidence.
   *
   * @param devices what is said about devices, by the spellings of {@link ConfigurationKey}
   */
  record Evidence(
      String directory,
      Optional<String> reportData,
      Optional<String> technology,
      Format format,
      Map<String, String> devices)
      implements CommandLine {}

  /**
   * Open an encrypted disk.
   *
   * @param name of the mapping
   * @param format how the answer is written
   * @param devices what is said about devices, by the spellings of {@link ConfigurationKey}
   */
  record Unlock(
      String device, String name, String config, Format format, Map<String, String> devices)
      implements CommandLine {}

  /**
   * Give an encrypted disk a slot.
   *
   * @param backup the file for the header backup
   * @param format whether a new volume is made
   * @param erase whether that destroys what is there
   * @param passphrase the file with a passphrase of a volume that is there, or that a new one gets
   * @param output how the answer is written
   * @param devices what is said about devices, by the spellings of {@link ConfigurationKey}
   */
  record Enroll(
      String device,
      String config,
      String backup,
      boolean format,
      boolean erase,
      Optional<String> passphrase,
      Format output,
      Map<String, String> devices)
      implements CommandLine {}

  /**
   * Put a new version of the key in place of an old one.
   *
   * @param passphrase the file with a passphrase of any slot
   * @param backup the file for the header backup
   * @param reencrypt whether the key of the data is replaced too
   * @param keep files with passphrases of slots that are to open the volume after that
   * @param output how the answer is written
   * @param devices what is said about devices, by the spellings of {@link ConfigurationKey}
   */
  record Rotate(
      String device,
      String config,
      Optional<String> passphrase,
      Optional<String> backup,
      boolean reencrypt,
      List<String> keep,
      Format output,
      Map<String, String> devices)
      implements CommandLine {
    /** Copies the list. */
    public Rotate {
      keep = List.copyOf(keep);
    }

    /** The same without a backup. */
    Rotate withoutBackup() {
      return new Rotate(
          device, config, passphrase, Optional.empty(), reencrypt, keep, output, devices);
    }
  }

  /**
   * Put a slot for the firmware and image that run now in place of older ones.
   *
   * @param passphrase the file with a passphrase of any slot
   * @param backup the file for the header backup
   * @param output how the answer is written
   * @param devices what is said about devices, by the spellings of {@link ConfigurationKey}
   */
  record Renew(
      String device,
      String config,
      Optional<String> passphrase,
      Optional<String> backup,
      Format output,
      Map<String, String> devices)
      implements CommandLine {}

  /**
   * Ask about the next boot.
   *
   * @param next what it changes
   * @param before registers that were extended, as they were then
   * @param launch what its launch measurement is computed of
   * @param format how the answer is written
   * @param devices what is said about devices, by the spellings of {@link ConfigurationKey}
   */
  record Preflight(
      String config,
      List<NextBoot.Value> next,
      List<NextBoot.Before> before,
      Optional<Launch> launch,
      Format format,
      Map<String, String> devices)
      implements CommandLine {}

  /**
   * How QEMU will start the next boot.
   *
   * @param firmware the file of the firmware
   * @param kernel the file of the kernel; empty where the firmware finds it
   * @param initrd the file of the initrd
   * @param commandLine the kernel's
   */
  record Launch(
      String firmware,
      Optional<String> kernel,
      Optional<String> initrd,
      String commandLine,
      VirtualCpus cpus) {}

  /** Say what is on a disk. */
  record Status(String device, Format output) implements CommandLine {}

  /** Explain the program, or one command. */
  record Help(Optional<Verb> verb) implements CommandLine {}

  /** Nothing that can be done; says why. */
  record Unusable(String problem, Optional<Verb> verb) implements CommandLine {}

  /** How an answer is written. */
  enum Format {
    /** For a person. */
    TEXT,
    /** One JSON object. */
    JSON
  }

  /** Reads the arguments. */
  static CommandLine parse(List<String> arguments) {
    return ArgumentReader.read(arguments);
  }
}
