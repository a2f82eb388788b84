package dev.sealkeep.evidence.eventlog;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The command line of a kernel that GRUB loaded. PCR 8 holds each command with its arguments and,
 * from the loader, the line that it gave to a kernel. Which of the two a text is nothing tells,
 * because the prefix is not measured: so whatever is not a command known to load nothing counts as
 * a loader's line.
 */
final class GrubCommandLine {
  private static final Pattern LINUX = Pattern.compile("(?:linux|linuxefi|linux16) (.*)");

  /** What runs the command behind it without measuring that by itself. */
  private static final Pattern WRAPPERS = Pattern.compile("^(?:(?:!|time) +)+");

  private static final Pattern ASSIGNMENT = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*=.*");
  private static final Pattern QUOTING = Pattern.compile("\\\\(.)|\"");

  /** Commands of GRUB and functions of distributions; whatever those run is measured itself. */
  private static final Set<String> HARMLESS =
      Set.of(
          "[",
          "background_color",
          "background_image",
          "blscfg",
          "boot",
          "cat",
          "clear",
          "configfile",
          "cpuid",
          "cryptomount",
          "echo",
          "eval",
          "export",
          "false",
          "fwsetup",
          "gettext",
          "gfxmode",
          "gptpriority",
          "halt",
          "hwmatch",
          "increment",
          "initrd",
          "initrd16",
          "initrdefi",
          "initrdfail",
          "insmod",
          "keymap",
          "keystatus",
          "list_env",
          "load_env",
          "load_video",
          "loadfont",
          "loopback",
          "ls",
          "menuentry",
          "normal",
          "password",
          "password_pbkdf2",
          "play",
          "probe",
          "read",
          "reboot",
          "recordfail",
          "regexp",
          "return",
          "save_env",
          "savedefault",
          "search",
          "search.file",
          "search.fs_label",
          "search.fs_uuid",
          "serial",
          "set",
          "setparams",
          "shift",
          "sleep",
          "smbios",
          "source",
          "submenu",
          "terminal_input",
          "terminal_output",
          "terminfo",
          "test",
          "true",
          "unset");

  private GrubCommandLine() {}

  /**
   * The line, if every text of PCR 8 is proven, a loader gave this one and no other, and it is what
   * {@code linux} was told to give.
   */
  static Optional<String> of(ReplayedLog log) {
    List<LoggedEvent> events = log.events(8).stream().filter(e -> !log.isSeparator(e)).toList();
    List<String> texts =
        events.stream()
            .flatMap(event -> MeasuredText.grub(log, event).stream())
            .map(text -> WRAPPERS.matcher(text).replaceFirst("").strip())
            .toList();
    Set<String> told =
        texts.stream().flatMap(text -> argument(text).stream()).collect(Collectors.toSet());
    List<String> given =
        texts.stream()
            .filter(text -> argument(text).isEmpty() && !isHarmless(text))
            .distinct()
            .toList();
    return texts.size() == events.size()
            && given.size() == 1
            && told.equals(Set.of(withoutQuoting(given.getFirst())))
        ? Optional.of(given.getFirst())
        : Optional.empty();
  }

  private static Optional<String> argument(String text) {
    Matcher linux = LINUX.matcher(text);
    return linux.matches() ? Optional.of(linux.group(1).strip()) : Optional.empty();
  }

  private static boolean isHarmless(String text) {
    String command = text.split("\\s", 2)[0];
    return HARMLESS.contains(command) || ASSIGNMENT.matcher(command).matches();
  }

  /** The loader puts an argument with a space in quotes, the text of a command does not. */
  private static String withoutQuoting(String line) {
    return QUOTING.matcher(line).replaceAll("$1");
  }
}
