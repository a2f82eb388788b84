package dev.sealkeep.cli.policy;

import dev.sealkeep.cli.failure.CommandFailure;
import dev.sealkeep.cli.failure.ExitCode;
import dev.sealkeep.cli.terminal.Console;
import dev.sealkeep.cli.terminal.OutputOption;
import dev.sealkeep.cli.terminal.Style;
import dev.sealkeep.cli.terminal.Table;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sealkeep policy fmt}. */
@Command(
    name = "fmt",
    description = {
      "Rewrite policies in the one canonical layout; comments are kept.",
      "A policy that cannot be read is left as it is."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:every policy is canonical now, or was shown with --diff",
      "1:a policy has errors, or with --check is not canonical",
      "2:a file cannot be read or written"
    })
public final class FormatCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(
      paramLabel = "FILE",
      arity = "1..*",
      description = "the policies' texts; - alone reads standard input and writes standard output")
  private List<Path> files = new ArrayList<>();

  @Option(
      names = "--check",
      description =
          "write nothing; list the files that are not canonical, and fail if there is one")
  private boolean check;

  @Option(names = "--diff", description = "write nothing; show what would change")
  private boolean diff;

  @Mixin private OutputOption output = new OutputOption();

  /** Makes the command for those surroundings. */
  public FormatCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    boolean fromStandardInput = files.contains(FormattedFile.STANDARD_INPUT);
    if (fromStandardInput && files.size() > 1) {
      throw CommandFailure.of(
          ExitCode.UNUSABLE,
          "'-' stands for standard input and cannot be given together with files",
          "Format them in a run of their own.");
    }
    // All are read before one is written: a path that is misspelt leaves the others as they are.
    List<FormattedFile> read =
        files.stream().map(file -> FormattedFile.read(file, console.in())).toList();
    boolean inPlace = !check && !diff && !fromStandardInput;
    if (inPlace) {
      read.stream().filter(FormattedFile::isChanged).forEach(FormattedFile::write);
    }
    print(read, inPlace);
    boolean refused = read.stream().anyMatch(FormattedFile::isRefused);
    boolean failed = refused || (check && read.stream().anyMatch(FormattedFile::isChanged));
    return (failed ? ExitCode.REFUSED : ExitCode.OK).number();
  }

  private void print(List<FormattedFile> read, boolean inPlace) {
    if (output.json()) {
      output.print(console, Map.of("files", documents(read, inPlace)), _ -> "");
      return;
    }
    for (FormattedFile file : read) {
      file.findings().forEach(finding -> console.note(finding.rendered() + "\n"));
      if (file.isRefused()) {
        console.note("sealkeep: %s has errors and stays as it is.".formatted(file.describe()));
      }
    }
    if (diff) {
      write(read.stream().map(FormattedFile::difference).collect(Collectors.joining()));
    } else if (check) {
      read.stream().filter(FormattedFile::isChanged).forEach(file -> console.line(file.name()));
    } else if (inPlace) {
      console.line(table(read, console.style()));
    } else {
      write(read.getFirst().text().orElse(""));
    }
  }

  /** Text of policies, in UTF-8 whatever the terminal speaks. */
  private void write(String text) {
    console.out().writeBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  private List<FormattedFile.Summary> documents(List<FormattedFile> read, boolean inPlace) {
    boolean withText = !inPlace && !check && !diff;
    return read.stream().map(file -> file.summary(inPlace, withText, diff)).toList();
  }

  private static String table(List<FormattedFile> read, Style style) {
    Table table = new Table("FILE", "LAYOUT");
    for (FormattedFile file : read) {
      String layout = file.layout(true);
      table.row(file.name(), file.isRefused() ? style.bad(layout) : style.good(layout));
    }
    return table.render(style, "");
  }
}
