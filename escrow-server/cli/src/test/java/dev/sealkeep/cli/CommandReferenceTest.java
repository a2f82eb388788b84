package dev.sealkeep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.cli.failure.ExitCode;
import dev.sealkeep.cli.terminal.Console;
import dev.sealkeep.service.check.StoreFinding;
import dev.sealkeep.service.server.ProcessHalt;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.HelpCommand;

/** docs/reference/cli.md says what the code does. */
final class CommandReferenceTest {
  private static final Path ROOT = Path.of(System.getProperty("sealkeep.root"));
  private String reference = "";

  @BeforeEach
  void read() throws Exception {
    reference = Files.readString(ROOT.resolve("docs/reference/cli.md"));
  }

  @Test
  void everyCommandIsListed() {
    Set<String> names = new TreeSet<>();
    Console console = new Console(System.in, System.out, System.err, Map.of(), false);
    collect(Main.commandLine(console), names);

    assertThat(names).hasSizeGreaterThan(10);
    for (String name : names) {
      assertThat(reference).containsPattern("\\| `" + name + "[ `]");
    }
  }

  private static void collect(CommandLine command, Set<String> names) {
    if (command.getCommand() instanceof HelpCommand) {
      return;
    }
    if (command.getSubcommands().isEmpty()) {
      names.add(command.getCommandSpec().qualifiedName());
    }
    command.getSubcommands().values().forEach(sub -> collect(sub, names));
  }

  @Test
  void everyExitCodeIsListed() {
    for (ExitCode code : ExitCode.values()) {
      assertThat(reference).contains("| " + code.number() + " | ");
    }
  }

  @Test
  void theServersOwnExitCodeIsTheListedOne() {
    assertThat(ProcessHalt.EXIT_CODE).isEqualTo(ExitCode.NOT_DURABLE.number());
  }

  @Test
  void everyFindingIsListedAndNoOther() throws Exception {
    Pattern code = Pattern.compile("[\"`](audit\\.[a-z]+\\.[a-z_]+)[\"`]");
    Set<String> found = new TreeSet<>();
    for (String source :
        List.of(
            "cli/src/main/java/dev/sealkeep/cli/audit/AuditVerifier.java",
            "cli/src/main/java/dev/sealkeep/cli/audit/SuccessionCheck.java",
            "ledger/src/main/java/dev/sealkeep/ledger/audit/LogAuditor.java",
            "ledger/src/main/java/dev/sealkeep/ledger/audit/TenantAuditor.java")) {
      Path file = ROOT.resolve("escrow-server").resolve(source);
      found.addAll(codes(code.matcher(Files.readString(file))));
    }
    // A checkpoint that was confirmed is nothing to report.
    found.remove("audit.checkpoint.confirmed");

    assertThat(found).isNotEmpty().isEqualTo(codes(code.matcher(reference)));
  }

  @Test
  void everyFindingOfAStoreIsListedAndNoOther() {
    Set<String> codes = new TreeSet<>();
    for (StoreFinding.Code code : StoreFinding.Code.values()) {
      codes.add(code.text());
    }
    Pattern listed = Pattern.compile("\\| `(store\\.[a-z]+\\.[a-z_]+)` \\|");

    assertThat(codes(listed.matcher(reference))).isEqualTo(codes);
  }

  private static Set<String> codes(Matcher matcher) {
    Set<String> codes = new TreeSet<>();
    while (matcher.find()) {
      codes.add(matcher.group(1));
    }
    return codes;
  }
}
