package dev.sealkeep.cli.policy.lsp;

import dev.sealkeep.cli.failure.ExitCode;
import dev.sealkeep.cli.terminal.Console;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code sealkeep policy lsp}. */
@Command(
    name = "lsp",
    description = {
      "Serve the policy language to an editor, by the Language Server Protocol over standard input"
          + " and output.",
      "See docs/how-to/editor.md."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the editor asked it to shut down, and then to exit",
      "1:it was ended without having been asked to shut down"
    })
public final class LanguageServerCommand implements Callable<Integer> {
  private final Console console;

  /** Makes the command for those surroundings. */
  public LanguageServerCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    boolean shutDown = Connection.serve(console.in(), console.out());
    return (shutDown ? ExitCode.OK : ExitCode.REFUSED).number();
  }
}
