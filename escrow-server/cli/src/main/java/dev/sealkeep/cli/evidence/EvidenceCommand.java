package dev.sealkeep.cli.evidence;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sealkeep evidence}: the group of commands on evidence in files. */
@Command(
    name = "evidence",
    description = "Show and verify evidence from files.",
    mixinStandardHelpOptions = true,
    subcommands = {EvidenceShowCommand.class, EvidenceVerifyCommand.class})
public final class EvidenceCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "name a command: show or verify");
  }
}
