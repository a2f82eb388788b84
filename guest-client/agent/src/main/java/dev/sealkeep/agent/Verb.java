package dev.sealkeep.agent;

import dev.sealkeep.agent.configuration.ConfigurationKey;
import dev.sealkeep.agent.derive.DeriveKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The commands, with their options and what their help says. */
enum Verb {
  /** Fetch a key from the escrow. */
  GET(
      "get",
      "--config FILE [--output FILE|-] [--key-version N] [--jwk LABEL] [--evidence PATH]",
      "Fetches the key from the escrow and writes its raw bytes.") {
    @Override
    List<Option> options() {
      List<Option> options = new ArrayList<>();
      options.add(CONFIG);
      options.add(OUTPUT);
      options.add(VERSION);
      options.add(
          Option.of(
              JWK,
              "LABEL",
              "write no key of the escrow, but one made of it for this label, as a JWK with which"
                  + " other programs wrap keys (A256KW)"));
      options.add(
          Option.of(
              "--evidence",
              "PATH",
              "send stored evidence in place of the device's: a file, or a folder with report.bin"
                  + " and perhaps auxiliary.bin; a server denies it, for it is not fresh"));
      ConfigurationKey.DEVICES.forEach(key -> options.add(Option.of(key)));
      return options;
    }
  },
  /** Hand a key to whoever asks on a socket. */
  LISTEN(
      "listen",
      "--config FILE [--socket PATH] [--key-version N]",
      "Fetches the key for whoever connects to a socket, and hands it over.") {
    @Override
    List<Option> options() {
      List<Option> options = new ArrayList<>();
      options.add(CONFIG);
      options.add(
          Option.of(
              "--socket",
              "PATH",
              "bind this AF_UNIX socket; by default one that listens is on standard input, as a"
                  + " systemd service with StandardInput=socket has it"));
      options.add(VERSION);
      ConfigurationKey.DEVICES.forEach(key -> options.add(Option.of(key)));
      return options;
    }
  },
  /** Serve a request of the kernel for a key. */
  REQUEST_KEY(
      "request-key",
      "KEY [--directory DIR] [--allow UIDS]",
      "Makes a key that somebody asked the kernel for; request-key(8) starts it.") {
    @Override
    List<String> operands() {
      return List.of(KEY);
    }

    @Override
    List<Option> options() {
      List<Option> options = new ArrayList<>();
      options.add(
          Option.of(
              "--directory",
              "DIR",
              "the folder of the configurations NAME.properties, of which a request names one;"
                  + " default "
                  + CONFIGURATIONS));
      options.add(
          Option.of("--allow", "UIDS", "comma-separated uids that are served; default 0, root"));
      ConfigurationKey.DEVICES.forEach(key -> options.add(Option.of(key)));
      return options;
    }
  },
  /** Have the hardware derive a key. */
  DERIVE(
      "derive",
      "(--input FILE | --technology TAG --volume NAME ...) [--output FILE|-]",
      "Has the hardware derive a key, without the escrow, and writes a volume's key made of it.") {
    @Override
    List<Option> options() {
      List<Option> options = new ArrayList<>();
      options.add(
          Option.of(
              "--input",
              "FILE",
              "a request: a properties file with the options below as keys, `_` for `-`;"
                  + " an option counts before it"));
      Arrays.stream(DeriveKey.values()).forEach(key -> options.add(Option.of(key)));
      options.add(OUTPUT);
      options.add(
          Option.flag(
              "--explain",
              "derive nothing; say what the key would be bound to, and what not; needs no device"));
      options.add(
          Option.of("--output-format", "FORMAT", "of --explain: `text`, the default, or `json`"));
      options.add(Option.of(ConfigurationKey.SEV_GUEST_PATH));
      options.add(Option.of(ConfigurationKey.GRAMINE_PATH));
      return options;
    }
  },
  /** Obtain evidence. */
  EVIDENCE(
      "evidence",
      "--directory DIR [--report-data HEX] [--technology TAG] [--output text|json]",
      "Obtains evidence from the device and writes it to a new folder, for inspection.") {
    @Override
    List<Option> options() {
      List<Option> options = new ArrayList<>();
      options.add(
          Option.of(
              "--directory",
              "DIR",
              "a folder that does not exist yet or is empty; gets report.bin and, if there is any,"
                  + " auxiliary.bin, together or not at all"));
      options.add(
          Option.of(
              "--report-data",
              "HEX",
              "what the evidence is over: at most 64 bytes, filled up with zeros; 64 random bytes"
                  + " by default"));
      options.add(
          Option.of("--technology", "TAG", "whose evidence; by default the first device's"));
      options.add(
          Option.of("--output", "FORMAT", "of the summary: `text`, the default, or `json`"));
      ConfigurationKey.DEVICES.forEach(key -> options.add(Option.of(key)));
      return options;
    }
  },
  /** Ask about the next boot. */
  PREFLIGHT(
      "preflight",
      "--config FILE [--next-measurement HEX | --firmware FILE [--next-kernel FILE …]]"
          + " [--next CLAIM=HEX,…] [--before CLAIM=HEX,…] [--output text|json]",
      "Asks whether the next boot will be given the key, and gets none.") {
    @Override
    List<Option> options() {
      List<Option> options = new ArrayList<>();
      options.add(CONFIG);
      options.add(Option.of("--next-measurement", "HEX", "SEV-SNP's MEASUREMENT of the next boot"));
      options.add(
          Option.of(
              "--firmware",
              "FILE",
              "compute that measurement, of the OVMF image that QEMU will start with"));
      options.add(
          Option.of(
              "--next-kernel",
              "FILE",
              "the kernel that QEMU will hand to that firmware (-kernel)"));
      options.add(Option.of("--initrd", "FILE", "the initrd beside it (-initrd)"));
      options.add(Option.of("--command-line", "TEXT", "its command line (-append)"));
      options.add(Option.of("--vcpus", "N", "how many virtual CPUs; default 1"));
      options.add(
          Option.of(
              "--vcpu-model", "MODEL", "their model in QEMU, such as EPYC-Milan; default EPYC"));
      options.add(
          Option.of("--guest-features", "HEX", "SEV_FEATURES of the host's kernel; default 0x1"));
      options.add(
          Option.of(
              "--next",
              "CLAIM=HEX,…",
              "values of other claims at the next boot, such as sha256.pcr11; state also those"
                  + " that stay where others of the boot change"));
      options.add(
          Option.of(
              "--before",
              "CLAIM=HEX,…",
              "registers that were extended since the key was given, as they were then;"
                  + " CLAIM=HEX:EVENT:EVENT where not by `extend` alone"));
      options.add(SUMMARY);
      ConfigurationKey.DEVICES.forEach(key -> options.add(Option.of(key)));
      return options;
    }
  },
  /** Open an encrypted disk. */
  UNLOCK(
      "unlock",
      "DEVICE NAME --config FILE [--output text|json]",
      "Fetches the key and opens an enrolled LUKS2 disk as /dev/mapper/NAME.") {
    @Override
    List<String> operands() {
      return List.of(DEVICE, NAME);
    }

    @Override
    List<Option> options() {
      return volume();
    }
  },
  /** Give an encrypted disk a slot, or make one. */
  ENROLL(
      "enroll",
      "DEVICE --config FILE --backup FILE (--passphrase FILE | --format [--erase] [--passphrase"
          + " FILE])",
      "Gives a LUKS2 disk slots for the keys that `mode` names, or makes a new one.") {
    @Override
    List<String> operands() {
      return List.of(DEVICE);
    }

    @Override
    List<Option> options() {
      List<Option> options = volume();
      options.add(
          Option.of(
              "--backup",
              "FILE",
              "a new file, mode 0600, for a backup of the header, written before the disk is"
                  + " changed"));
      options.add(
          Option.of(
              "--passphrase",
              "FILE",
              "a passphrase of any slot, every byte of the file, 1 to 8192 bytes; with --format,"
                  + " one that the new volume gets a slot for as well"));
      options.add(
          Option.flag("--format", "make a new volume: destroys what is on the disk, if anything"));
      options.add(
          Option.flag("--erase", "with --format: also on a disk whose first 16 MiB are not blank"));
      return options;
    }
  },
  /** Put a new version of the key in place of an old one. */
  ROTATE(
      "rotate",
      "DEVICE --config FILE [--passphrase FILE] [--backup FILE] [--reencrypt [--keep FILES]]",
      "Gives an enrolled disk a slot for the key's new version and removes older ones.") {
    @Override
    List<String> operands() {
      return List.of(DEVICE);
    }

    @Override
    List<Option> options() {
      List<Option> options = volume();
      options.add(PASSPHRASE);
      options.add(
          Option.of(
              "--backup",
              "FILE",
              "a new file for a backup of the header as it is; the old key opens it still"));
      options.add(
          Option.flag(
              "--reencrypt",
              "replace the key of the data too, so that a header that somebody kept opens nothing;"
                  + " a disk in use is prepared, and `unlock` does it; --backup is made at the"
                  + " end"));
      options.add(
          Option.of(
              "--keep",
              "FILES",
              "with --reencrypt: files with the passphrases of all other slots, commas between"));
      return options;
    }
  },
  /** Put a slot for the firmware and image that run now in place of older ones. */
  RENEW(
      "renew",
      "DEVICE --config FILE [--passphrase FILE] [--backup FILE]",
      "Gives a disk a slot for what runs now; older ones go once it proved itself.") {
    @Override
    List<String> operands() {
      return List.of(DEVICE);
    }

    @Override
    List<Option> options() {
      List<Option> options = volume();
      options.add(PASSPHRASE);
      options.add(
          Option.of(
              "--backup",
              "FILE",
              "a new file for a backup of the header as it is, before a slot is added"));
      return options;
    }
  },
  /** Say what is on a disk. */
  STATUS(
      "status",
      "DEVICE [--output text|json]",
      "Says whether a disk's header may be opened, and which slots it has; needs no key.") {
    @Override
    List<String> operands() {
      return List.of(DEVICE);
    }

    @Override
    List<Option> options() {
      return List.of(SUMMARY);
    }
  };

  private static final Option CONFIG =
      Option.of("--config", "FILE", "the guest's configuration (docs/reference/guest.md)");
  static final String CONFIGURATIONS = "/etc/sealkeep";
  static final String DEVICE = "DEVICE";
  static final String JWK = "--jwk";
  static final String KEY = "KEY";
  static final String KEY_VERSION = "--key-version";
  static final String NAME = "NAME";

  private static final Option SUMMARY =
      Option.of("--output", "FORMAT", "of the summary: `text`, the default, or `json`");
  private static final Option VERSION =
      Option.of(KEY_VERSION, "N", "which version of the key; by default the current one");
  private static final Option PASSPHRASE =
      Option.of(
          "--passphrase",
          "FILE",
          "a passphrase of any slot, every byte of the file; 1 to 8192 bytes");

  /** What all that ask for a key of a volume have. */
  private static List<Option> volume() {
    List<Option> options = new ArrayList<>();
    options.add(CONFIG);
    options.add(SUMMARY);
    ConfigurationKey.DEVICES.forEach(key -> options.add(Option.of(key)));
    return options;
  }

  private static final Option OUTPUT =
      Option.of(
          "--output",
          "FILE",
          "write the raw key to this file, mode 0600; `-`, the default, is standard output;"
              + " keyring:TYPE:DESCRIPTION[@KEYRING] adds it to a keyring of the kernel");
  private static final Option HELP = Option.flag("--help", "say this");
  private static final int WIDTH = 80;
  private static final int INDENT = 26;

  private final String spelling;
  private final String synopsis;
  private final String purpose;

  Verb(String spelling, String synopsis, String purpose) {
    this.spelling = spelling;
    this.synopsis = synopsis;
    this.purpose = purpose;
  }

  /** What stands without a name, in this order. */
  List<String> operands() {
    return List.of();
  }

  /** Every option but {@code --help}. */
  abstract List<Option> options();

  String spelling() {
    return spelling;
  }

  static List<String> spellings() {
    return Arrays.stream(values()).map(Verb::spelling).toList();
  }

  static Optional<Verb> parse(String spelling) {
    return Arrays.stream(values()).filter(verb -> verb.spelling.equals(spelling)).findFirst();
  }

  /** What there is. */
  static String overview() {
    StringBuilder text = new StringBuilder("usage: sealkeep-guest COMMAND [OPTIONS]\n\n");
    for (Verb verb : values()) {
      text.append("  %-13s%s%n".formatted(verb.spelling, verb.purpose));
    }
    return text.append("\n`sealkeep-guest COMMAND --help` lists a command's options.\n")
        .append(EXIT_STATUS)
        .toString();
  }

  /** Everything about this command. */
  String help() {
    StringBuilder text = new StringBuilder();
    text.append("usage: sealkeep-guest %s %s%n%n%s%n%n".formatted(spelling, synopsis, purpose));
    List<Option> all = new ArrayList<>(options());
    all.add(HELP);
    for (Option option : all) {
      String head = "  " + option.name() + option.argument().map(a -> " " + a).orElse("");
      text.append(entry(head, option.meaning()));
    }
    return text.append(EXIT_STATUS).toString();
  }

  private static final String EXIT_STATUS =
      """

      exit status: 0 done, 1 denied, 2 usage or configuration, 3 unavailable,
      4 untrusted answer, 5 no evidence or no key from this machine,
      6 volume refused, 7 disk, libcryptsetup or kernel failed,
      8 the next boot would be denied
      """;

  /** A head, and its meaning broken into lines beside it. */
  private static String entry(String head, String meaning) {
    StringBuilder text = new StringBuilder();
    StringBuilder line = new StringBuilder(head);
    line.repeat(' ', Math.max(INDENT - head.length(), 2));
    boolean fresh = true;
    for (String word : meaning.split(" ", -1)) {
      if (!fresh && line.length() + 1 + word.length() > WIDTH) {
        text.append(line).append('\n');
        line = new StringBuilder(" ".repeat(INDENT));
        fresh = true;
      }
      line.append(fresh ? "" : " ").append(word);
      fresh = false;
    }
    return text.append(line).append('\n').toString();
  }
}
